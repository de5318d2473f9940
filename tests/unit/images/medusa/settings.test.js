"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { buildDatabaseUrl, readSettings } = require("../../../../images/medusa/app/boot/settings");
const { IDENTITY } = require("./identities");

const ENVIRONMENT = { DATABASE_HOST: "127.0.0.1", DATABASE_NAME: "medusa", DATABASE_USER: "medusa" };

function change(name, value) {
  if (!(name in IDENTITY.credentials)) return { ...IDENTITY, [name]: value };
  return { ...IDENTITY, credentials: { ...IDENTITY.credentials, [name]: value } };
}

test("reads what the merchant chose as Medusa writes it", () => {
  const settings = readSettings(ENVIRONMENT, IDENTITY);
  assert.equal(settings.country, "jp");
  assert.equal(settings.currency, "jpy");
  assert.equal(settings.sampleProducts, false);
  assert.equal(settings.storeName, 'Anna\'s "Shop"');
  assert.equal(settings.adminEmail, "admin@example.com");
  assert.equal(settings.publicOrigin, "http://shop.localhost:8080");
  assert.equal(settings.port, 9000);
  assert.equal(settings.database.port, 5432);
  assert.equal(settings.database.password, IDENTITY.credentials.database_password);
});

test("sample products are there when asked for", () => {
  assert.equal(readSettings(ENVIRONMENT, change("sample_products", "true")).sampleProducts, true);
});

for (const name of Object.keys(ENVIRONMENT)) {
  test(`says that ${name} is missing`, () => {
    const environment = { ...ENVIRONMENT, [name]: "" };
    assert.throws(() => readSettings(environment, IDENTITY), new RegExp(`: ${name}\\.`));
  });
}

const REFUSED = {
  sample_products: "yes",
  publishable_key: `pk_${"0A".repeat(32)}`,
  url: "ftp://shop.example",
};

for (const [name, value] of Object.entries(REFUSED)) {
  test(`refuses the ${name} ${value}`, () => {
    assert.throws(() => readSettings(ENVIRONMENT, change(name, value)), new RegExp(name));
  });
}

const REFUSED_NUMBERS = { PORT: "80.5", DATABASE_PORT: "0", DATABASE_WAIT_SECONDS: "soon" };

for (const [name, value] of Object.entries(REFUSED_NUMBERS)) {
  test(`refuses ${name}=${value}`, () => {
    assert.throws(() => readSettings({ ...ENVIRONMENT, [name]: value }, IDENTITY), new RegExp(name));
  });
}

test("odd characters of a password cannot change the database's address", () => {
  const address = new URL(
    buildDatabaseUrl({ host: "h", port: 1, database: "d", user: "u", password: "a@b:/?#%" }),
  );
  assert.equal(address.host, "h:1");
  assert.equal(decodeURIComponent(address.password), "a@b:/?#%");
});
