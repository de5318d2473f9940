<?php
/**
 * Where the theme changes WooCommerce's pages.
 */

declare(strict_types=1);

namespace Stall;

function open_main(): void
{
    echo '<main id="main" class="site-main">';
}

function close_main(): void
{
    echo '</main>';
}

function open_list_tools(): void
{
    if (woocommerce_products_will_display()) {
        echo '<div class="list-tools">';
    }
}

function close_list_tools(): void
{
    if (woocommerce_products_will_display()) {
        echo '</div>';
    }
}

/** The cart in the header; the shop's scripts replace it when something was added. */
function build_cart_link(): string
{
    $count = WC()->cart ? WC()->cart->get_cart_contents_count() : 0;
    $icon = '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"'
        . ' stroke-linejoin="round" aria-hidden="true"><path d="M5 8h14l-1 12H6zM9 8V6a3 3 0 0 1 6 0v2"/></svg>';
    return sprintf(
        '<a class="cart-link" href="%s">%s<span>Cart</span> <strong>%d</strong> <span class="screen-reader-text">%s</span></a>',
        esc_url(wc_get_cart_url()),
        $icon,
        $count,
        esc_html(_n('item', 'items', $count, 'stall'))
    );
}

/** @param array<string, string> $fragments */
function add_cart_fragment(array $fragments): array
{
    return [...$fragments, '.cart-link' => build_cart_link()];
}

/** WooCommerce's own has a label that screen readers read instead of the words that are seen. */
function build_coupon_message(): string
{
    return esc_html__('Have a coupon?', 'stall')
        . ' <a href="#" role="button" class="showcoupon" aria-controls="woocommerce-checkout-form-coupon" aria-expanded="false">'
        . esc_html__('Enter your coupon code', 'stall') . '</a>';
}

/** The forms below have headings of the third rank. */
function print_details_heading(): void
{
    printf('<h2 class="screen-reader-text">%s</h2>', esc_html__('Your details', 'stall'));
}

remove_action('woocommerce_before_main_content', 'woocommerce_output_content_wrapper');
remove_action('woocommerce_after_main_content', 'woocommerce_output_content_wrapper_end');
remove_action('woocommerce_sidebar', 'woocommerce_get_sidebar');
add_action('woocommerce_before_main_content', __NAMESPACE__ . '\open_main', 5);
add_action('woocommerce_after_main_content', __NAMESPACE__ . '\close_main');
add_action('woocommerce_before_shop_loop', __NAMESPACE__ . '\open_list_tools', 15);
add_action('woocommerce_before_shop_loop', __NAMESPACE__ . '\close_list_tools', 35);
add_action('woocommerce_checkout_before_customer_details', __NAMESPACE__ . '\print_details_heading');
add_filter('woocommerce_checkout_coupon_message', __NAMESPACE__ . '\build_coupon_message');
add_filter('woocommerce_enqueue_styles', '__return_empty_array');
add_filter('woocommerce_add_to_cart_fragments', __NAMESPACE__ . '\add_cart_fragment');
add_filter('woocommerce_output_related_products_args', static fn (array $arguments): array => [
    ...$arguments, 'posts_per_page' => 3,
]);
