<?php
/**
 * Says what the image holds, for its labels: the shop's own versions and those of the database
 * image that is made of this one.
 */

declare(strict_types=1);

const SHARE = '/usr/share/store-orchestrator';

$plugin = file_get_contents('/srv/shop/wp-content/plugins/woocommerce/woocommerce.php', false, null, 0, 4096);
preg_match('/^ \* Version: *(\S+)/m', $plugin, $found);
$versions = [
    'woocommerce' => $found[1],
    'wordpress' => trim(file_get_contents('/tmp/wordpress-version')),
    'php' => PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '.' . PHP_RELEASE_VERSION,
    'template' => trim(file_get_contents(SHARE . '/template-format')),
];
$database = json_decode(file_get_contents('/tmp/mariadb-versions.json'), true, 8, JSON_THROW_ON_ERROR);
file_put_contents(SHARE . '/versions.json', json_encode($versions, JSON_THROW_ON_ERROR) . "\n");
file_put_contents(
    SHARE . '/database-versions.json',
    json_encode([...$database, 'template' => $versions['template']], JSON_THROW_ON_ERROR) . "\n"
);
