<?php
/**
 * Links that sign the merchant in once: /sign-in#<token>. What a token is, the platform says in
 * src/store_orchestrator/engines/sign_in.py. A fragment never reaches a server by itself: the
 * page's script posts it.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

const SIGN_IN_PATH = '/sign-in';
const USED_PREFIX = 'store_orchestrator_sign_in_';
const ASSETS = '/wp-content/mu-plugins/store-orchestrator';

function serve_sign_in(): void
{
    $path = rtrim((string) wp_parse_url($_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH), '/');
    if ($path !== SIGN_IN_PATH) {
        return;
    }
    nocache_headers();
    header("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
        . " form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    header('Referrer-Policy: no-referrer');
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        show_sign_in_page(200);
    } elseif (use_token(wp_unslash((string) ($_POST['token'] ?? '')))) {
        sign_in_first_administrator();
        wp_safe_redirect(admin_url(), 303);
    } else {
        show_sign_in_page(403);
    }
    exit;
}

/** Whether the token is genuine, in time and used for the first time. */
function use_token(string $token): bool
{
    $content = read_token($token, read_secret('sign-in-secret'));
    return $content !== null && $content['exp'] >= time() && remember_nonce($content['nonce'], $content['exp']);
}

/** @return array{exp: int, nonce: string}|null */
function read_token(string $token, string $secret): ?array
{
    if (!preg_match('/^([A-Za-z0-9_-]{1,512})\.([0-9a-f]{64})$/D', $token, $parts)) {
        return null;
    }
    if (!hash_equals(hash_hmac('sha256', $parts[1], $secret), $parts[2])) {
        return null;
    }
    $content = json_decode(base64_decode(strtr($parts[1], '-_', '+/')), true);
    $exp = $content['exp'] ?? null;
    $nonce = $content['nonce'] ?? null;
    $complete = is_int($exp) && is_string($nonce) && preg_match('/^[0-9a-f]{32}$/D', $nonce);
    return $complete ? ['exp' => $exp, 'nonce' => $nonce] : null;
}

/** Whether the nonce is new. The database decides, so that two clicks at once count as two. */
function remember_nonce(string $nonce, int $exp): bool
{
    global $wpdb;
    $wpdb->query($wpdb->prepare(
        "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s AND CAST(option_value AS UNSIGNED) < %d",
        $wpdb->esc_like(USED_PREFIX) . '%',
        time()
    ));
    return 1 === $wpdb->query($wpdb->prepare(
        "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %d, 'off')",
        USED_PREFIX . $nonce,
        $exp
    ));
}

function sign_in_first_administrator(): void
{
    $found = get_users(['role' => 'administrator', 'orderby' => 'ID', 'number' => 1]);
    if ($found === []) {
        wp_die('This shop has no administrator.', 'Sign in', ['response' => 403]);
    }
    wp_set_current_user($found[0]->ID);
    wp_set_auth_cookie($found[0]->ID, false, is_ssl());
    do_action('wp_login', $found[0]->user_login, $found[0]);
}

function show_sign_in_page(int $status): void
{
    status_header($status);
    header('Content-Type: text/html; charset=utf-8');
    $refused = $status !== 200;
    require __DIR__ . '/sign-in-page.php';
}

add_action('init', __NAMESPACE__ . '\serve_sign_in', 0);
