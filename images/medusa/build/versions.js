"use strict";

/** Writes what the image holds, the main thing first, as JSON. Usage: versions.js POSTGRESQL_VERSIONS */

const fs = require("node:fs");
const { dependencies } = require("../package.json");

/** To be raised when a shop of an earlier template cannot run on what this image makes. */
const TEMPLATE = "1";

const postgresql = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const versions = {
  medusa: dependencies["@medusajs/medusa"],
  ...postgresql,
  node: process.versions.node,
  template: TEMPLATE,
};
console.log(JSON.stringify(versions));
