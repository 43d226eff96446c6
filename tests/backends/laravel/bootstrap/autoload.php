<?php

/**
 * Debian's packages bring their own autoloaders; Composer is not used.
 */
require_once 'Illuminate/autoload.php';
require_once __DIR__.'/switches.php';

spl_autoload_register(function (string $class): void {
    $file = dirname(__DIR__).'/'.lcfirst(str_replace('\\', '/', $class)).'.php';
    if (str_starts_with($class, 'App\\') && is_file($file)) {
        require $file;
    }
});
