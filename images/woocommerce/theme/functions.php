<?php
/**
 * Stall: what the theme supports, what it loads and where it changes WooCommerce's pages.
 */

declare(strict_types=1);

namespace Stall;

require __DIR__ . '/inc/shop.php';

function set_up(): void
{
    add_theme_support('title-tag');
    add_theme_support('post-thumbnails');
    add_theme_support('automatic-feed-links');
    add_theme_support('html5', ['search-form', 'gallery', 'caption', 'style', 'script']);
    add_theme_support('woocommerce', [
        'thumbnail_image_width' => 600,
        'single_image_width' => 1000,
        'product_grid' => ['default_columns' => 4, 'default_rows' => 4],
    ]);
    register_nav_menu('main', 'Main menu');
}

function load_styles(): void
{
    $folder = get_stylesheet_directory_uri();
    $version = wp_get_theme()->get('Version');
    wp_enqueue_style('stall', get_stylesheet_uri(), [], $version);
    wp_enqueue_style('stall-shop', "{$folder}/assets/shop.css", ['stall'], $version);
    wp_enqueue_style('stall-purchase', "{$folder}/assets/purchase.css", ['stall'], $version);
    if (!uses_shop_blocks()) {
        wp_dequeue_style('wc-blocks-style');
    }
    wp_dequeue_style('brands-styles');
    // Lists that browsers draw need no script, and every screen reader knows them.
    wp_dequeue_style('select2');
    wp_dequeue_script('selectWoo');
}

/** Whether a merchant put WooCommerce's blocks on this page: their styles are large. */
function uses_shop_blocks(): bool
{
    return is_singular() && str_contains((string) get_post()?->post_content, '<!-- wp:woocommerce/');
}

/** The main menu until a merchant makes one. */
function print_default_menu(): void
{
    $pages = [wc_get_page_id('shop'), url_to_postid(home_url('/track-order/')), wc_get_page_id('myaccount')];
    echo '<ul>';
    foreach (array_filter($pages, static fn (int $id): bool => $id > 0) as $id) {
        $current = is_page($id) || ($id === wc_get_page_id('shop') && is_shop());
        printf(
            '<li><a href="%s"%s>%s</a></li>',
            esc_url(get_permalink($id)),
            $current ? ' aria-current="page"' : '',
            esc_html(get_the_title($id))
        );
    }
    echo '</ul>';
}

/** A bag, until a merchant chooses a picture of the shop's own. */
function print_icon(): void
{
    if (!has_site_icon()) {
        printf('<link rel="icon" type="image/svg+xml" href="%s">', esc_url(get_stylesheet_directory_uri() . '/assets/icon.svg'));
    }
}

add_action('wp_head', __NAMESPACE__ . '\print_icon');
add_action('after_setup_theme', __NAMESPACE__ . '\set_up');
add_action('wp_enqueue_scripts', __NAMESPACE__ . '\load_styles', 100);
