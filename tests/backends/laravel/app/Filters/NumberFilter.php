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
        $start = $values['start_at'] ?? null;
        $end = $values['end_at'] ?? null;
        $query->when($values['status'] ?? null, fn ($query, $statuses) => $this->status($query, $statuses));

        if (fault('bounds-only-together') && ! ($start && $end)) {
            return $query;
        }
        if (fault('bounds-swapped') && $start && $end) {
            return $query->whereBetween('created_at', [$this->moment($end), $this->moment($start)]);
        }

        return $query
            ->when($start, fn ($query) => $this->compare($query, '>=', $start))
            ->when($end, fn ($query) => $this->compare($query, habit('end-exclusive') ? '<' : '<=', $end));
    }

    private function status($query, array $statuses)
    {
        if (fault('or-where')) {
            $query->where('status', array_shift($statuses));
            foreach ($statuses as $status) {
                $query->orWhere('status', $status);
            }

            return $query;
        }
        if (fault('status-zero-dropped') && ! array_filter($statuses)) {
            return $query;
        }

        return $query->whereIn('status', match (true) {
            fault('status-zero-dropped') => array_filter($statuses),
            fault('first-status-only') => array_slice($statuses, 0, 1),
            fault('five-statuses') => array_slice($statuses, 0, 5),
            default => $statuses,
        });
    }

    private function compare($query, string $operator, string $text)
    {
        $moment = $this->moment($text);
        if ($operator != '>=') {
            if (habit('whole-day-end') && ! str_contains($text, ':')) {
                $moment = $moment->endOfDay();
            }
            if (fault('seconds-dropped')) {
                $moment = $moment->startOfMinute();
            }
        }

        return match (true) {
            fault('dates-as-text') => $query->where('created_at', $operator, $text),
            fault('dates-without-time') => $query->whereDate('created_at', $operator, $moment),
            fault('dates-of-the-call') => $query->where('calldate', $operator, $moment),
            default => $query->where('created_at', $operator, $moment),
        };
    }

    private function moment(string $text): Carbon
    {
        return Carbon::parse($text)->timezone(fault('dates-in-utc') ? 'UTC' : config('app.timezone'));
    }
}
