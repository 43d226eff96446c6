<?php

// Checks composer.json, and writes the vendor/autoload.php that Composer would: its classes, and Debian's Guzzle.

declare(strict_types=1);

$package = json_decode(file_get_contents('composer.json'), true, flags: JSON_THROW_ON_ERROR);
$autoload = var_export($package['autoload']['psr-4'], true);

is_dir('vendor') || mkdir('vendor');
file_put_contents('vendor/autoload.php', <<<PHP
    <?php

    require_once 'GuzzleHttp/autoload.php';
    spl_autoload_register(function (string \$class): void {
        foreach ($autoload as \$namespace => \$folder) {
            \$file = __DIR__ . '/../' . \$folder . strtr(substr(\$class, strlen(\$namespace)), '\\\\', '/') . '.php';
            if (str_starts_with(\$class, \$namespace) && is_file(\$file)) {
                require \$file;
            }
        }
    });
    PHP);
