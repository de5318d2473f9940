"use strict";

const scrypt = require("scrypt-kdf");
const { choosePlace } = require("./place");

/** The cost Medusa's own e-mail and password provider uses, so that its check accepts the hash. */
const SCRYPT_COST = { logN: 15, r: 8, p: 1 };

/** The shortened form Medusa shows in its admin: first 6 characters, ***, last 3. */
function redact(token) {
  return `${token.slice(0, 6)}***${token.slice(-3)}`;
}

/** What the database keeps of a password. Takes about 0.1 s of processor time. */
async function hashPassword(password) {
  return Buffer.from(await scrypt.kdf(password, SCRYPT_COST)).toString("base64");
}

async function updateOne(client, what, statement, values) {
  const { rowCount } = await client.query(statement, values);
  if (rowCount !== 1) {
    throw new Error(`The template holds ${rowCount} rows for ${what}, not one. Rebuild the image.`);
  }
}

async function setSecrets(client, settings, passwordHash) {
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
    [settings.adminEmail, passwordHash],
  );
}

/** All products of the template are samples; nothing in it stands for anything else. */
const REMOVE_SAMPLES = `
  DELETE FROM price_set WHERE id IN (SELECT price_set_id FROM product_variant_price_set);
  DELETE FROM inventory_item;
  DELETE FROM product;
  DELETE FROM product_option;
  DELETE FROM product_variant_price_set;
  DELETE FROM product_variant_inventory_item;
  DELETE FROM product_sales_channel;
  DELETE FROM product_shipping_profile`;

/**
 * Gives the shop of the template the name, place, secrets and products of one shop.
 *
 * Runs inside the caller's transaction.
 */
async function personalise(client, settings, passwordHash) {
  await updateOne(client, "the shop", "UPDATE store SET name = $1", [settings.storeName]);
  await setSecrets(client, settings, passwordHash);
  await choosePlace(client, settings.country, settings.currency);
  if (!settings.sampleProducts) await client.query(REMOVE_SAMPLES);
}

module.exports = { hashPassword, personalise };
