<?php
/**
 * Claims the shop that is built as the platform claims a prepared one, and sees that nothing of the
 * time before works any more.
 */

declare(strict_types=1);

/** A claim as src/store_orchestrator/engines/claim.py sends it. */
function claim(string $secret, array $changes = []): array
{
    $content = [
        'url' => 'https://handed-over.invalid/', 'display_name' => 'Ämy & "Söhne"', 'country' => 'JP',
        'currency' => 'JPY', 'currency_decimals' => 0,
        'credentials' => [
            'admin_user' => 'merchant', 'admin_email' => 'merchant@handed-over.invalid', 'admin_password' => 'other-password',
            'database_password' => 'other-database', 'salts_seed' => 'other-salts', 'probe_secret' => 'other-probe',
            'sign_in_secret' => 'other-sign-in',
        ],
        ...$changes,
    ];
    $headers = ['Content-Type' => 'application/json', 'X-Store-Secret' => $secret];
    return ask('POST', '/store-claim', $headers, json_encode($content));
}

function refuse_claims(): void
{
    expect(403, ask('POST', '/store-claim'), 'no claim without a secret');
    expect(403, claim('other-probe'), 'no claim with a secret that is not in force');
    expect(403, ask('GET', '/store-claim'), 'nothing to read about claims');
    expect(400, claim('build', ['country' => 'Japan']), 'no claim of another form');
}

/** @param array<string, string> $cookies a session of the time before */
function hand_over(array $cookies): void
{
    $cart = call(STORE . '/cart', null)['headers']['cart-token'];
    call(STORE . '/cart/add-item', ['id' => find_product(), 'quantity' => 1], $cart, 201);
    $start = hrtime(true);
    [Visitor::$host, Visitor::$scheme] = ['handed-over.invalid', 'https'];
    expect(200, claim('build'), 'a claim');
    printf("it took %d ms\n", (hrtime(true) - $start) / 1e6);
    expect(403, claim('build'), 'no claim with the secret of before');
    expect(200, claim('other-probe'), 'the same claim again');
    Visitor::$secret = 'other-probe';
    expect(302, ask('GET', '/wp-admin/', $cookies), 'the session of before has ended');
    $left = decode(call(STORE . '/cart', null, $cart));
    require_same(0, $left['items_count'], 'items in the cart of before');
    require_same('JPY', $left['totals']['currency_code'], 'currency');
    expect(403, ask('POST', '/sign-in', [], ''), 'no sign-in without a link');
}

function find_price(string $slug): string
{
    $products = decode(call(STORE . '/products?per_page=20', null));
    return array_column($products, null, 'slug')[$slug]['prices']['price'];
}

function require_same(mixed $expected, mixed $found, string $what): void
{
    if ($expected !== $found) {
        throw new RuntimeException("{$what}: " . json_encode($found) . ' instead of ' . json_encode($expected));
    }
}

/** The shop as its merchant finds it: name, address and prices are its own. */
function visit_new_shop(): void
{
    $page = expect(200, ask('GET', '/shop/'), 'the shop at its new address')['body'];
    foreach (['Ämy &amp; &quot;Söhne&quot;', 'https://handed-over.invalid/'] as $text) {
        require_same(true, str_contains(html_entity_decode($page), html_entity_decode($text)), "shows {$text}");
    }
    require_same(false, str_contains($page, 'template.invalid'), 'shows the address of before');
    require_same('2000', find_price('stoneware-mug'), 'price in yen');
    require_same('2500', find_price('everyday-t-shirt'), 'price of a product with sizes');
    Visitor::$host = 'template.invalid:8080';
    expect(421, ask('GET', '/shop/'), 'the address of before');
    Visitor::$host = 'handed-over.invalid';
    $cookies = sign_in('merchant', 'other-password');
    expect(200, ask('GET', '/wp-admin/admin.php?page=wc-orders', $cookies), 'orders, for the new merchant');
}
