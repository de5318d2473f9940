"use strict";

/**
 * Makes the empty migration folders that `medusa db:migrate` insists on making itself in
 * modules that have no migrations. Run after `npm ci`, because the image build mounts
 * node_modules read-only. Usage: prepare-modules.js NODE_MODULES
 */

const fs = require("node:fs");
const path = require("node:path");

const scope = path.join(process.argv[2], "@medusajs");
for (const name of fs.readdirSync(scope)) {
  const code = path.join(scope, name, "dist");
  if (fs.existsSync(code)) fs.mkdirSync(path.join(code, "migrations"), { recursive: true });
}
