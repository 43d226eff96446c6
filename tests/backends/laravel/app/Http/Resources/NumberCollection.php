<?php

namespace App\Http\Resources;

use App\Models\Number;
use Illuminate\Contracts\Support\Responsable;
use Illuminate\Http\Request;
use Illuminate\Pagination\LengthAwarePaginator;
use Illuminate\Support\Collection;

/**
 * A page of numbers in the envelope of the API.
 */
class NumberCollection implements Responsable
{
    private const CALL = ['callid', 'calldate', 'bill', 'duration', 'hangupcause', 'hangupdate', 'answerdate'];

    public function __construct(private LengthAwarePaginator $page, private ?int $total = null)
    {
    }

    public function toResponse($request)
    {
        if (fault('resource-envelope')) {
            return NumberResource::collection($this->page)->toResponse($request);
        }

        $head = ['code' => 200, 'status' => 'success', 'message' => '查看号码列表成功'];
        $rows = ['data' => $this->data($request)];
        $meta = ['meta' => $this->meta()];

        $response = response()->json($head + (habit('meta-first') ? $meta + $rows : $rows + $meta));
        if (fault('etag-of-task')) {
            $response->setEtag(md5($request->route('task')->id))->isNotModified($request);
        }

        return $response;
    }

    private function data(Request $request)
    {
        $numbers = $this->page->getCollection();
        if (fault('null-data') && $numbers->isEmpty()) {
            return null;
        }
        if (fault('calls-by-position') && $numbers->isNotEmpty()) {
            $this->assignCalls($numbers);
        }

        $rows = NumberResource::collection($numbers)->resolve($request);

        return fault('data-as-object') ? collect($rows)->keyBy('id') : $rows;
    }

    private function assignCalls(Collection $numbers): void
    {
        $calls = Number::where('task_id', $numbers->first()->task_id)
            ->orderBy('id')
            ->take($numbers->count())
            ->get();
        foreach ($numbers as $position => $number) {
            $number->forceFill($calls[$position]->only(self::CALL));
        }
    }

    private function meta(): array
    {
        $page = $this->page;
        $meta = [
            'has_pages' => habit('has-pages-from-last-page') ? $page->lastPage() > 1 : $page->hasPages(),
            'total' => fault('total-of-page') ? $page->count() : $this->total ?? $page->total(),
            'last_page' => $this->lastPage(),
            'current_page' => $page->currentPage() - (int) fault('page-from-zero'),
            'per_page' => $page->perPage(),
        ];

        return habit('extra-fields') ? $meta + ['from' => $page->firstItem(), 'to' => $page->lastItem()] : $meta;
    }

    private function lastPage(): int
    {
        return match (true) {
            fault('last-page-one-more') => intdiv($this->page->total(), $this->page->perPage()) + 1,
            fault('last-page-of-15') => max(1, (int) ceil($this->page->total() / 15)),
            default => $this->page->lastPage(),
        };
    }
}
