"use strict";

/**
 * Remembers which file each require() means. A boot asks fourteen thousand times, and the
 * answers, found by trying file names, are the same in every boot of an image: taking them
 * from a list saves about 0.4 s of 2.8 s of processor time.
 */

const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const ROOT = path.join(__dirname, "..");
const LIST = path.join(ROOT, ".resolutions.json");

const resolveAnew = Module._resolveFilename;

/** The same folder and the same words mean the same file; undefined where that does not hold. */
function deriveKey(request, parent, options) {
  if (!parent?.filename || options) return undefined;
  return `${path.relative(ROOT, path.dirname(parent.filename))}\0${request}`;
}

/** At the image's build: writes down every answer inside the shop's folder. */
function recordResolutions() {
  const files = {};
  Module._resolveFilename = function resolve(request, parent, isMain, options) {
    const file = resolveAnew.call(this, request, parent, isMain, options);
    const key = deriveKey(request, parent, options);
    if (key && file.startsWith(`${ROOT}/`)) files[key] = path.relative(ROOT, file);
    return file;
  };
  process.on("exit", () => fs.writeFileSync(LIST, JSON.stringify(files)));
}

/** At boot: answers from the list; whatever is not on it is resolved as usual. */
function useResolutions() {
  if (!fs.existsSync(LIST)) return;
  const files = new Map(Object.entries(JSON.parse(fs.readFileSync(LIST, "utf8"))));
  Module._resolveFilename = function resolve(request, parent, isMain, options) {
    const file = files.get(deriveKey(request, parent, options));
    return file ? `${ROOT}/${file}` : resolveAnew.call(this, request, parent, isMain, options);
  };
}

module.exports = { recordResolutions, useResolutions };
