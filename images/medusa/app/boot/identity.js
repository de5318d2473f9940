"use strict";

/**
 * Who this shop is: name, place, address and secrets, from files and never from the environment, which
 * only a restart would change.
 *
 * Kubernetes mounts two folders of files, and brings them up to date some time after a claim (or, after
 * a crash of the platform, some time before it). So a pod goes by what it read at its first start, kept
 * in memory that its containers share, and only a claim replaces that: in one rename, all or nothing.
 */

const fs = require("node:fs");
const path = require("node:path");

/** Files of the Secret `credentials`, with dashes for underscores: engines/medusa.py draws them. */
const CREDENTIALS = [
  "admin_email",
  "admin_password",
  "publishable_key",
  "database_password",
  "jwt_secret",
  "cookie_secret",
  "sign_in_secret",
  "probe_secret",
];
/** Files of the ConfigMap `identity`. */
const CHOICES = ["url", "display_name", "country", "currency", "sample_products"];

const FOLDERS = {
  STORE_CREDENTIALS: "/etc/store",
  STORE_IDENTITY: "/etc/store-identity",
  STORE_STATE: "/run/store",
};
const OWNER_ONLY = 0o600;

function getFolder(environment, name) {
  return environment[name] || FOLDERS[name];
}

function readFile(folder, name) {
  const file = path.join(folder, name.replaceAll("_", "-"));
  let text;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} cannot be read (${error.code}). Mount it.`, { cause: error });
  }
  if (text === "") throw new Error(`${file} is empty. Give it a value.`);
  return text;
}

function readFiles(folder, names) {
  return Object.fromEntries(names.map((name) => [name, readFile(folder, name)]));
}

function readMounted(environment) {
  return {
    ...readFiles(getFolder(environment, "STORE_IDENTITY"), CHOICES),
    credentials: readFiles(getFolder(environment, "STORE_CREDENTIALS"), CREDENTIALS),
  };
}

/** Under its final name only when it is complete, whatever ends the process meanwhile. */
function writeWhole(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, text, { mode: OWNER_ONLY });
  fs.renameSync(`${file}.new`, file);
}

function findJson(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : null;
}

/**
 * The pod's own memory of who it is.
 *
 * @param {NodeJS.ProcessEnv} environment
 */
function openState(environment = process.env) {
  const folder = getFolder(environment, "STORE_STATE");
  const inForce = path.join(folder, "in-force.json");
  const pending = path.join(folder, "pending.json");
  // The database's container sees this folder alone.
  const databasePassword = path.join(folder, "database", "database-password");

  function keep(identity) {
    writeWhole(databasePassword, identity.credentials.database_password);
    writeWhole(inForce, JSON.stringify(identity));
    return identity;
  }

  return {
    /** What the pod goes by; read from the mounted files once. */
    read: () => findJson(inForce) ?? keep(readMounted(environment)),
    /** A claim that the database may or may not know of yet; null for none. */
    findPending: () => findJson(pending),
    propose: (identity) => writeWhole(pending, JSON.stringify(identity)),
    accept() {
      const identity = keep(findJson(pending));
      fs.rmSync(pending);
      return identity;
    },
    withdraw: () => fs.rmSync(pending, { force: true }),
  };
}

module.exports = { CREDENTIALS, openState };
