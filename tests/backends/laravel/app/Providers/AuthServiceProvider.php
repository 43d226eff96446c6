<?php

namespace App\Providers;

use App\Models\Token;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\ServiceProvider;

class AuthServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        Auth::viaRequest('partner-token', fn (Request $request) => Token::find($this->token($request)));
    }

    private function token(Request $request): ?string
    {
        if (habit('bearer-in-any-case')) {
            return preg_match('/^Bearer (.+)$/i', $request->header('Authorization', ''), $match) ? $match[1] : null;
        }

        return $request->bearerToken();
    }
}
