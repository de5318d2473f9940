"use strict";

/**
 * Everything the shop is told from outside, read from the environment.
 *
 * Secrets have no default: a shop that starts with a guessable secret is worse
 * than one that does not start.
 */

const REQUIRED = [
  "DATABASE_HOST",
  "DATABASE_NAME",
  "DATABASE_USER",
  "DATABASE_PASSWORD",
  "JWT_SECRET",
  "COOKIE_SECRET",
  "SIGN_IN_SECRET",
  "PUBLISHABLE_KEY",
  "ADMIN_EMAIL",
  "ADMIN_PASSWORD",
  "STORE_NAME",
  "STORE_COUNTRY",
  "STORE_CURRENCY",
  "SAMPLE_PRODUCTS",
  "PUBLIC_URL",
];

const DEFAULT_DATABASE_PORT = 5432;
const DEFAULT_PORT = 9000;
/** Seconds to wait for a database that starts at the same time as the shop. */
const DEFAULT_DATABASE_WAIT_SECONDS = 60;

/** Medusa's Store API accepts publishable keys of this form only. */
const PUBLISHABLE_KEY = /^pk_[0-9a-f]{64}$/;

function assertAllPresent(environment) {
  const missing = REQUIRED.filter((name) => !environment[name]);
  if (missing.length > 0) {
    throw new Error(`Missing environment variables: ${missing.join(", ")}. Set each of them.`);
  }
}

function readWholeNumber(environment, name, fallback) {
  const text = environment[name];
  if (text === undefined || text === "") return fallback;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`${name} must be a whole number above 0, not "${text}".`);
  }
  return number;
}

function readChoice(environment, name, choices) {
  const text = environment[name];
  if (!choices.includes(text)) {
    throw new Error(`${name} must be ${choices.join(" or ")}, not "${text}".`);
  }
  return text;
}

function readPublicOrigin(environment) {
  const url = URL.parse(environment.PUBLIC_URL);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Error(`PUBLIC_URL must be an http or https address, not "${environment.PUBLIC_URL}".`);
  }
  return url.origin;
}

function readPublishableKey(environment) {
  if (!PUBLISHABLE_KEY.test(environment.PUBLISHABLE_KEY)) {
    throw new Error("PUBLISHABLE_KEY must be pk_ followed by 64 hexadecimal digits.");
  }
  return environment.PUBLISHABLE_KEY;
}

/**
 * Plain values only: settings are handed to a worker thread.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @throws {Error} naming the variable that is missing or malformed
 */
function readSettings(environment = process.env) {
  assertAllPresent(environment);
  return {
    database: {
      host: environment.DATABASE_HOST,
      port: readWholeNumber(environment, "DATABASE_PORT", DEFAULT_DATABASE_PORT),
      database: environment.DATABASE_NAME,
      user: environment.DATABASE_USER,
      password: environment.DATABASE_PASSWORD,
    },
    databaseWaitSeconds: readWholeNumber(
      environment,
      "DATABASE_WAIT_SECONDS",
      DEFAULT_DATABASE_WAIT_SECONDS,
    ),
    jwtSecret: environment.JWT_SECRET,
    cookieSecret: environment.COOKIE_SECRET,
    signInSecret: environment.SIGN_IN_SECRET,
    publishableKey: readPublishableKey(environment),
    adminEmail: environment.ADMIN_EMAIL.trim().toLowerCase(),
    adminPassword: environment.ADMIN_PASSWORD,
    storeName: environment.STORE_NAME,
    country: environment.STORE_COUNTRY.toLowerCase(),
    currency: environment.STORE_CURRENCY.toLowerCase(),
    sampleProducts: readChoice(environment, "SAMPLE_PRODUCTS", ["true", "false"]) === "true",
    publicOrigin: readPublicOrigin(environment),
    port: readWholeNumber(environment, "PORT", DEFAULT_PORT),
  };
}

/** The connection address Medusa wants; built here so that it never appears in argv or a log. */
function buildDatabaseUrl({ host, port, database, user, password }) {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgres://${credentials}@${host}:${port}/${encodeURIComponent(database)}`;
}

module.exports = { readSettings, buildDatabaseUrl };
