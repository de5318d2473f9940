<?php
/**
 * The page behind a sign-in link.
 *
 * @var bool $refused whether a link was posted that works no longer
 */

namespace StoreOrchestrator;

?>
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Sign in – <?php echo esc_html(get_bloginfo('name')); ?></title>
<link rel="stylesheet" href="<?php echo esc_url(ASSETS . '/sign-in.css'); ?>">
</head>
<body>
<main>
<p class="shop"><?php echo esc_html(get_bloginfo('name')); ?></p>
<?php if ($refused) : ?>
<h1>This link works no longer</h1>
<p>A sign-in link is good for one use within two minutes. Ask for a new one, or sign in with user name and password.</p>
<?php else : ?>
<h1 id="state">Signing you in …</h1>
<p id="hint" hidden>The link is not complete. Ask for a new one, or sign in with user name and password.</p>
<noscript><p>This needs JavaScript. Please sign in with user name and password.</p></noscript>
<form id="sign-in" method="post" action="/sign-in"><input type="hidden" name="token"></form>
<script src="<?php echo esc_url(ASSETS . '/sign-in.js'); ?>"></script>
<?php endif; ?>
<p><a href="<?php echo esc_url(wp_login_url()); ?>">Sign in with user name and password</a></p>
</main>
</body>
</html>
