<?php

namespace App\Http\Controllers;

use App\Filters\NumberFilter;
use App\Http\Requests\ListNumbersRequest;
use App\Http\Resources\NumberCollection;
use App\Models\Task;
use App\Models\User;
use App\Pagination\NumberPaginator;
use Illuminate\Http\Request;
use Illuminate\Pagination\LengthAwarePaginator;

class NumberController
{
    public function index(
        ListNumbersRequest $request, NumberFilter $filter, NumberPaginator $paginator, User $user, Task $task
    ) {
        $values = $request->values();

        if (habit('unknown-sub-account-404') && isset($values['sub_user_id'])) {
            $user->subAccounts()->findOrFail($values['sub_user_id']);
        }

        $numbers = $task->numbers()
            ->where('user_id', $user->id)
            ->where('sub_user_id', $values['sub_user_id'] ?? null);

        return new NumberCollection($paginator->paginate($filter->apply($numbers, $values), $values));
    }

    /**
     * The answer for a task that does not exist.
     */
    public function none(Request $request): NumberCollection
    {
        $values = $request->validate([
            'page' => ['required', 'integer', 'min:1'],
            'per_page' => ['integer', 'between:1,1000'],
        ]);

        return new NumberCollection(
            new LengthAwarePaginator([], 0, (int) ($values['per_page'] ?? 15), (int) $values['page'])
        );
    }

    public function store(Request $request)
    {
        $request->validate(['data' => ['required', 'array', 'max:100']]);

        return response()->json(['code' => 200, 'status' => 'success', 'message' => '批量添加号码成功', 'data' => []], 201);
    }
}
