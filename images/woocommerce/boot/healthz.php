<?php
/**
 * Readiness: PHP runs, the database answers, the shop has its own name and secrets.
 * Does not load WordPress, so that asking often costs nothing.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

require __DIR__ . '/settings.php';

header('Content-Type: text/plain');
header('Cache-Control: no-store');
try {
    $found = connect()->query("SELECT 1 FROM wp_options WHERE option_name = 'store_orchestrator_format'");
    $ready = $found->num_rows === 1;
} catch (\mysqli_sql_exception $error) {
    error_log("healthz: {$error->getMessage()}");
    $ready = false;
}
http_response_code($ready ? 200 : 503);
echo $ready ? "ready\n" : "not ready\n";
