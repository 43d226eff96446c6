<?php

use App\Http\Controllers\NumberController;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

Route::middleware('auth:api')->group(function () {
    $list = Route::get('user/{user}/task/{task:id}/number', [NumberController::class, 'index'])
        ->whereUuid(['user', 'task']);

    if (habit('etag')) {
        $list->middleware('cache.headers:private;max_age=0;etag');
    }
    if (habit('unknown-task-empty')) {
        $list->missing(fn (Request $request) => app(NumberController::class)->none($request)->toResponse($request));
    }
    if (habit('unknown-task-403')) {
        $list->missing(fn () => abort(403));
    }
    if (habit('post-exists')) {
        Route::post('user/{user}/task/{task:id}/number', [NumberController::class, 'store'])
            ->whereUuid(['user', 'task']);
    }
});
