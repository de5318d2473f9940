<?php
/**
 * The facts that make a shop this one: who it is, and its secrets. They are copied when a pod
 * starts for the first time, and then only a claim changes them. Mounted files would not do:
 * kubelet brings them up to date a minute before or after the database knows the same.
 */

declare(strict_types=1);

namespace StoreOrchestrator;

const IDENTITY_NAMES = ['url', 'display-name', 'country', 'currency', 'currency-decimals'];
/** The secret that lets a claim in is the last to be written: it says that all others are. */
const SECRET_NAMES = [
    'database-password', 'admin-user', 'admin-email', 'admin-password', 'salts-seed', 'sign-in-secret', 'probe-secret',
];
/** All that the database's container sees of them. */
const DATABASE_PLACE = IN_FORCE . '/database';

/** Copy what is mounted, unless this pod has its facts already. */
function keep_in_force(): void
{
    if (!file_exists(IN_FORCE . '/probe-secret')) {
        put_in_force(read_facts());
    }
}

/** @return array<string, string> every fact by its name */
function read_facts(): array
{
    $facts = [];
    foreach (IDENTITY_NAMES as $name) {
        $facts[$name] = read_identity($name);
    }
    foreach (SECRET_NAMES as $name) {
        $facts[$name] = read_secret($name);
    }
    return $facts;
}

/**
 * Write all facts. A kill in between leaves some of them old and the last one surely so.
 *
 * @param array<string, string> $facts
 */
function put_in_force(#[\SensitiveParameter] array $facts): void
{
    if (is_dir(DATABASE_PLACE)) {
        write_fact(DATABASE_PLACE . '/database-password', $facts['database-password']);
    }
    foreach ([...IDENTITY_NAMES, ...SECRET_NAMES] as $name) {
        write_fact(IN_FORCE . "/{$name}", $facts[$name]);
    }
}

/** Replace a file as a whole: who reads it sees the old text or the new one. */
function write_fact(string $path, #[\SensitiveParameter] string $text): void
{
    umask(0077);
    if (file_put_contents("{$path}.new", $text) !== strlen($text) || !rename("{$path}.new", $path)) {
        throw new \RuntimeException("cannot write {$path}");
    }
}
