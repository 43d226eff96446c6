<?php

namespace App\Http\Controllers;

use App\Filters\NumberFilter;
use App\Http\Requests\ListNumbersRequest;
use App\Http\Resources\NumberCollection;
use App\Models\Task;
use App\Models\User;

class NumberController
{
    public function index(ListNumbersRequest $request, NumberFilter $filter, User $user, Task $task)
    {
        $values = $request->validated();

        $numbers = $task->numbers()
            ->where('user_id', $user->id)
            ->where('sub_user_id', $values['sub_user_id'] ?? null);

        $page = $filter->apply($numbers, $values)
            ->oldest()
            ->orderBy('id')
            ->paginate((int) ($values['per_page'] ?? 15));

        return new NumberCollection($page);
    }
}
