"use strict";

const path = require("node:path");
const { enableCompileCache } = require("node:module");

// Compiled code of every module, recorded when the image was built. Absent or stale,
// node compiles as usual.
enableCompileCache(path.join(__dirname, ".compile-cache"));

const { useResolutions } = require("./boot/resolutions");

useResolutions();

const { ensureDatabaseAside } = require("./boot/database");
const { readSettings } = require("./boot/settings");

/** Longer than Medusa needs to end open requests, shorter than a pod's grace period. */
const SHUTDOWN_MILLISECONDS = 4000;

/** As process 1, node gets no default reaction to signals; during boot nothing is worth waiting for. */
function exitAtOnce() {
  process.exit(0);
}

function exitWhenShutdownHangs() {
  setTimeout(exitAtOnce, SHUTDOWN_MILLISECONDS).unref();
}

async function main() {
  process.once("SIGTERM", exitAtOnce);
  const settings = readSettings();
  const setUp = ensureDatabaseAside(settings);
  const { default: start } = require("@medusajs/medusa/commands/start");
  const first = await setUp;
  console.log(first ? "First boot: the shop's database is set up." : "The shop's database is there.");
  await start({ directory: __dirname, port: settings.port, host: "0.0.0.0" });
  process.removeListener("SIGTERM", exitAtOnce);
  process.once("SIGTERM", exitWhenShutdownHangs);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
