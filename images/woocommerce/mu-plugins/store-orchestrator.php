<?php
/**
 * Plugin Name: Store Orchestrator
 * Description: Fits this shop into the platform it runs on: sign-in links, mail, network, order probe.
 *
 * Must-use: no merchant can switch it off, for the platform relies on it.
 */

declare(strict_types=1);

foreach (['network', 'mail', 'sign-in', 'probe-order', 'probe-address', 'probe'] as $part) {
    require __DIR__ . "/store-orchestrator/{$part}.php";
}
