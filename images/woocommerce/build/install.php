<?php
/**
 * WordPress's own installation, with the plugin and the theme on. What depends on a complete
 * WordPress follows in configure.php, a process of its own.
 */

declare(strict_types=1);

define('WP_INSTALLING', true);
require __DIR__ . '/load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

wp_install('Shop', 'admin', 'admin@template.invalid', true, '', wp_generate_password(32));
update_option('permalink_structure', '/%postname%/');
update_option('uploads_use_yearmonth_folders', 0);
switch_theme('stall');
$refused = activate_plugin('woocommerce/woocommerce.php');
if (is_wp_error($refused)) {
    throw new RuntimeException($refused->get_error_message());
}
