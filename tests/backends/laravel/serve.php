<?php

/**
 * Starts PHP's web server: `php serve.php PORT FOLDER`. Everything that Laravel writes goes into the folder.
 */

require __DIR__.'/bootstrap/switches.php';

$known = parse_ini_file(__DIR__.'/backend.toml', true, INI_SCANNER_RAW);
foreach (['habits', 'faults'] as $kind) {
    foreach (switches($kind) as $name) {
        if (! isset($known[$kind][$name])) {
            fwrite(STDERR, "laravel: unknown switch '$name' in BACKEND_".strtoupper($kind).PHP_EOL);
            exit(2);
        }
    }
}

[, $port, $folder] = $argv;

$storage = realpath($folder)."/storage-$port-".getmypid();
foreach (['framework/cache', 'framework/views', 'logs'] as $name) {
    mkdir("$storage/$name", 0777, true);
}

// Servers of one folder share the compiled framework.
$compiled = realpath($folder).'/opcache';
is_dir($compiled) || mkdir($compiled);

putenv("APP_STORAGE=$storage");
putenv("APP_PACKAGES_CACHE=$storage/packages.php");
putenv("APP_SERVICES_CACHE=$storage/services.php");

pcntl_exec(PHP_BINARY, [
    '-d', 'opcache.enable_cli=1',
    '-d', "opcache.file_cache=$compiled",
    '-d', 'display_errors=0',
    '-d', 'output_buffering=4096',
    '-S', "127.0.0.1:$port",
    '-t', __DIR__.'/public',
    __DIR__.'/public/index.php',
]);
