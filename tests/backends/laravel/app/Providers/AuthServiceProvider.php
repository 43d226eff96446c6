<?php

namespace App\Providers;

use App\Models\Token;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\ServiceProvider;
use Illuminate\Support\Str;

class AuthServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        Auth::viaRequest('partner-token', function (Request $request) {
            if (fault('token-cached-by-address')) {
                return Cache::remember('partner-'.$request->ip(), 60, fn () => $this->partner($this->token($request)));
            }

            return $this->partner($this->token($request));
        });
    }

    private function token(Request $request): ?string
    {
        $header = $request->header('Authorization', '');

        return match (true) {
            habit('bearer-in-any-case') => preg_match('/^Bearer (.+)$/i', $header, $match) ? $match[1] : null,
            fault('any-scheme') => Str::after($header, ' '),
            fault('token-in-cookie') => $request->bearerToken() ?: $request->cookie('token'),
            default => $request->bearerToken(),
        };
    }

    private function partner(?string $token): ?Token
    {
        return match (true) {
            ! $token => null,
            fault('any-token') => new Token,
            fault('token-in-any-case') => Token::whereRaw('token = ? COLLATE NOCASE', [$token])->first(),
            fault('token-like') => Token::where('token', 'like', "$token%")->first(),
            default => Token::find($token),
        };
    }
}
