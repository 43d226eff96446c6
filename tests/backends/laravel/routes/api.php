<?php

use App\Http\Controllers\NumberController;
use Illuminate\Support\Facades\Route;

Route::middleware('auth:api')->group(function () {
    Route::get('user/{user}/task/{task:id}/number', [NumberController::class, 'index'])
        ->whereUuid(['user', 'task']);
});
