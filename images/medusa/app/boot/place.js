"use strict";

/** A price of the template means the same number of whole units; of these currencies, 100 times. */
const FACTOR_WITHOUT_DECIMALS = 100;

async function getCountryName(client, country) {
  const { rows } = await client.query("SELECT display_name FROM region_country WHERE iso_2 = $1", [
    country,
  ]);
  if (rows.length === 0) throw new Error(`country: Medusa knows no country "${country}".`);
  return rows[0].display_name;
}

async function getDecimals(client, currency) {
  const { rows } = await client.query("SELECT decimal_digits FROM currency WHERE code = $1", [
    currency,
  ]);
  if (rows.length === 0) throw new Error(`currency: Medusa knows no currency "${currency}".`);
  return rows[0].decimal_digits;
}

/** One region with one country: named after it, delivered to, taxed and sent from there. */
async function setCountry(client, country) {
  const name = await getCountryName(client, country);
  await client.query("UPDATE region SET name = $1", [name]);
  await client.query(
    `UPDATE region_country
        SET region_id = CASE WHEN iso_2 = $1 THEN (SELECT id FROM region) END
      WHERE iso_2 = $1 OR region_id IS NOT NULL`,
    [country],
  );
  await client.query("UPDATE tax_region SET country_code = $1", [country]);
  await client.query("UPDATE geo_zone SET country_code = $1", [country]);
  await client.query("UPDATE stock_location_address SET country_code = $1", [country]);
}

async function getFactor(client, currency) {
  return (await getDecimals(client, currency)) === 0 ? FACTOR_WITHOUT_DECIMALS : 1;
}

/** From the currency that the shop has now, whichever that is, so that doing it twice changes nothing. */
async function setCurrency(client, currency) {
  const { rows } = await client.query("SELECT currency_code FROM region");
  const factor = (await getFactor(client, currency)) / (await getFactor(client, rows[0].currency_code));
  await client.query("UPDATE region SET currency_code = $1", [currency]);
  await client.query("UPDATE store_currency SET currency_code = $1", [currency]);
  await client.query(
    `UPDATE price
        SET currency_code = $1,
            amount = amount * $2,
            raw_amount = jsonb_set(raw_amount, '{value}', to_jsonb(trim_scale(amount * $2)::text))`,
    [currency, factor],
  );
  // Medusa's first start left a preference for the euro, beside the one of the template's currency.
  await client.query("DELETE FROM price_preference WHERE attribute = 'currency_code'");
  await client.query(
    `INSERT INTO price_preference (id, attribute, value, is_tax_inclusive)
     VALUES ('prpref_currency', 'currency_code', $1, false)`,
    [currency],
  );
}

/**
 * Moves the template's shop to a country and a currency.
 *
 * @param {string} country ISO 3166-1 alpha-2, lower case
 * @param {string} currency ISO 4217, lower case
 * @throws {Error} naming the setting when Medusa does not know its value
 */
async function choosePlace(client, country, currency) {
  await setCountry(client, country);
  await setCurrency(client, currency);
}

module.exports = { choosePlace };
