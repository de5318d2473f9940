<?php
/**
 * WooCommerce set up so that it can sell: pages, payment, shipping, order storage; and without
 * anything that waits for an assistant to be clicked through.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

const OPTIONS = [
    'blogdescription' => '',
    'default_comment_status' => 'closed',
    'default_ping_status' => 'closed',
    'default_pingback_flag' => '0',
    'timezone_string' => 'UTC',
    // Its page is a draft: shoppers would be sent to nothing.
    'wp_page_for_privacy_policy' => '0',
    'woocommerce_coming_soon' => 'no',
    'woocommerce_store_pages_only' => 'no',
    'woocommerce_calc_taxes' => 'no',
    'woocommerce_enable_reviews' => 'no',
    'woocommerce_enable_guest_checkout' => 'yes',
    'woocommerce_enable_signup_and_login_from_checkout' => 'no',
    'woocommerce_enable_checkout_login_reminder' => 'no',
    'woocommerce_enable_myaccount_registration' => 'no',
    'woocommerce_ship_to_countries' => '',
    'woocommerce_ship_to_destination' => 'billing',
    'woocommerce_enable_shipping_calc' => 'no',
    'woocommerce_default_customer_address' => 'base',
    'woocommerce_manage_stock' => 'yes',
    'woocommerce_allow_tracking' => 'no',
    'woocommerce_show_marketplace_suggestions' => 'no',
    'woocommerce_merchant_email_notifications' => 'no',
    // Without this each order leaves a file that tells its steps.
    'woocommerce_logs_level_threshold' => 'warning',
    'woocommerce_logs_retention_period_days' => '14',
    'woocommerce_task_list_hidden' => 'yes',
    'woocommerce_task_list_welcome_modal_dismissed' => 'yes',
    'woocommerce_extended_task_list_hidden' => 'yes',
    'woocommerce_onboarding_profile' => ['skipped' => true, 'completed' => true],
    'woocommerce_admin_install_timestamp' => '0',
    'woocommerce_cod_settings' => [
        'enabled' => 'yes',
        'title' => 'Cash on delivery',
        'description' => 'Pay when your order reaches you.',
        'instructions' => 'Please have the amount ready when your order reaches you.',
        'enable_for_methods' => [],
        'enable_for_virtual' => 'yes',
    ],
];

/** The pages that shoppers need, with the classic forms that the theme draws. */
const CONTENTS = [
    'cart' => '[woocommerce_cart]',
    'checkout' => '[woocommerce_checkout]',
    'myaccount' => '[woocommerce_my_account]',
];

function require_order_storage(): void
{
    if (!Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled()) {
        throw new RuntimeException('orders are not kept in their own tables');
    }
}

function write_pages(): void
{
    WC_Install::create_pages();
    foreach (CONTENTS as $page => $shortcode) {
        $content = "<!-- wp:shortcode -->{$shortcode}<!-- /wp:shortcode -->";
        wp_update_post(['ID' => wc_get_page_id($page), 'post_content' => $content]);
    }
    wp_insert_post([
        'post_type' => 'page', 'post_status' => 'publish', 'post_name' => 'track-order',
        'post_title' => 'Track your order',
        'post_content' => '<!-- wp:shortcode -->[woocommerce_order_tracking]<!-- /wp:shortcode -->',
    ]);
    foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $post) {
        // WordPress's examples.
        if (in_array($post->post_name, ['hello-world', 'sample-page'], true)) {
            wp_delete_post($post->ID, true);
        }
    }
}

/** One flat rate for the country that a shop is given at its first boot. */
function write_shipping(): void
{
    $zone = new WC_Shipping_Zone();
    $zone->set_zone_name('Home');
    $zone->add_location('US', 'country');
    $zone->save();
    $rate = $zone->add_shipping_method('flat_rate');
    update_option("woocommerce_flat_rate_{$rate}_settings", [
        'title' => 'Standard delivery', 'tax_status' => 'none', 'cost' => '5',
    ]);
}

/** Cut the placeholder to the theme's sizes, and let no shop find out that this was to do. */
function write_pictures(): void
{
    $placeholder = (int) get_option('woocommerce_placeholder_image');
    wp_update_attachment_metadata(
        $placeholder,
        wp_generate_attachment_metadata($placeholder, get_attached_file($placeholder))
    );
    // As WC_Regenerate_Images::maybe_regenerate_images() does.
    $sizes = array_map('wc_get_image_size', ['thumbnail', 'single', 'gallery_thumbnail']);
    update_option('woocommerce_maybe_regenerate_images_hash', md5(wp_json_encode($sizes)));
}

function welcome_merchant(): void
{
    update_user_meta(1, 'show_welcome_panel', 0);
    update_user_meta(1, 'show_admin_bar_front', 'false');
    update_user_meta(1, 'woocommerce_admin_homepage_stats', '{"installJetpackDismissed":true}');
}

WC_Install::newly_installed();
foreach (OPTIONS as $name => $value) {
    update_option($name, $value);
}
write_pages();
write_shipping();
write_pictures();
welcome_merchant();
require_order_storage();
flush_rewrite_rules();
