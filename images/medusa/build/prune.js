"use strict";

/**
 * Copies from node_modules what a running shop needs: every package that it loaded, and
 * every package that a loaded file may load later by name. Usage: prune.js LOADED_FOLDER TARGET
 */

const fs = require("node:fs");
const path = require("node:path");
const { nodeFileTrace } = require("@vercel/nft");

const APP = path.join(__dirname, "..");
const MODULES = path.join(APP, "node_modules");

/** Named by code that runs only in development or while the admin is built. */
const DEVELOPMENT_ONLY = [
  "node_modules/@medusajs/{dashboard,icons,ui,admin-vite-plugin}/**",
  "node_modules/@medusajs/draft-order/.medusa/server/src/admin/**",
  "node_modules/{@swc/core,@vitejs/plugin-react,esbuild,jiti,tailwindcss,typescript,vite}/**",
];
/** Plugins are found by reading their package.json, which no trace sees. */
const PLUGINS = ["node_modules/@medusajs/draft-order"];
const NOT_RUN = /\.(d\.[cm]?ts|[cm]?ts|tsx|map|md|markdown|flow|html|css|png|svg)$/i;

/** "a/node_modules/@b/c/d.js" → "a/node_modules/@b/c"; undefined outside node_modules. */
function derivePackageFolder(file) {
  const parts = file.split("/");
  const last = parts.lastIndexOf("node_modules");
  if (last < 0) return undefined;
  const length = parts[last + 1].startsWith("@") ? 3 : 2;
  return parts.slice(0, last + length).join("/");
}

async function listPackages(loaded) {
  const { fileList } = await nodeFileTrace(loaded, { base: APP, ignore: DEVELOPMENT_ONLY });
  const folders = [...fileList].map(derivePackageFolder).filter(Boolean);
  return [...new Set([...folders, ...PLUGINS])].sort();
}

/** Packages that lie inside this one are copied on their own account, if at all. */
function copyPackage(folder, target) {
  const source = path.join(APP, folder);
  fs.cpSync(source, path.join(target, folder), {
    recursive: true,
    dereference: true,
    filter: (file) =>
      !path.relative(source, file).split(path.sep).includes("node_modules") && !NOT_RUN.test(file),
  });
}

/** Union of what every process of the recorded shop loaded from node_modules. */
function listLoaded(folder) {
  const lists = fs
    .readdirSync(folder)
    .map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")));
  return [...new Set(lists.flat())].filter((file) => file.startsWith(`${MODULES}/`));
}

async function main([loadedFolder, target]) {
  const inside = listLoaded(loadedFolder);
  const packages = await listPackages(inside);
  for (const folder of packages) copyPackage(folder, target);
  console.log(`${inside.length} modules loaded, ${packages.length} packages kept`);
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(1);
});
