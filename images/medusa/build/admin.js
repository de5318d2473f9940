"use strict";

/** Builds Medusa's admin dashboard into public/admin, where `medusa start` looks for it. */

const path = require("node:path");
const { getResolvedPlugins } = require("@medusajs/framework/utils");
const config = require("../medusa-config");

const APP = path.join(__dirname, "..");

async function buildAdmin() {
  const plugins = await getResolvedPlugins(APP, config, true);
  const extensions = plugins.filter((plugin) => plugin.admin?.type === "package");
  const { build } = await import("@medusajs/admin-bundler");
  await build({
    disable: false,
    sources: [],
    plugins: extensions.map((plugin) => plugin.admin.resolve),
    ...config.admin,
    outDir: path.join(APP, "public", "admin"),
  });
}

buildAdmin().catch((error) => {
  console.error(error);
  process.exit(1);
});
