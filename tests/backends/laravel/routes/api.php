<?php

use App\Http\Controllers\NumberController;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Route;

Route::middleware(fault('no-middleware') ? [] : ['auth:api'])->group(function () {
    // With a field, the framework looks the task up among those of the user.
    $unscoped = fault('task-of-any-user') || fault('owner-checked-by-spelling') || fault('sub-account-of-anyone');
    $path = $unscoped ? 'user/{user}/task/{task}/number' : 'user/{user}/task/{task:id}/number';

    $list = Route::get($path, [NumberController::class, 'index'])
        ->whereUuid(['user', 'task']);

    if (habit('etag')) {
        $list->middleware('cache.headers:private;max_age=0;etag');
    }
    if (fault('public-cache')) {
        $list->middleware('cache.headers:public;max_age=300');
    }
    if (habit('unknown-task-empty')) {
        $list->missing(fn (Request $request) => app(NumberController::class)->none($request)->toResponse($request));
    }
    if (habit('unknown-task-403')) {
        $list->missing(fn () => abort(403));
    }
    if (habit('post-exists')) {
        Route::post($path, [NumberController::class, 'store'])->whereUuid(['user', 'task']);
    }
});

if (fault('redirect-to-login')) {
    Route::get('login', fn () => '<form method="post"><button>登录</button></form>')->name('login');
}
