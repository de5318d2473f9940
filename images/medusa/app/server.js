"use strict";

const { useModules } = require("./boot/modules");
const { useResolutions } = require("./boot/resolutions");

// Recorded when the image was built.
const forgetModules = useModules();
useResolutions();

const { ensureDatabaseAside } = require("./boot/database");
const { holdConnections } = require("./boot/gate");
const { getSettings } = require("./boot/settings");
const { settleClaim } = require("./claim/settle");

/** Longer than Medusa needs to end open requests, shorter than a pod's grace period. */
const SHUTDOWN_MILLISECONDS = 4000;

/** The image's own is SIGINT, PostgreSQL's word for a fast and clean end. */
const STOP_SIGNALS = ["SIGINT", "SIGTERM"];

/** As process 1, node gets no default reaction to signals; during boot nothing is worth waiting for. */
function exitAtOnce() {
  process.exit(0);
}

function exitWhenShutdownHangs() {
  setTimeout(exitAtOnce, SHUTDOWN_MILLISECONDS).unref();
}

function fail(error) {
  console.error(error.message);
  process.exit(1);
}

/** The exit code tells the platform that it was not the shop but its set-up. */
function failSetup(error) {
  console.error(`The shop's set-up failed: ${error.message}`);
  process.exit(64);
}

async function prepareDatabase(settings) {
  const first = await ensureDatabaseAside(settings);
  console.log(first ? "First boot: the shop's database is set up." : "The shop's database is there.");
}

async function main() {
  for (const signal of STOP_SIGNALS) process.once(signal, exitAtOnce);
  await settleClaim(process.env);
  const settings = getSettings();
  const prepared = prepareDatabase(settings);
  prepared.catch(failSetup);
  holdConnections(prepared);
  const { default: start } = require("@medusajs/medusa/commands/start");
  await start({ directory: __dirname, port: settings.port, host: "0.0.0.0" });
  forgetModules();
  for (const signal of STOP_SIGNALS) {
    process.removeListener(signal, exitAtOnce);
    process.once(signal, exitWhenShutdownHangs);
  }
}

main().catch(fail);
