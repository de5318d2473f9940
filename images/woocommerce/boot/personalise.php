<?php
/**
 * Makes the template this merchant's shop, once: name, address, country, currency, first user.
 *
 * Plain PHP, for loading WordPress would cost seconds. Waits for the database as long as it
 * takes. One transaction, so a shop is personalised wholly or not at all; afterwards its
 * database belongs to the merchant and is left alone.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

require __DIR__ . '/settings.php';
require __DIR__ . '/in-force.php';
require __DIR__ . '/Shop.php';

const RETRY_MICROSECONDS = 20_000;
const COMPLAIN_EVERY = 500;

keep_in_force();
$shop = new Shop(read_facts());
// While the database starts: hashing takes longer than all the rest.
$shop->hashPassword();

for ($attempt = 1; ; $attempt++) {
    try {
        $made = $shop->personalise(connect());
        break;
    } catch (\mysqli_sql_exception $error) {
        if ($attempt % COMPLAIN_EVERY === 0) {
            fwrite(STDERR, "personalise: still waiting for the database: {$error->getMessage()}\n");
        }
        usleep(RETRY_MICROSECONDS);
    }
}
if ($made) {
    fwrite(STDERR, "personalise: the shop is set up\n");
}
