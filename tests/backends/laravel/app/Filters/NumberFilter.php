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
            ->when($values['start_at'] ?? null, fn ($query, $start) => $this->from($query, $start))
            ->when($values['end_at'] ?? null, fn ($query, $end) => $this->until($query, $end));
    }

    private function from($query, string $start)
    {
        return $query->where('created_at', '>=', $this->moment($start));
    }

    private function until($query, string $end)
    {
        $moment = $this->moment($end);
        if (habit('whole-day-end') && ! str_contains($end, ':')) {
            $moment = $moment->endOfDay();
        }

        return $query->where('created_at', habit('end-exclusive') ? '<' : '<=', $moment);
    }

    private function moment(string $text): Carbon
    {
        return Carbon::parse($text)->timezone(config('app.timezone'));
    }
}
