"use strict";

const { promisify } = require("node:util");
const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils");
const { adoptIdentity, buildDatabaseUrl, getSettings } = require("../boot/settings");

/** Medusa signs and checks tokens with the configuration that it looks up at each request. */
function setTokenSecret(scope, http, secret) {
  http.jwtSecret = secret;
  // Invitations: the module has a copy of its own.
  scope.resolve(Modules.USER).config.jwtSecret = secret;
}

/** express-session keeps the list itself. Sessions that are open end with the cookies' secret. */
async function setCookieSecret(http, sessions, secret) {
  http.cookieSecret.splice(0, http.cookieSecret.length, secret);
  await promisify(sessions.clear.bind(sessions))();
}

/** For the pool's next connections; those that are open stay so. */
function setDatabasePassword(scope, settings) {
  const { client } = scope.resolve(ContainerRegistrationKeys.PG_CONNECTION);
  client.connectionSettings.connectionString = buildDatabaseUrl(settings.database);
}

/**
 * Gives the running process another identity, everywhere that something was made of the former one.
 *
 * @param {object} scope Medusa's container
 * @param {import("express-session").Store} sessions
 * @param {object} identity
 */
async function changeIdentity(scope, sessions, identity) {
  adoptIdentity(identity);
  const settings = getSettings();
  const { http } = scope.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig;
  setTokenSecret(scope, http, settings.jwtSecret);
  await setCookieSecret(http, sessions, settings.cookieSecret);
  setDatabasePassword(scope, settings);
}

module.exports = { changeIdentity };
