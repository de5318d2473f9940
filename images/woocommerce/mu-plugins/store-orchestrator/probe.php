<?php
/**
 * Where the platform's order probe begins and ends: /wp-json/store-orchestrator/v1.
 * In between it buys like any shopper.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

const PROBE_NAMESPACE = 'store-orchestrator/v1';

function register_probe_routes(): void
{
    foreach (
        ['/probe-product' => 'offer_product', '/probe-orders/(?P<id>\d+)/remove' => 'answer_removal'] as $route => $answer
    ) {
        register_rest_route(PROBE_NAMESPACE, $route, [
            'methods' => 'POST',
            'callback' => __NAMESPACE__ . '\\' . $answer,
            'permission_callback' => __NAMESPACE__ . '\check_probe',
            'show_in_index' => false,
        ]);
    }
}

function check_probe(): bool|\WP_Error
{
    return is_probe() ?: new \WP_Error('probe_refused', 'The probe secret is missing or wrong.', ['status' => 403]);
}

/** Something to buy and an address to send it to. */
function offer_product(): array
{
    $found = find_product();
    return [
        'id' => ($found ?? ensure_temporary_product())->get_id(),
        'temporary' => $found === null,
        'address' => build_probe_address(),
    ];
}

/** A product of the merchant's that anybody could buy one piece of. */
function find_product(): ?\WC_Product
{
    $candidates = wc_get_products([
        'type' => 'simple', 'status' => 'publish', 'stock_status' => 'instock', 'visibility' => 'catalog',
        'virtual' => false, 'downloadable' => false, 'limit' => 20, 'orderby' => 'ID', 'order' => 'ASC',
    ]);
    foreach ($candidates as $product) {
        if ($product->is_purchasable() && (float) $product->get_price() > 0 && $product->get_post_password() === '') {
            return $product;
        }
    }
    return null;
}

/** A private product: no list shows it, and only the platform may buy it. */
function ensure_temporary_product(): \WC_Product
{
    $existing = list_temporary_products();
    if ($existing !== []) {
        return $existing[0];
    }
    $product = new \WC_Product_Simple();
    $product->set_name('Order probe');
    $product->set_status('private');
    $product->set_catalog_visibility('hidden');
    $product->set_regular_price('1');
    $product->update_meta_data(PROBE_MARK, '1');
    $product->save();
    return $product;
}

/** @return list<\WC_Product> */
function list_temporary_products(): array
{
    $posts = get_posts([
        'post_type' => 'product', 'post_status' => 'any', 'fields' => 'ids', 'numberposts' => 20,
        'meta_key' => PROBE_MARK, 'meta_value' => '1',
    ]);
    return array_values(array_filter(array_map('wc_get_product', $posts)));
}

function allow_purchase(bool $allowed, \WC_Product $product): bool
{
    return $allowed || (is_probe() && $product->get_meta(PROBE_MARK) === '1');
}

function answer_removal(\WP_REST_Request $request): array|\WP_Error
{
    $order = find_probe_order((int) $request['id']);
    if ($order === null) {
        return new \WP_Error('no_probe_order', 'There is no such order of the platform.', ['status' => 404]);
    }
    $answer = [
        'order_id' => $order->get_id(),
        'number' => (string) $order->get_order_number(),
        'status' => $order->get_status(),
        'total' => wc_format_decimal($order->get_total(), wc_get_price_decimals()),
        'currency' => $order->get_currency(),
        'country' => $order->get_billing_country(),
        'stock' => remove_order($order),
    ];
    foreach (list_temporary_products() as $product) {
        $product->delete(true);
    }
    return [...$answer, 'removed' => wc_get_order($answer['order_id']) === false, 'leftovers' => remove_leftovers()];
}

add_action('rest_api_init', __NAMESPACE__ . '\register_probe_routes');
add_filter('woocommerce_is_purchasable', __NAMESPACE__ . '\allow_purchase', 10, 2);
