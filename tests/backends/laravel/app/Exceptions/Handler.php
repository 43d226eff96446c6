<?php

namespace App\Exceptions;

use Illuminate\Auth\AuthenticationException;
use Illuminate\Foundation\Exceptions\Handler as ExceptionHandler;
use Illuminate\Http\Request;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Throwable;

class Handler extends ExceptionHandler
{
    public function register(): void
    {
        $this->renderable(function (Throwable $error, Request $request) {
            return $request->is('agent-api/*') ? $this->envelope($error) : null;
        });
    }

    private function envelope(Throwable $error)
    {
        $status = $this->status($error);

        return response()->json([
            'code' => $status,
            'status' => 'error',
            'message' => $this->message($error, $status),
            'data' => [],
        ], $status, $error instanceof HttpExceptionInterface ? $error->getHeaders() : []);
    }

    private function status(Throwable $error): int
    {
        return match (true) {
            $error instanceof ValidationException => $error->status,
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
