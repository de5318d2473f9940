<?php
/**
 * Mail goes through the platform's SMTP server. Without one it is dropped, and the merchant is
 * told so.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

const MAIL_PASSWORD = '/etc/store-mail/password';
const NO_MAIL = 'This shop has no mail server: order confirmations and password mails are not sent.'
    . ' The operator of the platform can set one.';

/** Where a merchant thinks of mail. */
const NOTICE_SCREENS = ['dashboard', 'woocommerce_page_wc-orders', 'woocommerce_page_wc-settings'];

function has_mail(): bool
{
    return find_env('SMTP_HOST') !== '';
}

/** Refuse a mail that cannot be sent, or that concerns an order of the platform's own. */
function drop_mail(mixed $answer): mixed
{
    return has_mail() && !is_probe() ? $answer : false;
}

function use_smtp(\PHPMailer\PHPMailer\PHPMailer $mailer): void
{
    $security = find_env('SMTP_SECURITY');
    $mailer->isSMTP();
    $mailer->Host = find_env('SMTP_HOST');
    $mailer->Port = (int) find_env('SMTP_PORT');
    $mailer->SMTPSecure = ['starttls' => 'tls', 'tls' => 'ssl'][$security] ?? '';
    $mailer->SMTPAutoTLS = $security !== 'none';
    $mailer->Timeout = 15;
    $mailer->SMTPAuth = find_env('SMTP_USER') !== '';
    if ($mailer->SMTPAuth) {
        $mailer->Username = find_env('SMTP_USER');
        $mailer->Password = trim((string) file_get_contents(MAIL_PASSWORD));
    }
}

function show_mail_notice(): void
{
    $here = in_array(get_current_screen()?->id, NOTICE_SCREENS, true);
    if ($here && current_user_can('manage_woocommerce')) {
        wp_admin_notice(esc_html(NO_MAIL), ['type' => 'warning', 'id' => 'store-orchestrator-mail']);
    }
}

/** Tools → Site Health. */
function add_mail_test(array $tests): array
{
    $tests['direct']['store_orchestrator_mail'] = [
        'label' => 'Mail',
        'test' => __NAMESPACE__ . '\test_mail',
    ];
    return $tests;
}

function test_mail(): array
{
    return [
        'label' => has_mail() ? 'Mails are sent through the platform' : 'Mails are not sent',
        'status' => has_mail() ? 'good' : 'recommended',
        'badge' => ['label' => 'Mail', 'color' => 'blue'],
        'description' => '<p>' . esc_html(has_mail() ? 'A mail server is set.' : NO_MAIL) . '</p>',
        'actions' => '',
        'test' => 'store_orchestrator_mail',
    ];
}

add_filter('pre_wp_mail', __NAMESPACE__ . '\drop_mail', 1);
add_filter('site_status_tests', __NAMESPACE__ . '\add_mail_test');
if (has_mail()) {
    add_action('phpmailer_init', __NAMESPACE__ . '\use_smtp');
    // The server takes mail from this address only; WooCommerce and WordPress propose others.
    add_filter('wp_mail_from', static fn (): string => read_env('SMTP_FROM'), PHP_INT_MAX);
} else {
    add_action('admin_notices', __NAMESPACE__ . '\show_mail_notice');
}
