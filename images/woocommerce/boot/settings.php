<?php
/**
 * What differs between shops: environment and secret files. Plain PHP, without WordPress.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

const SECRETS = '/etc/store';
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

/** A secret file of the shop, which must be there. */
function read_secret(string $name): string
{
    $value = @file_get_contents(SECRETS . "/{$name}");
    if ($value === false || trim($value) === '') {
        throw new \RuntimeException(SECRETS . "/{$name} is missing or empty");
    }
    return trim($value);
}

/** The shop's address without a slash at its end. */
function read_url(): string
{
    return rtrim(read_env('STORE_URL'), '/');
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

/** A connection to the shop's database. Throws mysqli_sql_exception. */
function connect(): \mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $password = read_secret('database-password');
    $database = new \mysqli('localhost', DATABASE_USER, $password, DATABASE, 0, DATABASE_SOCKET);
    $database->set_charset('utf8mb4');
    return $database;
}
