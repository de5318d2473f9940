"use strict";

const scrypt = require("scrypt-kdf");

/** The cost Medusa's own e-mail and password provider uses, so that its check accepts the hash. */
const SCRYPT_COST = { logN: 15, r: 8, p: 1 };

/** The shortened form Medusa shows in its admin: first 6 characters, ***, last 3. */
function redact(token) {
  return `${token.slice(0, 6)}***${token.slice(-3)}`;
}

async function updateOne(client, what, statement, values) {
  const { rowCount } = await client.query(statement, values);
  if (rowCount !== 1) {
    throw new Error(`The template holds ${rowCount} rows for ${what}, not one. Rebuild the image.`);
  }
}

/**
 * Gives a freshly restored template the name and the secrets of one shop.
 *
 * Runs inside the caller's transaction.
 */
async function personalise(client, settings) {
  const hash = await scrypt.kdf(settings.adminPassword, SCRYPT_COST);
  const password = Buffer.from(hash).toString("base64");
  await updateOne(client, "the shop", "UPDATE store SET name = $1", [settings.storeName]);
  await updateOne(
    client,
    "the publishable key",
    "UPDATE api_key SET token = $1, redacted = $2 WHERE type = 'publishable'",
    [settings.publishableKey, redact(settings.publishableKey)],
  );
  await updateOne(client, "the merchant", 'UPDATE "user" SET email = $1', [settings.adminEmail]);
  await updateOne(
    client,
    "the merchant's sign-in",
    `UPDATE provider_identity
        SET entity_id = $1,
            provider_metadata = jsonb_set(coalesce(provider_metadata, '{}'), '{password}', to_jsonb($2::text))
      WHERE provider = 'emailpass'`,
    [settings.adminEmail, password],
  );
}

module.exports = { personalise };
