"use strict";

/**
 * Preloaded into a running shop: at exit, writes the names of all modules it loaded into the
 * folder $LOADED_FILES. A file per process, for a shop may start others.
 */

const fs = require("node:fs");
const { registerHooks } = require("node:module");
const path = require("node:path");
const { fileURLToPath } = require("node:url");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  const files = new Set();
  registerHooks({
    load(url, context, next) {
      if (url.startsWith("file:")) files.add(fileURLToPath(url));
      return next(url, context);
    },
  });
  const target = path.join(process.env.LOADED_FILES, `${process.pid}.json`);
  process.on("exit", () => fs.writeFileSync(target, JSON.stringify([...files])));
}
