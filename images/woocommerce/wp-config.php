<?php
/**
 * WordPress's settings. Whatever differs between shops comes from files and from the environment;
 * nothing in this file does.
 */

require '/usr/share/store-orchestrator/boot/settings.php';

StoreOrchestrator\refuse_other_hosts();

define('DB_NAME', StoreOrchestrator\DATABASE);
define('DB_USER', StoreOrchestrator\DATABASE_USER);
define('DB_PASSWORD', StoreOrchestrator\read_secret('database-password'));
define('DB_HOST', 'localhost:' . StoreOrchestrator\DATABASE_SOCKET);
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

foreach (
    ['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
     'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name
) {
    define($name, StoreOrchestrator\derive_salt($name));
}

define('WP_HOME', StoreOrchestrator\read_url());
define('WP_SITEURL', WP_HOME);
// Tells the cookies of shops apart that differ in nothing but the port.
define('COOKIEHASH', substr(StoreOrchestrator\derive_salt('COOKIEHASH'), 0, 16));

define('WP_DEBUG', (bool) StoreOrchestrator\find_env('STORE_DEBUG'));
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', false);

// The file system is read-only, the network closed.
define('DISALLOW_FILE_EDIT', true);
define('DISALLOW_FILE_MODS', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_AUTO_UPDATE_CORE', false);
define('WP_HTTP_BLOCK_EXTERNAL', true);
// The shop itself, see the plugin's network.php.
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
// A loop beside PHP asks for it each minute.
define('DISABLE_WP_CRON', true);
define('WP_DEFAULT_THEME', 'stall');
define('WP_POST_REVISIONS', 5);
define('FS_METHOD', 'direct');

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}

require_once ABSPATH . 'wp-settings.php';
