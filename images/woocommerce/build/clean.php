<?php
/**
 * Removes from a template what belongs to the shop that was built, and lets nothing of its
 * address remain in what shoppers see.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

global $wpdb;
$wpdb->query("DELETE FROM {$wpdb->options} WHERE option_name LIKE '%\\_transient\\_%'");
foreach (['woocommerce_sessions', 'wc_admin_notes', 'wc_admin_note_actions', 'woocommerce_log'] as $table) {
    $wpdb->query("TRUNCATE TABLE {$wpdb->prefix}{$table}");
}
$wpdb->query("DELETE FROM {$wpdb->usermeta} WHERE meta_key IN ('session_tokens', '_woocommerce_persistent_cart_1')");
$wpdb->query("UPDATE {$wpdb->posts} SET guid = REPLACE(guid, 'http://template.invalid:8080', 'urn:template')");
// Filled with the template's mail address; without them WooCommerce takes the shop's own.
array_map('delete_option', ['woocommerce_pos_store_email', 'woocommerce_paypal_settings']);
$left = $wpdb->get_col("SELECT option_name FROM {$wpdb->options} WHERE option_value LIKE '%template.invalid%'");
$known = ['siteurl', 'home', 'admin_email', 'new_admin_email', 'woocommerce_email_from_address', 'woocommerce_stock_email_recipient'];
if (array_diff($left, $known) !== []) {
    throw new RuntimeException('options hold the address of the template: ' . implode(', ', array_diff($left, $known)));
}
