"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { choosePlace } = require("../../../../images/medusa/app/boot/place");

const COUNTRIES = { de: "Germany", jp: "Japan", se: "Sweden" };
const DECIMALS = { eur: 2, jpy: 0, sek: 2 };

/** The answers that a change of place needs; amounts are multiplied as the database would. */
function buildDatabase(currency) {
  const shop = { currency, amount: 25.9, country: undefined };
  const answer = (rows) => ({ rows, rowCount: rows.length });
  return {
    shop,
    async query(statement, [value, factor] = []) {
      if (statement.startsWith("SELECT display_name")) {
        return answer(COUNTRIES[value] ? [{ display_name: COUNTRIES[value] }] : []);
      }
      if (statement.startsWith("SELECT decimal_digits")) {
        return answer(value in DECIMALS ? [{ decimal_digits: DECIMALS[value] }] : []);
      }
      if (statement.startsWith("SELECT currency_code")) {
        return answer([{ currency_code: shop.currency }]);
      }
      if (statement.startsWith("UPDATE region SET currency_code")) shop.currency = value;
      // In cents, for the database's numbers are exact.
      if (statement.startsWith("UPDATE price\n")) {
        shop.amount = Math.round(shop.amount * factor * 100) / 100;
      }
      if (statement.startsWith("UPDATE tax_region")) shop.country = value;
      return answer([]);
    },
  };
}

test("prices in a currency without decimals are a hundred times as many", async () => {
  const database = buildDatabase("eur");
  await choosePlace(database, "jp", "jpy");
  assert.deepEqual(database.shop, { currency: "jpy", amount: 2590, country: "jp" });
});

test("choosing the same place twice changes nothing", async () => {
  const database = buildDatabase("eur");
  await choosePlace(database, "jp", "jpy");
  await choosePlace(database, "jp", "jpy");
  assert.equal(database.shop.amount, 2590);
});

test("a shop that moves on has the prices of its new currency", async () => {
  const database = buildDatabase("eur");
  await choosePlace(database, "jp", "jpy");
  await choosePlace(database, "se", "sek");
  assert.deepEqual(database.shop, { currency: "sek", amount: 25.9, country: "se" });
});

test("says which country or currency Medusa does not know", async () => {
  await assert.rejects(choosePlace(buildDatabase("eur"), "xx", "eur"), /no country "xx"/);
  await assert.rejects(choosePlace(buildDatabase("eur"), "de", "xxx"), /no currency "xxx"/);
});
