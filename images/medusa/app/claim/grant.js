"use strict";

const { openState } = require("../boot/identity");
const { hashPassword } = require("../boot/personalise");
const { getSettings, readSettings } = require("../boot/settings");
const { connectWithAny, grantClaim } = require("./database");
const { changeIdentity } = require("./live");
const { ClaimRefused, isSecret, readClaim } = require("./request");

let latest = Promise.resolve();

/** One claim after the other; whoever comes second needs the secret that the first one set. */
function takeTurn(work) {
  const turn = latest.then(work);
  latest = Promise.allSettled([turn]);
  return turn;
}

async function grantInDatabase(identity, former) {
  const settings = readSettings(process.env, identity);
  const passwords = [former.database.password, settings.database.password];
  const [client, passwordHash] = await Promise.all([
    connectWithAny(former, passwords),
    hashPassword(settings.adminPassword),
  ]);
  try {
    await grantClaim(client, identity, settings, passwordHash);
  } finally {
    await client.end();
  }
}

/**
 * What is proposed first can be completed by the next start, should this process end between
 * the database's commit and the end: settle.js.
 */
async function grant(request) {
  const former = getSettings();
  if (!isSecret(request.get("x-store-secret"), former.probeSecret)) {
    throw new ClaimRefused(403, "Only the platform may claim a shop.");
  }
  const identity = readClaim(request.body, former);
  const state = openState();
  state.propose(identity);
  await grantInDatabase(identity, former);
  state.accept();
  await changeIdentity(request.scope, request.sessionStore, identity);
}

/**
 * Makes the running shop another merchant's, without a restart.
 *
 * @throws {ClaimRefused} what was wrong with the request
 */
function answerClaim(request) {
  return takeTurn(() => grant(request));
}

module.exports = { answerClaim };
