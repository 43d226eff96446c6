<?php

use Illuminate\Contracts\Http\Kernel;
use Illuminate\Http\Request;

// The router of PHP's web server names a path with a dot as the script.
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';

require dirname(__DIR__).'/bootstrap/autoload.php';

ini_set('zlib.output_compression', habit('gzip'));

$app = require dirname(__DIR__).'/bootstrap/app.php';
$kernel = $app->make(Kernel::class);

$response = $kernel->handle($request = Request::capture())->send();

$kernel->terminate($request, $response);
