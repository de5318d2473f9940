"use strict";

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const IDENTITY = {
  url: "http://shop.localhost:8080/",
  display_name: 'Anna\'s "Shop"',
  country: "JP",
  currency: "JPY",
  sample_products: "false",
  credentials: {
    admin_email: " Admin@Example.com ",
    admin_password: "secret words",
    publishable_key: `pk_${"0a".repeat(32)}`,
    database_password: "d",
    jwt_secret: "j",
    cookie_secret: "c",
    sign_in_secret: "s",
    probe_secret: "p",
  },
};

/** As the claim of another merchant. */
function buildOther() {
  const credentials = { ...IDENTITY.credentials, database_password: "other", probe_secret: "q" };
  return { ...IDENTITY, display_name: "Other", credentials };
}

function write(folder, values) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries(values)) {
    fs.writeFileSync(path.join(folder, name.replaceAll("_", "-")), value);
  }
}

/** Folders as a pod has them. */
function mountIdentity({ credentials, ...choices } = IDENTITY) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "store-"));
  const environment = {
    STORE_CREDENTIALS: path.join(folder, "credentials"),
    STORE_IDENTITY: path.join(folder, "identity"),
    STORE_STATE: path.join(folder, "state"),
  };
  write(environment.STORE_CREDENTIALS, credentials);
  write(environment.STORE_IDENTITY, choices);
  return {
    environment,
    readPassword: () =>
      fs.readFileSync(path.join(environment.STORE_STATE, "database", "database-password"), "utf8"),
    remount(other) {
      const { credentials: secrets, ...rest } = other;
      write(environment.STORE_CREDENTIALS, secrets);
      write(environment.STORE_IDENTITY, rest);
    },
    remove: () => fs.rmSync(folder, { recursive: true }),
  };
}

module.exports = { IDENTITY, buildOther, mountIdentity };
