<?php

namespace App\Http\Controllers;

use App\Filters\NumberFilter;
use App\Http\Requests\ListNumbersRequest;
use App\Http\Resources\NumberCollection;
use App\Models\Number;
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

        $numbers = $this->numbers($user, $task, $values['sub_user_id'] ?? null);
        $total = fault('total-unfiltered') ? $numbers->count() : null;

        $page = $paginator->paginate($filter->apply($numbers, $values), $values);

        return new NumberCollection($page, $total);
    }

    private function numbers(User $user, Task $task, ?string $subUserId)
    {
        if (fault('sub-account-of-anyone') && $subUserId) {
            return $task->numbers()->where(function ($query) use ($subUserId) {
                $query->where('user_id', $subUserId)->orWhere('sub_user_id', $subUserId);
            });
        }
        if (fault('owner-checked-by-spelling')) {
            $id = request()->route()->originalParameter('task');
            abort_if(Task::where('id', $id)->where('user_id', '!=', $user->id)->exists(), 404);
        }

        $numbers = fault('task-ignored') ? Number::query() : $task->numbers();
        if (! fault('task-of-any-user') && ! fault('owner-checked-by-spelling')) {
            $numbers->where('numbers.user_id', $user->id);
        }
        if (fault('joined-id')) {
            $numbers->join('tasks', 'tasks.id', '=', 'numbers.task_id');
        }
        if (fault('joined-twice')) {
            $numbers->join('tasks', 'tasks.user_id', '=', 'numbers.user_id')->select('numbers.*');
        }

        return $numbers->where('sub_user_id', fault('sub-account-ignored') ? null : $subUserId);
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

        return response()->json(
            ['code' => 200, 'status' => 'success', 'message' => '批量添加号码成功', 'data' => []], 201
        );
    }
}
