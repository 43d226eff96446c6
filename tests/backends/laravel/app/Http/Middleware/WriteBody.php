<?php

namespace App\Http\Middleware;

use Closure;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

/**
 * How the JSON is encoded and labelled.
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
        if (fault('json-as-html')) {
            $response->headers->set('Content-Type', 'text/html; charset=UTF-8');
        }
        if (fault('gzip-mislabelled')) {
            $response->setContent(gzcompress($response->getContent()));
            $response->headers->set('Content-Encoding', 'gzip');
        }

        return $response;
    }
}
