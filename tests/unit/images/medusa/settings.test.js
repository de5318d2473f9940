"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { buildDatabaseUrl, readSettings } = require("../../../../images/medusa/app/boot/settings");

const ENVIRONMENT = {
  DATABASE_HOST: "127.0.0.1",
  DATABASE_NAME: "medusa",
  DATABASE_USER: "medusa",
  DATABASE_PASSWORD: "p",
  JWT_SECRET: "j",
  COOKIE_SECRET: "c",
  SIGN_IN_SECRET: "s",
  PUBLISHABLE_KEY: `pk_${"0a".repeat(32)}`,
  ADMIN_EMAIL: " Admin@Example.com ",
  ADMIN_PASSWORD: "secret words",
  STORE_NAME: 'Anna\'s "Shop"',
  STORE_COUNTRY: "JP",
  STORE_CURRENCY: "JPY",
  SAMPLE_PRODUCTS: "false",
  PUBLIC_URL: "http://shop.localhost:8080/",
};

test("reads what the merchant chose as Medusa writes it", () => {
  const settings = readSettings(ENVIRONMENT);
  assert.equal(settings.country, "jp");
  assert.equal(settings.currency, "jpy");
  assert.equal(settings.sampleProducts, false);
  assert.equal(settings.storeName, 'Anna\'s "Shop"');
  assert.equal(settings.adminEmail, "admin@example.com");
  assert.equal(settings.publicOrigin, "http://shop.localhost:8080");
  assert.equal(settings.port, 9000);
  assert.equal(settings.database.port, 5432);
});

test("sample products are there when asked for", () => {
  assert.equal(readSettings({ ...ENVIRONMENT, SAMPLE_PRODUCTS: "true" }).sampleProducts, true);
});

for (const name of Object.keys(ENVIRONMENT)) {
  test(`says that ${name} is missing, and none of the others' values`, () => {
    const environment = { ...ENVIRONMENT, [name]: "" };
    assert.throws(() => readSettings(environment), (error) => {
      assert.match(error.message, new RegExp(`: ${name}\\.`));
      assert.doesNotMatch(error.message, /secret words/);
      return true;
    });
  });
}

const REFUSED = {
  SAMPLE_PRODUCTS: "yes",
  PUBLISHABLE_KEY: `pk_${"0A".repeat(32)}`,
  PUBLIC_URL: "ftp://shop.example",
  PORT: "80.5",
  DATABASE_PORT: "0",
  DATABASE_WAIT_SECONDS: "soon",
};

for (const [name, value] of Object.entries(REFUSED)) {
  test(`refuses ${name}=${value}`, () => {
    assert.throws(() => readSettings({ ...ENVIRONMENT, [name]: value }), new RegExp(name));
  });
}

test("odd characters of a password cannot change the database's address", () => {
  const address = new URL(
    buildDatabaseUrl({ host: "h", port: 1, database: "d", user: "u", password: "a@b:/?#%" }),
  );
  assert.equal(address.host, "h:1");
  assert.equal(decodeURIComponent(address.password), "a@b:/?#%");
});
