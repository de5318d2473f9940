<?php
/**
 * A page that is not there.
 */

namespace Stall;

get_header();
?>
<main id="main" class="site-main prose">
<h1>This page is not here</h1>
<p>It may have moved, or the product is no longer sold.</p>
<p><a class="button alt" href="<?php echo esc_url(wc_get_page_permalink('shop')); ?>">See all products</a></p>
</main>
<?php
get_footer();
