<?php

declare(strict_types=1);

namespace StoreOrchestrator;

/** What a new shop is told about itself, as rows of WordPress's and WooCommerce's tables. */
final class Shop
{
    /** WooCommerce's file of how countries write prices. */
    private const LOCALES = '/srv/shop/wp-content/plugins/woocommerce/i18n/locale-info.php';

    /** Amounts of the template are for currencies with cents; others count about a hundredfold. */
    private const WITHOUT_DECIMALS = 100;

    /** WooCommerce's own number of decimals, where none is set. */
    private const DECIMALS = 2;

    /** A password drawn at random needs no slow hash; every doubling delays the first page. */
    private const HASH_COST = 10;

    private readonly string $name;
    private readonly string $url;
    private readonly string $country;
    private readonly string $currency;
    private readonly int $decimals;
    private readonly string $user;
    private readonly string $email;
    private readonly string $password;
    private string $hash = '';

    /** @param array<string, string> $facts as in-force.php names them */
    public function __construct(#[\SensitiveParameter] array $facts)
    {
        $this->name = $facts['display-name'];
        $this->url = rtrim($facts['url'], '/');
        $this->country = $facts['country'];
        $this->currency = $facts['currency'];
        $this->decimals = (int) $facts['currency-decimals'];
        $this->user = $facts['admin-user'];
        $this->email = $facts['admin-email'];
        $this->password = $facts['admin-password'];
    }

    /** Hash the first user's password as WordPress 6.8 and later do (wp_hash_password). */
    public function hashPassword(): void
    {
        $short = base64_encode(hash_hmac('sha384', $this->password, 'wp-sha384', true));
        $this->hash = '$wp' . password_hash($short, PASSWORD_BCRYPT, ['cost' => self::HASH_COST]);
    }

    /** Whether this call made the shop; false when it was made before. */
    public function personalise(\mysqli $database): bool
    {
        $format = "SELECT option_value FROM wp_options WHERE option_name = 'store_orchestrator_format'";
        if ($database->query($format)->num_rows === 1) {
            return false;
        }
        $database->begin_transaction();
        $this->write($database);
        $database->commit();
        return true;
    }

    /**
     * Make a shop that was prepared without a merchant this merchant's. Saying it again changes
     * nothing but the number that WooCommerce gives a shop.
     */
    public function claim(\mysqli $database): void
    {
        $database->begin_transaction();
        $this->moveContents($database);
        $this->write($database);
        $this->forgetVisitors($database);
        $database->commit();
    }

    private function write(\mysqli $database): void
    {
        $this->convertAmounts($database);
        $this->writeOptions($database);
        $this->writeUser($database);
        $this->writeShippingZone($database);
    }

    /** Whether somebody bought here; the platform's test orders do not count. */
    public function hasOrders(\mysqli $database): bool
    {
        $sql = "SELECT 1 FROM wp_wc_orders AS o WHERE type = 'shop_order'"
            . " AND status NOT IN ('auto-draft', 'wc-checkout-draft', 'trash') AND NOT EXISTS"
            . " (SELECT 1 FROM wp_wc_orders_meta WHERE order_id = o.id AND meta_key = '_order_probe') LIMIT 1";
        return $database->query($sql)->num_rows > 0;
    }

    /** Pages and pictures that were made at the address that the shop has had so far. */
    private function moveContents(\mysqli $database): void
    {
        $former = $database->query("SELECT option_value FROM wp_options WHERE option_name = 'siteurl'")->fetch_column();
        $sql = 'UPDATE wp_posts SET guid = REPLACE(guid, ?, ?), post_content = REPLACE(post_content, ?, ?)'
            . ' WHERE INSTR(guid, ?) > 0 OR INSTR(post_content, ?) > 0';
        $database->prepare($sql)->execute([$former, $this->url, $former, $this->url, $former, $former]);
    }

    /** Sessions, keys and caches of the time before: they know another address and currency. */
    private function forgetVisitors(\mysqli $database): void
    {
        $database->query('DELETE FROM wp_woocommerce_sessions');
        $database->query('DELETE FROM wp_woocommerce_api_keys');
        $database->query(
            "DELETE FROM wp_usermeta WHERE meta_key IN ('session_tokens', '_application_passwords')"
            . " OR meta_key LIKE '\\_woocommerce\\_persistent\\_cart\\_%'"
        );
        $database->query(
            "DELETE FROM wp_options WHERE option_name LIKE '\\_transient\\_%'"
            . " OR option_name LIKE '\\_site\\_transient\\_%' OR option_name LIKE 'store\\_orchestrator\\_sign\\_in\\_%'"
        );
    }

    private function writeOptions(\mysqli $database): void
    {
        $sql = "INSERT INTO wp_options (option_name, option_value, autoload) VALUES (?, ?, 'on')"
            . ' ON DUPLICATE KEY UPDATE option_value = VALUES(option_value)';
        $statement = $database->prepare($sql);
        foreach ($this->buildOptions() as $name => $value) {
            $statement->execute([$name, $value]);
        }
    }

    /** @return array<string, string> */
    private function buildOptions(): array
    {
        // WordPress keeps names and texts with entities.
        $name = htmlspecialchars($this->name, ENT_QUOTES | ENT_HTML5, 'UTF-8');
        return [
            'blogname' => $name,
            'siteurl' => $this->url,
            'home' => $this->url,
            'admin_email' => $this->email,
            'woocommerce_email_from_name' => $name,
            'woocommerce_email_from_address' => $this->email,
            'woocommerce_stock_email_recipient' => $this->email,
            'woocommerce_default_country' => $this->country,
            'woocommerce_allowed_countries' => 'specific',
            'woocommerce_specific_allowed_countries' => serialize([$this->country]),
            'woocommerce_store_id' => $this->drawStoreId(),
            'store_orchestrator_format' => trim(file_get_contents(__DIR__ . '/../template-format')),
            ...$this->buildPriceFormat(),
        ];
    }

    /** @return array<string, string> */
    private function buildPriceFormat(): array
    {
        $locale = $this->findLocale();
        return [
            'woocommerce_currency' => $this->currency,
            'woocommerce_price_num_decimals' => (string) $this->decimals,
            'woocommerce_currency_pos' => $locale['currency_pos'] ?? 'left',
            'woocommerce_price_thousand_sep' => $locale['thousand_sep'] ?? ',',
            'woocommerce_price_decimal_sep' => $locale['decimal_sep'] ?? '.',
            'woocommerce_weight_unit' => $locale['weight_unit'] ?? 'kg',
            'woocommerce_dimension_unit' => $locale['dimension_unit'] ?? 'cm',
        ];
    }

    /** @return array<string, string> */
    private function findLocale(): array
    {
        // The file refuses to be read outside of WordPress.
        defined('ABSPATH') || define('ABSPATH', '/srv/shop/');
        return (require self::LOCALES)[$this->country] ?? [];
    }

    private function drawStoreId(): string
    {
        $hex = bin2hex(random_bytes(16));
        $hex[12] = '4';
        $hex[16] = dechex((hexdec($hex[16]) & 0x3) | 0x8);
        return preg_replace('/^(.{8})(.{4})(.{4})(.{4})(.{12})$/', '$1-$2-$3-$4-$5', $hex);
    }

    private function writeUser(\mysqli $database): void
    {
        $sql = 'UPDATE wp_users SET user_login = ?, user_nicename = ?, display_name = ?,'
            . ' user_email = ?, user_url = ?, user_pass = ?, user_registered = UTC_TIMESTAMP(),'
            . " user_activation_key = '' WHERE ID = 1";
        $nice = preg_replace('/[^a-z0-9-]+/', '-', strtolower($this->user));
        $values = [$this->user, $nice, $this->user, $this->email, $this->url, $this->hash];
        $database->prepare($sql)->execute($values);
        $nick = "UPDATE wp_usermeta SET meta_value = ? WHERE user_id = 1 AND meta_key = 'nickname'";
        $database->prepare($nick)->execute([$this->user]);
    }

    private function writeShippingZone(\mysqli $database): void
    {
        $sql = 'UPDATE wp_woocommerce_shipping_zone_locations SET location_code = ?'
            . " WHERE location_type = 'country'";
        $database->prepare($sql)->execute([$this->country]);
    }

    /** Prices and shipping costs follow the currency; the database knows what they are in. */
    private function convertAmounts(\mysqli $database): void
    {
        $before = $this->readDecimals($database);
        if ($before !== 0 && $this->decimals === 0) {
            $this->multiplyAmounts($database, self::WITHOUT_DECIMALS);
        } elseif ($before === 0 && $this->decimals !== 0) {
            $this->multiplyAmounts($database, 1 / self::WITHOUT_DECIMALS);
        }
    }

    private function readDecimals(\mysqli $database): int
    {
        $sql = "SELECT option_value FROM wp_options WHERE option_name = 'woocommerce_price_num_decimals' FOR UPDATE";
        $found = $database->query($sql)->fetch_column();
        return $found === false ? self::DECIMALS : (int) $found;
    }

    private function multiplyAmounts(\mysqli $database, float $times): void
    {
        // Adding nothing lets a number forget the zeros behind its point.
        $new = fn (string $amount): string => "ROUND({$amount} * {$times}, {$this->decimals}) + 0";
        $database->query(
            "UPDATE wp_postmeta SET meta_value = {$new('meta_value')}"
            . " WHERE meta_key IN ('_price', '_regular_price', '_sale_price') AND meta_value <> ''"
        );
        $database->query(
            "UPDATE wp_wc_product_meta_lookup SET min_price = {$new('min_price')}, max_price = {$new('max_price')}"
        );
        $this->multiplyShippingCosts($database, $times);
    }

    private function multiplyShippingCosts(\mysqli $database, float $times): void
    {
        $rates = $database->query(
            "SELECT option_name, option_value FROM wp_options WHERE option_name LIKE 'woocommerce_flat_rate_%_settings'"
        );
        $write = $database->prepare('UPDATE wp_options SET option_value = ? WHERE option_name = ?');
        foreach ($rates as ['option_name' => $name, 'option_value' => $value]) {
            $settings = unserialize($value, ['allowed_classes' => false]);
            $settings['cost'] = (string) round((float) $settings['cost'] * $times, $this->decimals);
            $write->execute([serialize($settings), $name]);
        }
    }
}
