<?php
/**
 * POST /store-claim: the platform hands a prepared shop to a merchant. What it asks and what is
 * answered, the platform says in src/store_orchestrator/engines/claim.py. Plain PHP, for
 * loading WordPress would take longer than all the rest.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

require __DIR__ . '/settings.php';
require __DIR__ . '/in-force.php';
require __DIR__ . '/Shop.php';
require __DIR__ . '/Claim.php';

/** Whether the request shows the secret in force; takes as long for any wrong one. */
function is_platform(): bool
{
    return hash_equals(read_secret('probe-secret'), (string) ($_SERVER['HTTP_X_STORE_SECRET'] ?? ''));
}

/** @return array{int, array<string, mixed>} status and content */
function answer_claim(): array
{
    if (!is_platform()) {
        return [403, ['message' => 'This is for the platform only.']];
    }
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        return [405, ['message' => 'A claim is a POST.']];
    }
    try {
        Claim::read((string) file_get_contents('php://input'))->apply();
    } catch (BadClaim $error) {
        return [400, ['message' => $error->getMessage()]];
    } catch (NotClaimable $error) {
        return [409, ['message' => $error->getMessage()]];
    } catch (\Throwable $error) {
        // Its text alone: a trace would show what was claimed.
        error_log("claim: {$error->getMessage()}");
        return [500, ['message' => $error->getMessage()]];
    }
    return [200, ['claimed' => true]];
}

header('Content-Type: application/json');
header('Cache-Control: no-store');
[$status, $content] = answer_claim();
http_response_code($status);
echo json_encode($content), "\n";
