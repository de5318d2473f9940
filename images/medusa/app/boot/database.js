"use strict";

const { setTimeout: pause } = require("node:timers/promises");
const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");
const { Client } = require("pg");
const { hashPassword, personalise } = require("./personalise");

const RETRY_MILLISECONDS = 20;
/** Any fixed number: two starting shops on one database must agree on it. */
const FIRST_BOOT_LOCK = 7202611;

/** What a database answers, or does not, while it is still starting or not yet reachable. */
const NOT_YET = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "57P03", // cannot_connect_now: starting up or in recovery
]);

/** A dropped packet (a network policy that is not programmed yet) gives no error code at all. */
function isNotYet(error) {
  return NOT_YET.has(error.code) || /timeout/i.test(error.message);
}

async function connectOnce(settings) {
  const client = new Client({ ...settings.database, connectionTimeoutMillis: 1000 });
  client.on("error", (error) => console.error(`database connection lost: ${error.message}`));
  await client.connect();
  return client;
}

/**
 * Waits, within a bound, for a database that may start later than the shop.
 *
 * @throws {Error} the last refusal once `databaseWaitSeconds` are over, or at once
 *   any refusal that waiting cannot cure
 */
async function connect(settings) {
  const deadline = Date.now() + settings.databaseWaitSeconds * 1000;
  for (;;) {
    try {
      return await connectOnce(settings);
    } catch (error) {
      if (!isNotYet(error) || Date.now() > deadline) {
        throw new Error(`Database ${settings.database.host}: ${error.message}`, { cause: error });
      }
      await pause(RETRY_MILLISECONDS);
    }
  }
}

/** The two tables are part of the template: own.sql of the image's build. */
async function isPersonalised(client) {
  const { rowCount } = await client.query("SELECT FROM store_orchestrator.personalisation");
  return rowCount > 0;
}

async function personaliseOnce(client, settings, passwordHash) {
  if (await isPersonalised(client)) return false;
  await personalise(client, settings, passwordHash);
  await client.query("INSERT INTO store_orchestrator.personalisation DEFAULT VALUES");
  return true;
}

/**
 * Turns the template's shop into this one, once: all of it or nothing.
 *
 * A shop that was personalised already is left alone, so that a restart changes neither
 * data nor credentials that the merchant has changed since.
 *
 * @returns {Promise<boolean>} whether this was the first boot
 */
async function ensureDatabase(settings) {
  const [client, passwordHash] = await Promise.all([
    connect(settings),
    hashPassword(settings.adminPassword),
  ]);
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [FIRST_BOOT_LOCK]);
    const first = await personaliseOnce(client, settings, passwordHash);
    await client.query("COMMIT");
    return first;
  } finally {
    await client.end();
  }
}

/** The same in a thread of its own, while this one loads Medusa's six thousand modules. */
function ensureDatabaseAside(settings) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: settings });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

if (!isMainThread) {
  ensureDatabase(workerData).then((first) => parentPort.postMessage(first));
}

module.exports = { FIRST_BOOT_LOCK, connect, ensureDatabase, ensureDatabaseAside };
