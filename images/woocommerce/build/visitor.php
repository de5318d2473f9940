<?php
/**
 * A client of the shop that is built, as programs of the build use it.
 */

declare(strict_types=1);

/** Where it goes and which secret it shows: both change when the shop is handed over. */
final class Visitor
{
    public static string $host = 'template.invalid:8080';
    public static string $scheme = 'http';
    public static string $secret = 'build';
}

const ADDRESS = 'http://127.0.0.1:8080';
const STORE = '/wp-json/wc/store/v1';
const OWN = '/wp-json/store-orchestrator/v1';

/** @return array{status: int, headers: array<string, string>, cookies: list<string>, body: string} */
function ask(string $method, string $path, array $headers = [], string $body = ''): array
{
    $lines = ['Host: ' . Visitor::$host, 'X-Forwarded-Proto: ' . Visitor::$scheme, 'Connection: close'];
    foreach ($headers as $name => $value) {
        $lines[] = "{$name}: {$value}";
    }
    $context = stream_context_create(['http' => [
        'method' => $method, 'header' => $lines, 'content' => $body, 'ignore_errors' => true,
        'follow_location' => 0, 'timeout' => 120,
    ]]);
    $text = file_get_contents(ADDRESS . $path, false, $context);
    $answer = ['status' => 0, 'headers' => [], 'cookies' => [], 'body' => (string) $text];
    foreach ($http_response_header ?? [] as $line) {
        if (preg_match('~^HTTP/\S+ (\d+)~', $line, $found)) {
            $answer['status'] = (int) $found[1];
        } elseif (preg_match('~^Set-Cookie: ([^;]+)~i', $line, $found)) {
            $answer['cookies'][] = $found[1];
        } elseif (preg_match('~^([^:]+): (.*)$~', $line, $found)) {
            $answer['headers'][strtolower($found[1])] = $found[2];
        }
    }
    return $answer;
}

function expect(int $status, array $answer, string $what): array
{
    if ($answer['status'] !== $status) {
        throw new RuntimeException("{$what}: {$answer['status']} instead of {$status}\n" . substr($answer['body'], 0, 2000));
    }
    echo "{$what}: {$status}\n";
    return $answer;
}

function call(string $path, ?array $content, string $token = '', int $status = 200): array
{
    $headers = ['Content-Type' => 'application/json', 'X-Order-Probe' => Visitor::$secret];
    if ($token !== '') {
        $headers['Cart-Token'] = $token;
    }
    $body = $content === null ? '' : json_encode((object) $content);
    return expect($status, ask($content === null ? 'GET' : 'POST', $path, $headers, $body), $path);
}

function decode(array $answer): array
{
    return json_decode($answer['body'], true, 64, JSON_THROW_ON_ERROR);
}
