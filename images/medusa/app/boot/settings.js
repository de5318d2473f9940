"use strict";

/**
 * Everything the shop is told from outside: who it is (identity.js) and, from the environment, where
 * its database is.
 *
 * Secrets have no default: a shop that starts with a guessable secret is worse
 * than one that does not start.
 */

const { openState } = require("./identity");

const REQUIRED = ["DATABASE_HOST", "DATABASE_NAME", "DATABASE_USER"];

const DEFAULT_DATABASE_PORT = 5432;
const DEFAULT_PORT = 9000;
/** Seconds to wait for a database that starts at the same time as the shop. */
const DEFAULT_DATABASE_WAIT_SECONDS = 60;

const TRUTHS = ["true", "false"];

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

function readChoice(name, text, choices) {
  if (!choices.includes(text)) {
    throw new Error(`${name} must be ${choices.join(" or ")}, not "${text}".`);
  }
  return text;
}

function readOrigin(text) {
  const url = URL.parse(text);
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Error(`url must be an http or https address, not "${text}".`);
  }
  return url.origin;
}

function readPublishableKey(text) {
  if (!PUBLISHABLE_KEY.test(text)) {
    throw new Error("publishable_key must be pk_ followed by 64 hexadecimal digits.");
  }
  return text;
}

/**
 * The part of the settings that a claim replaces.
 *
 * @param {object} identity as identity.js reads it and a claim brings it
 * @throws {Error} naming the part that is malformed
 */
function deriveIdentitySettings({ credentials, ...choices }) {
  return {
    jwtSecret: credentials.jwt_secret,
    cookieSecret: credentials.cookie_secret,
    signInSecret: credentials.sign_in_secret,
    probeSecret: credentials.probe_secret,
    publishableKey: readPublishableKey(credentials.publishable_key),
    adminEmail: credentials.admin_email.trim().toLowerCase(),
    adminPassword: credentials.admin_password,
    storeName: choices.display_name,
    country: choices.country.toLowerCase(),
    currency: choices.currency.toLowerCase(),
    sampleProducts: readChoice("sample_products", choices.sample_products, TRUTHS) === "true",
    publicOrigin: readOrigin(choices.url),
  };
}

/**
 * Plain values only: settings are handed to a worker thread.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @param {object} identity
 * @throws {Error} naming what is missing or malformed
 */
function readSettings(environment, identity) {
  assertAllPresent(environment);
  return {
    database: {
      host: environment.DATABASE_HOST,
      port: readWholeNumber(environment, "DATABASE_PORT", DEFAULT_DATABASE_PORT),
      database: environment.DATABASE_NAME,
      user: environment.DATABASE_USER,
      password: identity.credentials.database_password,
    },
    databaseWaitSeconds: readWholeNumber(
      environment,
      "DATABASE_WAIT_SECONDS",
      DEFAULT_DATABASE_WAIT_SECONDS,
    ),
    port: readWholeNumber(environment, "PORT", DEFAULT_PORT),
    ...deriveIdentitySettings(identity),
  };
}

let settings;

/** The running shop's own, one object for everybody: a claim changes it in place. */
function getSettings() {
  settings ??= readSettings(process.env, openState().read());
  return settings;
}

/** From now on the running shop is another one. */
function adoptIdentity(identity) {
  const derived = deriveIdentitySettings(identity);
  Object.assign(getSettings(), derived);
  settings.database.password = identity.credentials.database_password;
}

/** The connection address Medusa wants; built here so that it never appears in argv or a log. */
function buildDatabaseUrl({ host, port, database, user, password }) {
  const credentials = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return `postgres://${credentials}@${host}:${port}/${encodeURIComponent(database)}`;
}

module.exports = {
  adoptIdentity,
  buildDatabaseUrl,
  deriveIdentitySettings,
  getSettings,
  readSettings,
};
