<?php
/**
 * Visits and buys as people will, so that PHP keeps what it compiled, and nothing is shipped
 * that cannot sell: the order probe's conversation, a shopper's pages, the merchant's desk.
 */

declare(strict_types=1);

const ADDRESS = 'http://127.0.0.1:8080';
const STORE = '/wp-json/wc/store/v1';
const OWN = '/wp-json/store-orchestrator/v1';

/** @return array{status: int, headers: array<string, string>, cookies: list<string>, body: string} */
function ask(string $method, string $path, array $headers = [], string $body = ''): array
{
    $lines = ['Host: template.invalid:8080', 'Connection: close'];
    foreach ($headers as $name => $value) {
        $lines[] = "{$name}: {$value}";
    }
    $context = stream_context_create(['http' => [
        'method' => $method, 'header' => $lines, 'content' => $body, 'ignore_errors' => true,
        'follow_location' => 0, 'timeout' => 120,
    ]]);
    $text = file_get_contents(ADDRESS . $path, false, $context);
    $answer = ['status' => 0, 'headers' => [], 'cookies' => [], 'body' => (string) $text];
    foreach ($http_response_header ?? [] as $line) {
        if (preg_match('~^HTTP/\S+ (\d+)~', $line, $found)) {
            $answer['status'] = (int) $found[1];
        } elseif (preg_match('~^Set-Cookie: ([^;]+)~i', $line, $found)) {
            $answer['cookies'][] = $found[1];
        } elseif (preg_match('~^([^:]+): (.*)$~', $line, $found)) {
            $answer['headers'][strtolower($found[1])] = $found[2];
        }
    }
    return $answer;
}

function expect(int $status, array $answer, string $what): array
{
    if ($answer['status'] !== $status) {
        throw new RuntimeException("{$what}: {$answer['status']} instead of {$status}\n" . substr($answer['body'], 0, 2000));
    }
    echo "{$what}: {$status}\n";
    return $answer;
}

function call(string $path, ?array $content, string $token = '', int $status = 200): array
{
    $headers = ['Content-Type' => 'application/json', 'X-Order-Probe' => 'build'];
    if ($token !== '') {
        $headers['Cart-Token'] = $token;
    }
    $body = $content === null ? '' : json_encode((object) $content);
    return expect($status, ask($content === null ? 'GET' : 'POST', $path, $headers, $body), $path);
}

function decode(array $answer): array
{
    return json_decode($answer['body'], true, 64, JSON_THROW_ON_ERROR);
}

function buy(): void
{
    $offer = decode(call(OWN . '/probe-product', []));
    $address = $offer['address'];
    $token = call(STORE . '/cart', null)['headers']['cart-token'];
    call(STORE . '/cart/add-item', ['id' => $offer['id'], 'quantity' => 1], $token, 201);
    $both = ['billing_address' => $address, 'shipping_address' => $address];
    call(STORE . '/cart/update-customer', $both, $token);
    $order = decode(call(STORE . '/checkout', [...$both, 'payment_method' => 'cod'], $token));
    if ($order['status'] !== 'processing') {
        throw new RuntimeException("the order is {$order['status']}");
    }
    echo json_encode($order), "\n";
    $removal = decode(call(OWN . "/probe-orders/{$order['order_id']}/remove", []));
    echo json_encode($removal), "\n";
    foreach ($removal['stock'] as $entry) {
        if ($entry['after'] !== $entry['expected']) {
            throw new RuntimeException('stock did not come back');
        }
    }
}

function browse(): void
{
    $pages = ['/', '/shop/', '/product/stoneware-mug/', '/product/everyday-t-shirt/', '/cart/', '/my-account/', '/track-order/'];
    foreach ($pages as $page) {
        expect(200, ask('GET', $page), $page);
    }
    $cart = expect(200, ask('POST', '/?add-to-cart=' . find_product()), 'into the cart');
    $cookies = ['Cookie' => implode('; ', $cart['cookies'])];
    expect(200, ask('GET', '/cart/', $cookies), 'a full cart');
    expect(200, ask('GET', '/checkout/', $cookies), 'checkout');
    expect(404, ask('GET', '/no-such-page/'), 'a page that is missing');
}

function find_product(): int
{
    $products = decode(call(STORE . '/products?per_page=20', null));
    return array_column($products, 'id', 'slug')['stoneware-mug'];
}

function work_as_merchant(): void
{
    $form = http_build_query(['log' => 'admin', 'pwd' => 'build', 'testcookie' => '1', 'wp-submit' => 'Log In']);
    $headers = ['Content-Type' => 'application/x-www-form-urlencoded', 'Cookie' => 'wordpress_test_cookie=WP%20Cookie%20check'];
    $signed = expect(302, ask('POST', '/wp-login.php', $headers, $form), 'sign in');
    $cookies = ['Cookie' => implode('; ', $signed['cookies'])];
    $pages = ['', 'admin.php?page=wc-admin', 'admin.php?page=wc-orders', 'edit.php?post_type=product', 'admin.php?page=wc-settings'];
    foreach ($pages as $page) {
        expect(200, ask('GET', "/wp-admin/{$page}", $cookies), "admin {$page}");
    }
}

function refuse_strangers(): void
{
    expect(403, ask('POST', OWN . '/probe-product'), 'no probe without its secret');
    expect(404, ask('GET', '/wp-json/wp/v2/users'), 'no list of users');
    expect(404, ask('GET', '/wp-config.php'), 'no configuration');
}

/** A link as src/store_orchestrator/engines/sign_in.py makes it: good once. */
function follow_sign_in_link(): void
{
    $content = json_encode(['exp' => time() + 120, 'nonce' => bin2hex(random_bytes(16))]);
    $payload = rtrim(strtr(base64_encode($content), '+/', '-_'), '=');
    $signature = hash_hmac('sha256', $payload, 'build');
    $headers = ['Content-Type' => 'application/x-www-form-urlencoded'];
    $forged = str_repeat('0', 64);
    expect(200, ask('GET', '/sign-in'), 'the page of a sign-in link');
    expect(403, ask('POST', '/sign-in', $headers, "token={$payload}.{$forged}"), 'a forged link');
    expect(303, ask('POST', '/sign-in', $headers, "token={$payload}.{$signature}"), 'a sign-in link');
    expect(403, ask('POST', '/sign-in', $headers, "token={$payload}.{$signature}"), 'the same link again');
}

buy();
browse();
work_as_merchant();
follow_sign_in_link();
refuse_strangers();
