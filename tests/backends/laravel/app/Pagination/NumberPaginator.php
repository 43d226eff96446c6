<?php

namespace App\Pagination;

use Illuminate\Pagination\LengthAwarePaginator;

/**
 * Splits a query into pages, in the order of the list.
 */
class NumberPaginator
{
    public function paginate($query, array $values): LengthAwarePaginator
    {
        $number = (int) ($values['page'] ?? 1);
        $page = $this->page($this->order($query), $number, $this->perPage($values));

        if ($number > $page->lastPage()) {
            abort_if(habit('page-beyond-404'), 404);

            if (habit('page-beyond-is-last')) {
                return $this->paginate($query, ['page' => $page->lastPage()] + $values);
            }
        }

        return $page;
    }

    private function page($query, int $number, $perPage): LengthAwarePaginator
    {
        if (fault('simple-paginate')) {
            $page = $query->simplePaginate($perPage, ['*'], 'page', $number);
            $last = $number + (int) $page->hasMorePages();

            return new LengthAwarePaginator($page->getCollection(), $last * $perPage, $perPage, $number);
        }
        if (fault('skip-one-short')) {
            $rows = $query->clone()->skip(max(0, ($number - 1) * $perPage - 1))->take($perPage)->get();

            return new LengthAwarePaginator($rows, $query->count(), $perPage, $number);
        }
        if (fault('one-row-more')) {
            $rows = $query->clone()->skip(($number - 1) * $perPage)->take($perPage + 1)->get();
            $page = $query->paginate($perPage, ['*'], 'page', $number);

            return $page->setCollection($rows);
        }
        if (fault('deep-pages-capped')) {
            $page = $query->paginate($perPage, ['*'], 'page', min($number, 10));

            return new LengthAwarePaginator($page->getCollection(), $page->total(), $perPage, $number);
        }

        return $query->paginate($perPage, ['*'], 'page', $number);
    }

    /**
     * An integer, or what was sent.
     */
    private function perPage(array $values)
    {
        if (fault('per-page-ignored')) {
            return 15;
        }
        $perPage = $values['per_page'] ?? (habit('default-20') ? 20 : 15);
        if (habit('per-page-clamped')) {
            $perPage = min($perPage, 100);
        }

        return habit('per-page-as-sent') || is_array($perPage) ? $perPage : (int) $perPage;
    }

    private function order($query)
    {
        return match (true) {
            habit('newest-first'), habit('growing-at-the-front') => $query->reorder()->latest()->latest('numbers.id'),
            habit('newest-batch-first') => $query->reorder()->latest()->orderBy('numbers.id'),
            fault('unstable-order') => $query->orderByRaw('date(created_at)')->inRandomOrder(),
            default => $query->reorder()->oldest()->orderBy('numbers.id'),
        };
    }
}
