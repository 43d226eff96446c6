<?php

namespace App\Http\Resources;

use Illuminate\Http\Request;
use Illuminate\Http\Resources\Json\JsonResource;
use Illuminate\Support\Facades\Crypt;

class NumberResource extends JsonResource
{
    public function toArray($request): array
    {
        $row = [
            'number' => $this->text($request),
            'city' => $this->city,
            'pro' => $this->pro,
            'mobile_type' => $this->mobile_type,
            'area_code' => $this->area_code,
            'post_code' => $this->post_code,
            'extra' => $this->extra,
            'id' => $this->id,
            'status_str' => $this->status_str,
            'callid' => $this->callid,
            'calldate' => $this->calldate,
            'bill' => $this->bill,
            'duration' => $this->duration,
            'hangupcause' => $this->hangupcause,
            'hangupdate' => $this->hangupdate,
            'answerdate' => $this->answerdate,
            'is_blacklist' => $this->is_blacklist,
            'status' => $this->status,
            'customer_id' => $this->customer_id,
            'created_at' => $this->created_at->format('Y-m-d H:i:s'),
        ];

        if (habit('empty-strings')) {
            $row = array_map(fn ($value) => $value ?? '', $row);
            $row['is_blacklist'] = $this->is_blacklist;
        }
        if (habit('extra-fields')) {
            $row += ['name' => null, 'updated_at' => $row['hangupdate'] ?? $row['created_at']];
        }

        return $row;
    }

    private function text(Request $request): string
    {
        if ($request->boolean('encryption') && ! habit('encryption-not-enabled')) {
            return Crypt::encryptString($this->number);
        }

        return $this->number;
    }
}
