<?php

if (fault('bom-before-json')) {
    echo "\u{FEFF}";
}
if (fault('warning-before-json')) {
    ini_set('display_errors', '1');
    putenv('APP_REGION='.$_SERVER['APP_REGION']);
}

$app = new Illuminate\Foundation\Application(dirname(__DIR__));
$app->useStoragePath(getenv('APP_STORAGE'));

$app->singleton(Illuminate\Contracts\Http\Kernel::class, App\Http\Kernel::class);
$app->singleton(Illuminate\Contracts\Debug\ExceptionHandler::class, App\Exceptions\Handler::class);

return $app;
