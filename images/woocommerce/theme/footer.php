<?php
/**
 * What every page ends with.
 */

namespace Stall;

?>
<footer class="site-footer">
<div class="bar">
<p>© <?php echo esc_html(wp_date('Y')); ?> <?php bloginfo('name'); ?></p>
<?php the_privacy_policy_link(); ?>
</div>
</footer>
<?php wp_footer(); ?>
</body>
</html>
