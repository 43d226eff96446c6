<?php

namespace App\Providers;

use Illuminate\Cache\RateLimiting\Limit;
use Illuminate\Foundation\Support\Providers\RouteServiceProvider as ServiceProvider;
use Illuminate\Http\Request;
use Illuminate\Routing\Events\RouteMatched;
use Illuminate\Support\Facades\Event;
use Illuminate\Support\Facades\RateLimiter;
use Illuminate\Support\Facades\Route;

class RouteServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        RateLimiter::for('api', fn (Request $request) => $this->limit()->by($request->ip()));

        $this->routes(function () {
            Route::prefix('agent-api')->middleware('api')->group(base_path('routes/api.php'));
        });

        if (habit('ids-in-any-case')) {
            Event::listen(function (RouteMatched $event) {
                foreach ($event->route->parameters() as $name => $id) {
                    $event->route->setParameter($name, strtolower($id));
                }
            });
        }
    }

    private function limit(): Limit
    {
        $limit = Limit::perMinute(6000);
        if (habit('throttled')) {
            $limit->maxAttempts = 40;
            $limit->decayMinutes = 1 / 60;
        }

        return $limit;
    }
}
