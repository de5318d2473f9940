<?php
/**
 * What every page begins with.
 */

namespace Stall;

?>
<!doctype html>
<html <?php language_attributes(); ?>>
<head>
<meta charset="<?php bloginfo('charset'); ?>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<?php wp_head(); ?>
</head>
<body <?php body_class(); ?>>
<?php wp_body_open(); ?>
<a class="skip-link screen-reader-text" href="#main">Skip to content</a>
<header class="site-header">
<div class="bar">
<p class="brand"><a href="<?php echo esc_url(home_url('/')); ?>" rel="home"><?php bloginfo('name'); ?></a></p>
<nav class="site-nav" aria-label="Main">
<?php
wp_nav_menu([
    'theme_location' => 'main', 'container' => '', 'depth' => 1,
    'fallback_cb' => __NAMESPACE__ . '\print_default_menu',
]);
?>
</nav>
<?php echo build_cart_link(); ?>
</div>
</header>
