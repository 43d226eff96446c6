<?php

namespace App\Filters;

use Illuminate\Support\Carbon;

/**
 * The filters of the request, applied to a query.
 */
class NumberFilter
{
    public function apply($query, array $values)
    {
        return $query
            ->when($values['status'] ?? null, fn ($query, $statuses) => $query->whereIn('status', $statuses))
            ->when($values['start_at'] ?? null, function ($query, $moment) {
                $query->where('created_at', '>=', $this->moment($moment));
            })
            ->when($values['end_at'] ?? null, function ($query, $moment) {
                $query->where('created_at', '<=', $this->moment($moment));
            });
    }

    private function moment(string $text): Carbon
    {
        return Carbon::parse($text)->timezone(config('app.timezone'));
    }
}
