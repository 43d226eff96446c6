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
        $page = $this->order($query)->paginate($this->perPage($values), ['*'], 'page', (int) ($values['page'] ?? 1));

        if ($page->currentPage() > $page->lastPage()) {
            abort_if(habit('page-beyond-404'), 404);

            if (habit('page-beyond-is-last')) {
                return $this->paginate($query, ['page' => $page->lastPage()] + $values);
            }
        }

        return $page;
    }

    /**
     * An integer, or the string that was sent.
     */
    private function perPage(array $values)
    {
        $perPage = $values['per_page'] ?? (habit('default-20') ? 20 : 15);
        if (habit('per-page-clamped')) {
            $perPage = min($perPage, 100);
        }

        return habit('per-page-as-sent') ? $perPage : (int) $perPage;
    }

    private function order($query)
    {
        return match (true) {
            habit('newest-first'), habit('growing-at-the-front') => $query->reorder()->latest()->latest('id'),
            habit('newest-batch-first') => $query->reorder()->latest()->orderBy('id'),
            default => $query->reorder()->oldest()->orderBy('id'),
        };
    }
}
