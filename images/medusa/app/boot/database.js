"use strict";

const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");
const { setTimeout: pause } = require("node:timers/promises");
const { Worker, isMainThread, parentPort, workerData } = require("node:worker_threads");
const { Client } = require("pg");
const { personalise } = require("./personalise");

const TEMPLATE = path.join(__dirname, "..", "template.sql.gz");
const RETRY_MILLISECONDS = 50;
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
  "3D000", // the database is made right after the server accepts connections
  "28P01", // the password is set right after the server accepts connections
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

async function isSetUp(client) {
  const answer = await client.query("SELECT to_regclass('public.store') IS NOT NULL AS present");
  return answer.rows[0].present;
}

async function restoreTemplate(client, settings) {
  await client.query(zlib.gunzipSync(fs.readFileSync(TEMPLATE)).toString("utf8"));
  await client.query("SET LOCAL search_path TO public");
  await personalise(client, settings);
}

/**
 * Turns an empty database into this shop's, once: all of it or nothing.
 *
 * A shop that is there already is left alone, so that a restart changes neither
 * data nor credentials that the merchant has changed since.
 *
 * @returns {Promise<boolean>} whether this was the first boot
 */
async function ensureDatabase(settings) {
  const client = await connect(settings);
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [FIRST_BOOT_LOCK]);
    const first = !(await isSetUp(client));
    if (first) await restoreTemplate(client, settings);
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

module.exports = { ensureDatabase, ensureDatabaseAside };
