"use strict";

const { FIRST_BOOT_LOCK, connect } = require("../boot/database");
const { personalise } = require("../boot/personalise");
const { ClaimRefused, deriveDigest } = require("./request");

const WRONG_PASSWORD = "28P01";

/** Whoever came by while the shop had no owner, and what was handed out then: none of it may stay. */
const FORGET = `
  DELETE FROM provider_identity WHERE auth_identity_id NOT IN (
    SELECT id FROM auth_identity WHERE app_metadata->>'user_id' IN (SELECT id FROM "user"));
  DELETE FROM auth_identity WHERE id NOT IN (SELECT auth_identity_id FROM provider_identity);
  DELETE FROM api_key WHERE type = 'secret';
  DELETE FROM invite;
  DELETE FROM customer;
  DELETE FROM cart;
  DELETE FROM store_orchestrator.used_sign_in;
  SELECT setval(pg_get_serial_sequence('public."order"', 'display_id'), 1, false)`;

async function connectOrNull(settings, password) {
  try {
    return await connect({ ...settings, database: { ...settings.database, password } });
  } catch (error) {
    if (error.cause?.code === WRONG_PASSWORD) return null;
    throw error;
  }
}

/**
 * The database under whichever of the passwords is in force there.
 *
 * After a restart of its container in the middle of a claim that may be the later one.
 */
async function connectWithAny(settings, passwords) {
  for (const password of new Set(passwords)) {
    const client = await connectOrNull(settings, password);
    if (client !== null) return client;
  }
  throw new Error("The database takes neither the former nor the new password.");
}

async function isGranted(client, identity) {
  const digest = deriveDigest(identity);
  const found = await client.query("SELECT FROM store_orchestrator.claim WHERE digest = $1", [digest]);
  return found.rowCount > 0;
}

/** The role's password cannot be a parameter of its statement; log_statement is off. */
async function setPassword(client, { user, password }) {
  const role = client.escapeIdentifier(user);
  await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(password)}`);
}

/** The platform's test orders are removed; any other would have moved stock, and be somebody's. */
async function assertUnused(client) {
  const { rowCount } = await client.query('SELECT FROM "order" LIMIT 1');
  if (rowCount > 0) throw new ClaimRefused(409, "The shop has orders already. Make a new one.");
}

async function takeOver(client, identity, settings, passwordHash) {
  await assertUnused(client);
  await client.query(FORGET);
  await personalise(client, settings, passwordHash);
  const digest = deriveDigest(identity);
  await client.query("INSERT INTO store_orchestrator.claim (digest) VALUES ($1)", [digest]);
}

/**
 * Makes the shop in the database the one of a claim: all of it or nothing, and once, so that a claim
 * that is repeated changes nothing that the merchant has changed since.
 *
 * @param {object} identity
 * @param {object} settings those of the new identity
 * @param {string} passwordHash of the merchant
 */
async function grantClaim(client, identity, settings, passwordHash) {
  await client.query("BEGIN");
  await client.query("SELECT pg_advisory_xact_lock($1)", [FIRST_BOOT_LOCK]);
  if (!(await isGranted(client, identity))) {
    await takeOver(client, identity, settings, passwordHash);
  }
  await setPassword(client, settings.database);
  await client.query("COMMIT");
}

module.exports = { connectWithAny, grantClaim, isGranted };
