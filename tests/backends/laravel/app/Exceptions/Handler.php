<?php

namespace App\Exceptions;

use Illuminate\Auth\AuthenticationException;
use Illuminate\Foundation\Exceptions\Handler as ExceptionHandler;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Arr;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Throwable;

class Handler extends ExceptionHandler
{
    public function register(): void
    {
        $this->renderable(function (Throwable $error, Request $request) {
            return $request->is('agent-api/*') && ! $this->leftToFramework($error, $request)
                ? $this->envelope($error)
                : null;
        });
    }

    private function leftToFramework(Throwable $error, Request $request): bool
    {
        if (fault('laravel-error-body')) {
            $request->headers->set('Accept', 'application/json');

            return true;
        }
        if ($error instanceof AuthenticationException && ! $request->expectsJson()) {
            return fault('redirect-to-login') || fault('login-route-missing');
        }
        if ($error instanceof ValidationException && ! $request->expectsJson()) {
            return fault('redirect-on-invalid');
        }

        return habit('html-404') && ! $request->route() && $this->status($error) == 404;
    }

    private function envelope(Throwable $error): JsonResponse
    {
        $status = $this->status($error);
        $body = [
            'code' => habit('errors-in-200') ? 1000 * intdiv($status, 100) + $status % 100 : $status,
            'status' => 'error',
            'message' => $this->message($error, $status),
            'data' => fault('error-data-object') ? (object) [] : [],
        ];
        if (habit('errors-with-details') && $error instanceof ValidationException) {
            $body['errors'] = $error->errors();
        }
        if (fault('debug-trace')) {
            $body += $this->debugged($error);
        }
        $headers = $error instanceof HttpExceptionInterface ? $error->getHeaders() : [];

        return response()->json($body, habit('errors-in-200') ? 200 : $status, $headers);
    }

    private function debugged(Throwable $error): array
    {
        return [
            'exception' => get_class($error),
            'file' => $error->getFile(),
            'line' => $error->getLine(),
            'trace' => array_map(fn ($call) => Arr::except($call, 'args'), $error->getTrace()),
        ];
    }

    private function status(Throwable $error): int
    {
        return match (true) {
            $error instanceof ValidationException => habit('errors-400') ? 400 : $error->status,
            $error instanceof AuthenticationException => 401,
            $error instanceof HttpExceptionInterface => $error->getStatusCode(),
            default => 500,
        };
    }

    private function message(Throwable $error, int $status): string
    {
        return $error instanceof ValidationException ? $error->validator->errors()->first() : __("errors.$status");
    }
}
