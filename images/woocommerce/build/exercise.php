<?php
/**
 * Visits and buys as people will, so that PHP keeps what it compiled, and nothing is shipped
 * that cannot sell: the order probe's conversation, a shopper's pages, the merchant's desk; then
 * all of it again after the shop was handed over.
 */

declare(strict_types=1);

require __DIR__ . '/visitor.php';
require __DIR__ . '/hand-over.php';

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

/** @return array<string, string> the header of a session */
function sign_in(string $user, string $password): array
{
    $form = http_build_query(['log' => $user, 'pwd' => $password, 'testcookie' => '1', 'wp-submit' => 'Log In']);
    $headers = ['Content-Type' => 'application/x-www-form-urlencoded', 'Cookie' => 'wordpress_test_cookie=WP%20Cookie%20check'];
    $signed = expect(302, ask('POST', '/wp-login.php', $headers, $form), "sign in as {$user}");
    return ['Cookie' => implode('; ', $signed['cookies'])];
}

/** @return array<string, string> the header of the merchant's session */
function work_as_merchant(): array
{
    $cookies = sign_in('admin', 'build');
    $pages = ['', 'admin.php?page=wc-admin', 'admin.php?page=wc-orders', 'edit.php?post_type=product', 'admin.php?page=wc-settings'];
    foreach ($pages as $page) {
        expect(200, ask('GET', "/wp-admin/{$page}", $cookies), "admin {$page}");
    }
    return $cookies;
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
$cookies = work_as_merchant();
follow_sign_in_link();
refuse_strangers();
refuse_claims();
hand_over($cookies);
visit_new_shop();
buy();
expect(200, claim('other-probe', ['currency' => 'EUR', 'currency_decimals' => 2, 'country' => 'DE']), 'a claim with cents');
require_same('2000', find_price('stoneware-mug'), 'price in cents');
buy();
