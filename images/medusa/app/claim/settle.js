"use strict";

const { openState } = require("../boot/identity");
const { readSettings } = require("../boot/settings");

/** A shop with a claim to settle is as rare as a crash: nobody else loads what this needs. */
async function isKnown(environment, former, pending) {
  const { connectWithAny, isGranted } = require("./database");
  const settings = readSettings(environment, former);
  const passwords = [former, pending].map((identity) => identity.credentials.database_password);
  const client = await connectWithAny(settings, passwords);
  try {
    return await isGranted(client, pending);
  } finally {
    await client.end();
  }
}

/**
 * Completes a claim that a crash interrupted, if the database has it; forgets it otherwise.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
async function settleClaim(environment) {
  const state = openState(environment);
  const pending = state.findPending();
  if (pending === null) return;
  if (await isKnown(environment, state.read(), pending)) state.accept();
  else state.withdraw();
}

module.exports = { settleClaim };
