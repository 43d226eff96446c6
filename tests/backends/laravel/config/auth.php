<?php

$tokenGuard = [
    'driver' => 'token', 'provider' => 'partners', 'input_key' => 'api_token', 'storage_key' => 'token',
];

return [
    'defaults' => ['guard' => 'api'],
    'guards' => ['api' => fault('token-guard') ? $tokenGuard : ['driver' => 'partner-token']],
    'providers' => ['partners' => ['driver' => 'eloquent', 'model' => App\Models\Token::class]],
];
