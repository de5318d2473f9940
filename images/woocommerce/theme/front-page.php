<?php
/**
 * The first page: the shop's name, what it says of itself, its products.
 */

namespace Stall;

get_header();
$products = (int) wp_count_posts('product')->publish;
$text = get_bloginfo('description') ?: 'Have a look around – everything here is made to be used every day.';
?>
<main id="main" class="site-main">
<section class="hero">
<h1><?php bloginfo('name'); ?></h1>
<?php if ($products > 0) : ?>
<p><?php echo esc_html($text); ?></p>
<a class="button alt" href="<?php echo esc_url(wc_get_page_permalink('shop')); ?>">See all products</a>
<?php else : ?>
<p>This shop has just opened. Its first products will be here soon.</p>
<?php endif; ?>
</section>
<?php if ($products > 0) : ?>
<section aria-labelledby="products">
<h2 id="products">Products</h2>
<?php echo do_shortcode('[products limit="8" orderby="menu_order" order="ASC"]'); ?>
</section>
<?php endif; ?>
</main>
<?php
get_footer();
