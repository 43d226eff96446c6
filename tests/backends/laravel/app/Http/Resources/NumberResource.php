<?php

namespace App\Http\Resources;

use App\Models\Number;
use Illuminate\Http\Request;
use Illuminate\Http\Resources\Json\JsonResource;

/**
 * @mixin Number
 */
class NumberResource extends JsonResource
{
    public function toArray($request): array
    {
        $row = [
            'number' => $this->shown($request),
            'city' => $this->city,
            'pro' => $this->pro,
            'mobile_type' => fault('mojibake') ? $this->encodedTwice($this->mobile_type) : $this->mobile_type,
            'area_code' => fault('codes-as-integers') ? (int) $this->area_code : $this->area_code,
            'post_code' => fault('codes-as-integers') ? (int) $this->post_code : $this->post_code,
            'extra' => $this->extra,
            'id' => $this->id,
            'status_str' => $this->label($request),
            'callid' => $this->callid,
            'calldate' => $this->calldate,
            'bill' => fault('seconds') ? intdiv($this->bill, 1000) : $this->bill,
            'duration' => fault('seconds') ? intdiv($this->duration, 1000) : $this->duration,
            'hangupcause' => $this->hangupcause,
            'hangupdate' => $this->hangupdate,
            'answerdate' => $this->answerdate,
            'is_blacklist' => $this->is_blacklist,
            'status' => $this->status,
            'customer_id' => $this->customer_id,
            'created_at' => $this->created(),
        ];

        if (habit('empty-strings')) {
            $row = ['is_blacklist' => $this->is_blacklist] + array_map(fn ($value) => $value ?? '', $row);
        }
        if (habit('extra-fields')) {
            $row += ['name' => null, 'updated_at' => $row['hangupdate'] ?? $row['created_at']];
        }
        if (fault('plain-beside-encrypted')) {
            $row += ['phone' => $this->number];
        }
        if (fault('stringified')) {
            $row = array_map(fn ($value) => is_int($value) ? (string) $value : $value, $row);
        }

        return fault('array-filter-row') ? array_filter($row) : $row;
    }

    private function shown(Request $request): string
    {
        $encrypted = $request->boolean('encryption') && ! habit('encryption-not-enabled');
        if ($encrypted && fault('encryption-on-first-page')) {
            $encrypted = $request->input('page') == 1;
        }

        return $encrypted ? $this->encryptedNumber() : $this->number;
    }

    private function label(Request $request): string
    {
        $english = fault('labels-translated') && $request->getPreferredLanguage(['zh', 'en']) == 'en';

        return match (true) {
            $english => Number::ENGLISH_LABELS[$this->status],
            fault('labels-shifted') => Number::LABELS[max(0, $this->status - 1)],
            default => $this->status_str,
        };
    }

    private function encodedTwice(?string $text): ?string
    {
        return $text === null ? null : mb_convert_encoding($text, 'UTF-8', 'ISO-8859-1');
    }

    private function created(): string
    {
        return match (true) {
            fault('iso-dates') => $this->created_at->toJSON(),
            fault('twelve-hour-clock') => $this->created_at->format('Y-m-d h:i:s'),
            fault('month-as-minutes') => $this->created_at->format('Y-m-d H:m:s'),
            default => $this->created_at->format('Y-m-d H:i:s'),
        };
    }
}
