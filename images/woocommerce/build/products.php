<?php
/**
 * What a new shop sells until its merchant changes it. Prices are for currencies with cents.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';
require_once ABSPATH . 'wp-admin/includes/image.php';

const PICTURES = '/build/pictures';
const STOCK = 100;
const PRODUCTS = [
    ['stoneware-mug', 'Stoneware mug', 'Kitchen', '20', '0.38', 'MUG-SAND',
        'A 350 ml mug with a speckled glaze. Safe in dishwasher and microwave.'],
    ['linen-notebook', 'Linen notebook', 'Desk', '16', '0.26', 'NOTE-DOT',
        '160 dotted pages that lie flat, bound in linen. A5.'],
    ['canvas-tote', 'Canvas tote', 'Wear', '27', '0.31', 'TOTE-R',
        'Heavy organic cotton with an inner pocket. Carries 12 kg.'],
    ['everyday-t-shirt', 'Everyday T-shirt', 'Wear', '25', '0.18', 'TEE',
        'Combed cotton, cut straight, washed before it reaches you.'],
    ['beeswax-candle', 'Beeswax candle', 'Home', '18', '0.42', 'CANDLE-15',
        'Burns for 40 hours and smells of nothing but honey.'],
    ['oak-serving-board', 'Oak serving board', 'Kitchen', '44', '0.9', 'BOARD-OAK',
        'One piece of oiled oak, 42 by 18 cm, with a leather loop.'],
];
const SIZES = ['S', 'M', 'L'];

/** Keep a picture in the media library; returns its number. */
function keep_picture(string $slug, string $title): int
{
    $file = wp_upload_dir()['basedir'] . "/{$slug}.webp";
    imagewebp(imagecreatefrompng(PICTURES . "/{$slug}.png"), $file, 88);
    $id = wp_insert_attachment(['post_mime_type' => 'image/webp', 'post_title' => $title], $file, 0, true);
    wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $file));
    update_post_meta($id, '_wp_attachment_image_alt', $title);
    return $id;
}

function find_category(string $name): int
{
    $term = term_exists($name, 'product_cat') ?: wp_insert_term($name, 'product_cat');
    return (int) $term['term_id'];
}

function write_product(WC_Product $product, array $facts, int $place): void
{
    [$slug, $title, $category, $price, $weight, $sku, $text] = $facts;
    $product->set_name($title);
    $product->set_slug($slug);
    $product->set_sku($sku);
    $product->set_short_description($text);
    $product->set_weight($weight);
    $product->set_category_ids([find_category($category)]);
    $product->set_image_id(keep_picture($slug, $title));
    $product->set_menu_order($place);
    if (!$product instanceof WC_Product_Variable) {
        $product->set_regular_price($price);
        $product->set_manage_stock(true);
        $product->set_stock_quantity(STOCK);
    }
    $product->save();
}

/** Sizes that a shopper chooses from. */
function add_sizes(WC_Product_Variable $product, string $price, string $sku): void
{
    $attribute = new WC_Product_Attribute();
    $attribute->set_name('Size');
    $attribute->set_options(SIZES);
    $attribute->set_visible(true);
    $attribute->set_variation(true);
    $product->set_attributes([$attribute]);
    $product->save();
    foreach (SIZES as $place => $size) {
        $variation = new WC_Product_Variation();
        $variation->set_parent_id($product->get_id());
        $variation->set_attributes(['size' => $size]);
        $variation->set_sku("{$sku}-{$size}");
        $variation->set_regular_price($price);
        $variation->set_manage_stock(true);
        $variation->set_stock_quantity(STOCK);
        $variation->set_menu_order($place);
        $variation->save();
    }
    WC_Product_Variable::sync($product->get_id());
}

foreach (PRODUCTS as $place => $facts) {
    $product = $facts[5] === 'TEE' ? new WC_Product_Variable() : new WC_Product_Simple();
    write_product($product, $facts, $place);
    if ($product instanceof WC_Product_Variable) {
        add_sizes($product, $facts[3], $facts[5]);
    }
}
wc_update_product_lookup_tables_column('min_max_price');
delete_transient('wc_attribute_taxonomies');
