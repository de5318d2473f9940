<?php
/**
 * Pages, posts and lists of them.
 */

namespace Stall;

get_header();
?>
<main id="main" class="site-main">
<?php if (!have_posts()) : ?>
<h1>Nothing here yet</h1>
<?php endif; ?>
<?php while (have_posts()) : ?>
<?php the_post(); ?>
<article <?php post_class(is_cart() || is_checkout() || is_account_page() ? '' : 'prose'); ?>>
<?php if (is_singular()) : ?>
<h1><?php the_title(); ?></h1>
<?php the_content(); ?>
<?php else : ?>
<h2><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h2>
<?php the_excerpt(); ?>
<?php endif; ?>
</article>
<?php endwhile; ?>
<?php the_posts_pagination(); ?>
</main>
<?php
get_footer();
