<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\Request;
use Illuminate\Support\Arr;
use Illuminate\Support\Facades\Cache;

/**
 * Keeps answers for a minute, under a key that lacks what a fault forgets.
 */
class RememberAnswer
{
    private const FORGOTTEN = [
        'cache-forgets-page' => ['page'],
        'cache-forgets-per-page' => ['per_page'],
        'cache-forgets-status' => ['status'],
        'cache-forgets-dates' => ['start_at', 'end_at'],
        'cache-forgets-encryption' => ['encryption'],
        'cache-forgets-sub-account' => ['sub_user_id'],
        'cache-forgets-user' => ['user'],
        'cache-forgets-task' => ['task'],
    ];

    public function handle(Request $request, Closure $next)
    {
        $faults = array_filter(array_keys(self::FORGOTTEN), 'fault');
        if (! $faults || ! $request->isMethod('GET')) {
            return $next($request);
        }

        $forgotten = Arr::flatten(Arr::only(self::FORGOTTEN, $faults));
        $known = Arr::except($request->query() + $request->route()->originalParameters(), $forgotten);
        $key = md5(json_encode($known));
        if (Cache::has($key)) {
            return response(Cache::get($key), 200, ['Content-Type' => 'application/json']);
        }

        $response = $next($request);
        if ($response->isOk()) {
            Cache::put($key, $response->getContent(), 60);
        }

        return $response;
    }
}
