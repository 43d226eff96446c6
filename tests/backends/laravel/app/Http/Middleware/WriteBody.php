<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

/**
 * How the JSON is written, and what is written around it.
 */
class WriteBody
{
    public function handle(Request $request, Closure $next)
    {
        $response = $next($request);
        if (! $response instanceof JsonResponse) {
            return $response;
        }

        if (habit('unescaped-json') || fault('length-in-characters')) {
            $response->setEncodingOptions(JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        }
        if (fault('length-in-characters')) {
            $response->headers->set('Content-Length', mb_strlen($response->getContent()));
        }
        if (fault('bom-before-json')) {
            $response->setContent("\u{FEFF}".$response->getContent());
        }
        if (fault('json-as-html')) {
            $response->headers->set('Content-Type', 'text/html; charset=UTF-8');
        }
        if (fault('gzip-mislabelled')) {
            $response->setContent(gzcompress($response->getContent()));
            $response->headers->set('Content-Encoding', 'gzip');
        }
        if (fault('warning-before-json')) {
            $response->setContent("\nWarning: Undefined array key \"operator\" in "
                .app_path('Http/Resources/NumberResource.php')." on line 21\n".$response->getContent());
        }

        return $response;
    }
}
