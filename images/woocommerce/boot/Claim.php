<?php

declare(strict_types=1);

namespace StoreOrchestrator;

/** A request that is not what the platform sends; the text says what is wrong with it. */
final class BadClaim extends \RuntimeException
{
}

/** A shop that cannot be handed over; the text says why. */
final class NotClaimable extends \RuntimeException
{
}

/** What the platform asks a prepared shop to become: all facts of in-force.php, checked. */
final class Claim
{
    /** Field of the request, the fact that it becomes, and what it must look like. */
    private const FIELDS = [
        ['url', 'url', '~^https?://[a-z0-9.-]{1,253}(:\d{1,5})?/?$~D'],
        ['display_name', 'display-name', '~^[^\p{Cc}]{1,60}$~Du'],
        ['country', 'country', '~^[A-Z]{2}$~D'],
        ['currency', 'currency', '~^[A-Z]{3}$~D'],
        ['currency_decimals', 'currency-decimals', '~^[0-3]$~D'],
    ];
    private const CREDENTIAL = '~^[\x21-\x7e]{1,255}$~D';

    /** @param array<string, string> $facts */
    private function __construct(#[\SensitiveParameter] private readonly array $facts)
    {
    }

    /** @throws BadClaim */
    public static function read(#[\SensitiveParameter] string $body): self
    {
        $content = json_decode($body, true, 8);
        if (!is_array($content)) {
            throw new BadClaim('the request is no JSON object');
        }
        $facts = [];
        foreach (self::FIELDS as [$field, $fact, $pattern]) {
            $facts[$fact] = self::check($field, $content[$field] ?? null, $pattern);
        }
        foreach (SECRET_NAMES as $name) {
            $field = strtr($name, '-', '_');
            $value = $content['credentials'][$field] ?? null;
            $facts[$name] = self::check("credentials.{$field}", $value, self::CREDENTIAL);
        }
        return new self($facts);
    }

    private static function check(string $field, #[\SensitiveParameter] mixed $value, string $pattern): string
    {
        $text = is_int($value) ? (string) $value : $value;
        if (!is_string($text) || trim($text) !== $text || preg_match($pattern, $text) !== 1) {
            throw new BadClaim("{$field} is missing or of another form");
        }
        return $text;
    }

    /**
     * Database first, files last, the secret that lets claims in at the very end: a kill at any
     * point leaves a shop that starts again and takes the same request again.
     *
     * @throws NotClaimable
     */
    public function apply(): void
    {
        $shop = new Shop($this->facts);
        $shop->hashPassword();
        $lock = fopen(IN_FORCE . '/claim.lock', 'c');
        flock($lock, LOCK_EX);
        $database = connect();
        if (!$this->isInForce() && $shop->hasOrders($database)) {
            throw new NotClaimable('somebody has bought here already');
        }
        $shop->claim($database);
        $this->changePassword($database);
        put_in_force($this->facts);
        unlink(NEXT_PASSWORD);
    }

    /** Whether an earlier attempt was complete. */
    private function isInForce(): bool
    {
        return hash_equals(read_secret('probe-secret'), $this->facts['probe-secret']);
    }

    /** The hash that mysql_native_password keeps: the server never sees the password itself. */
    private function changePassword(\mysqli $database): void
    {
        write_fact(NEXT_PASSWORD, $this->facts['database-password']);
        $hash = '*' . strtoupper(sha1(sha1($this->facts['database-password'], true)));
        $database->query("SET PASSWORD = '{$hash}'");
    }
}
