<?php
/**
 * What differs between shops: files that say who a shop is, secret files, environment. Plain PHP,
 * without WordPress.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

/** What is in force in this pod: in memory, written at its first start and by a claim (in-force.php). */
const IN_FORCE = '/run/store';
/** Mounted, and brought up to date by kubelet whenever it comes to it. */
const SECRETS = '/etc/store';
const IDENTITY = '/etc/store-identity';
const NEXT_PASSWORD = IN_FORCE . '/database-password.next';
/** MariaDB's number for a password that is wrong. */
const ACCESS_DENIED = 1045;
const DATABASE_SOCKET = '/run/mysqld/mysqld.sock';
const DATABASE = 'shop';
const DATABASE_USER = 'shop';

/** The environment variable, which must be set. */
function read_env(string $name): string
{
    $value = find_env($name);
    if ($value === '') {
        throw new \RuntimeException("{$name} is not set");
    }
    return $value;
}

/** The environment variable; empty when it is not set. */
function find_env(string $name): string
{
    $value = getenv($name);
    return $value === false ? '' : trim($value);
}

/** A secret of the shop, which must be there. */
function read_secret(string $name): string
{
    return read_fact($name, SECRETS);
}

/** Something that says who the shop is, which must be there. */
function read_identity(string $name): string
{
    return read_fact($name, IDENTITY);
}

/** What is in force; what is mounted at $folder where nothing is. */
function read_fact(string $name, string $folder): string
{
    foreach ([IN_FORCE, $folder] as $place) {
        $value = trim((string) @file_get_contents("{$place}/{$name}"));
        if ($value !== '') {
            return $value;
        }
    }
    throw new \RuntimeException("{$folder}/{$name} is missing or empty");
}

/** The shop's address without a slash at its end. */
function read_url(): string
{
    return rtrim(read_identity('url'), '/');
}

/** Host and port as browsers send them, such as `demo.localhost:8080`. */
function read_authority(): string
{
    return substr(strstr(read_url(), '//'), 2);
}

/** One of WordPress's keys and salts; the seed decides them all. */
function derive_salt(string $name): string
{
    return hash_hmac('sha256', $name, read_secret('salts-seed'));
}

/** End a request that was meant for another host: its name would be reflected into links. */
function refuse_other_hosts(): void
{
    [$asked] = explode(':', strtolower($_SERVER['HTTP_HOST'] ?? ''));
    if ($asked !== explode(':', strtolower(read_authority()))[0]) {
        http_response_code(421);
        header('Content-Type: text/plain');
        header('Cache-Control: no-store');
        exit("No shop has this address.\n");
    }
}

/**
 * A connection to the shop's database: with the password in force, or with the one that a claim was
 * about to put in force when it was killed. Throws mysqli_sql_exception.
 */
function connect(): \mysqli
{
    try {
        return connect_with(read_secret('database-password'));
    } catch (\mysqli_sql_exception $error) {
        if ($error->getCode() !== ACCESS_DENIED || !file_exists(NEXT_PASSWORD)) {
            throw $error;
        }
        return connect_with((string) file_get_contents(NEXT_PASSWORD));
    }
}

function connect_with(#[\SensitiveParameter] string $password): \mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $database = new \mysqli('localhost', DATABASE_USER, $password, DATABASE, 0, DATABASE_SOCKET);
    $database->set_charset('utf8mb4');
    return $database;
}
