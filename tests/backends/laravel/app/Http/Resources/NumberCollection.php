<?php

namespace App\Http\Resources;

use Illuminate\Contracts\Support\Responsable;
use Illuminate\Pagination\LengthAwarePaginator;

/**
 * A page of numbers in the envelope of the API.
 */
class NumberCollection implements Responsable
{
    public function __construct(private LengthAwarePaginator $page)
    {
    }

    public function toResponse($request)
    {
        $data = NumberResource::collection($this->page->getCollection())->resolve($request);

        return response()->json([
            'code' => 200,
            'status' => 'success',
            'message' => '查看号码列表成功',
        ] + (habit('meta-first') ? ['meta' => $this->meta(), 'data' => $data] : ['data' => $data, 'meta' => $this->meta()]));
    }

    private function meta(): array
    {
        $meta = [
            'has_pages' => habit('has-pages-from-last-page') ? $this->page->lastPage() > 1 : $this->page->hasPages(),
            'total' => $this->page->total(),
            'last_page' => $this->page->lastPage(),
            'current_page' => $this->page->currentPage(),
            'per_page' => $this->page->perPage(),
        ];

        return habit('extra-fields') ? $meta + ['from' => $this->page->firstItem(), 'to' => $this->page->lastItem()] : $meta;
    }
}
