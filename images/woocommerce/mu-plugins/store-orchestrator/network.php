<?php
/**
 * The pod has no way out. Requests to the shop's own address go to nginx beside us; all others
 * are refused at once instead of waiting for names that never resolve.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

const INSIDE = 'http://127.0.0.1:8080';

/** Features of WooCommerce's admin that only show what it fetched from its maker. */
const REMOTE_FEATURES = [
    'core-profiler', 'customer-effort-score-tracks', 'customize-store', 'import-products-task',
    'experimental-fashion-sample-products', 'launch-your-store', 'mobile-app-banner',
    'onboarding', 'onboarding-tasks', 'payment-gateway-suggestions', 'printful', 'remote-free-extensions',
    'remote-inbox-notifications', 'shipping-label-banner', 'shipping-setting-tour',
    'shipping-smart-defaults', 'store-alerts', 'subscriptions', 'wc-pay-promotion',
    'wc-pay-welcome-page', 'woo-mobile-welcome',
];

/** Health tests of things that the platform does, or that need the outside. */
const FOREIGN_TESTS = [
    'available_updates_disk_space', 'background_updates', 'dotorg_communication', 'http_requests',
    'php_version', 'plugin_theme_auto_updates', 'update_temp_backup_writable', 'wordpress_version',
];

/** Answer an outgoing request; null and false let WordPress send it. */
function route_request(mixed $answer, array $arguments, string $url): mixed
{
    if ($answer !== false || str_starts_with($url, INSIDE . '/')) {
        return $answer;
    }
    if (is_own_address($url)) {
        return request_inside($url, $arguments);
    }
    $host = wp_parse_url($url, PHP_URL_HOST);
    return new \WP_Error('http_request_not_executed', "This shop cannot reach {$host}: its network is closed.");
}

function is_own_address(string $url): bool
{
    return $url === home_url() || str_starts_with($url, home_url('/'));
}

/** Ask nginx in this pod as the ingress controller would. */
function request_inside(string $url, array $arguments): mixed
{
    $arguments['headers'] = [
        ...wp_parse_args($arguments['headers'] ?? []),
        'Host' => read_authority(),
        'X-Forwarded-Proto' => (string) wp_parse_url(home_url(), PHP_URL_SCHEME),
    ];
    // 127.0.0.1 is no address that strangers gave us. A redirect would leave this path.
    $arguments['reject_unsafe_urls'] = false;
    $arguments['redirection'] = 0;
    return wp_remote_request(INSIDE . '/' . ltrim(substr($url, strlen(home_url())), '/'), $arguments);
}

/** What WordPress would know after it asked for updates and found none. */
function build_no_updates(): object
{
    return (object) [
        'last_checked' => time(),
        'version_checked' => $GLOBALS['wp_version'],
        'updates' => [],
        'response' => [],
        'no_update' => [],
        'checked' => [],
        'translations' => [],
    ];
}

function stop_update_checks(): void
{
    remove_action('init', 'wp_schedule_update_checks');
    remove_action('admin_init', '_maybe_update_core');
    remove_action('admin_init', '_maybe_update_plugins');
    remove_action('admin_init', '_maybe_update_themes');
    remove_action('admin_notices', 'update_nag', 3);
    remove_action('admin_notices', 'maintenance_nag', 10);
}

/** Health tests of this shop's own matters. */
function keep_own_tests(array $tests): array
{
    $foreign = array_flip(FOREIGN_TESTS);
    return [
        ...$tests,
        'direct' => array_diff_key($tests['direct'], $foreign),
        'async' => array_diff_key($tests['async'], $foreign),
    ];
}

/** Take away what only shows news and offers from elsewhere. */
function remove_foreign_menus(): void
{
    remove_submenu_page('woocommerce', 'wc-admin&path=/extensions');
    remove_submenu_page('woocommerce', 'wc-addons');
}

add_filter('pre_http_request', __NAMESPACE__ . '\route_request', 1, 3);
foreach (['core', 'plugins', 'themes'] as $kind) {
    add_filter("pre_site_transient_update_{$kind}", __NAMESPACE__ . '\build_no_updates');
}
add_action('muplugins_loaded', __NAMESPACE__ . '\stop_update_checks');
add_action('admin_init', __NAMESPACE__ . '\stop_update_checks', 0);
add_filter('woocommerce_admin_features', static fn (array $features): array => array_values(
    array_diff($features, REMOTE_FEATURES)
));
add_filter('site_status_tests', __NAMESPACE__ . '\keep_own_tests');
add_action('admin_menu', __NAMESPACE__ . '\remove_foreign_menus', PHP_INT_MAX);
add_action('wp_dashboard_setup', static fn () => remove_meta_box('dashboard_primary', 'dashboard', 'side'), 20);
add_filter('woocommerce_show_addons_page', '__return_false');
add_filter('woocommerce_allow_marketplace_suggestions', '__return_false');
add_filter('woocommerce_helper_suppress_admin_notices', '__return_true');
// Pictures of people and smileys come from hosts that shoppers' browsers would be sent to.
add_filter('get_avatar_url', '__return_false');
add_filter('emoji_svg_url', '__return_false');
remove_action('wp_head', 'print_emoji_detection_script', 7);
remove_action('admin_print_scripts', 'print_emoji_detection_script');
remove_action('wp_print_styles', 'print_emoji_styles');
