<?php
/**
 * WordPress in a program of the build. Every warning ends it: what a build overlooks, each
 * shop has.
 */

declare(strict_types=1);

// WooCommerce gives notices of its own.
const FAULTS = E_ALL & ~E_NOTICE & ~E_USER_NOTICE & ~E_DEPRECATED & ~E_USER_DEPRECATED;
set_error_handler(static function (int $kind, string $text, string $file, int $line): bool {
    // An @ lowers error_reporting.
    if (error_reporting() & $kind & FAULTS) {
        throw new ErrorException($text, 0, $kind, $file, $line);
    }
    return false;
});
set_exception_handler(static function (Throwable $error): void {
    fwrite(STDERR, "{$error}\n");
    exit(1);
});
define('WP_DISABLE_FATAL_ERROR_HANDLER', true);
$_SERVER += [
    'HTTP_HOST' => 'template.invalid:8080', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET',
    'SERVER_PROTOCOL' => 'HTTP/1.1', 'REMOTE_ADDR' => '127.0.0.1', 'SERVER_NAME' => 'template.invalid',
];
require '/srv/shop/wp-load.php';
