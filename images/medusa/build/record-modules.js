"use strict";

/** Preloaded into a shop while the image is built: writes what boot/modules.js reads. */

const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { isMainThread } = require("node:worker_threads");
const { CONTENT, INDEX, ROOT, loadAnew, runModule } = require("../boot/modules");

/** import() in code from outside of node's own loaders would not find its way back to them. */
const DYNAMIC_IMPORT = /\bimport\s*\(/;
/** V8 reads code in words. */
const ALIGNMENT = 8;
const [HEAD, TAIL] = Module.wrapper;

const scripts = new Map();

function isCommonJs(filename) {
  if (filename.endsWith(".cjs")) return true;
  for (let folder = path.dirname(filename); folder !== ROOT; folder = path.dirname(folder)) {
    const manifest = path.join(folder, "package.json");
    if (fs.existsSync(manifest)) return JSON.parse(fs.readFileSync(manifest)).type !== "module";
  }
  return true;
}

/** Undefined for what is no CommonJS although nothing says so: node finds that out by trying, too. */
function compile(filename) {
  const text = fs.readFileSync(filename, "utf8");
  if (DYNAMIC_IMPORT.test(text) || text.startsWith("#!")) return undefined;
  const source = `${HEAD}${text}${TAIL}`;
  try {
    return { source, script: new vm.Script(source, { filename }) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function record(module, filename) {
  const known = filename.startsWith(`${ROOT}/`) && isCommonJs(filename);
  const compiled = known ? compile(filename) : undefined;
  if (!compiled) return loadAnew(module, filename);
  scripts.set(filename, compiled);
  return runModule(module, filename, compiled.script);
}

/** After the shop was used, so that the code holds every function that was. */
function writeModules() {
  const index = {};
  const parts = [];
  let position = 0;
  for (const [filename, { source, script }] of scripts) {
    const bytes = Buffer.from(source, "utf8");
    const code = script.createCachedData();
    // Thrown away all the same: it is loaded as usual.
    if (code.length === 0) continue;
    const isAscii = bytes.length === source.length;
    // The code, not the source, has to start on a whole word.
    const filler = (ALIGNMENT - ((position + bytes.length) % ALIGNMENT)) % ALIGNMENT;
    const start = position + filler;
    index[path.relative(ROOT, filename)] = [start, bytes.length, code.length, isAscii];
    parts.push(Buffer.alloc(filler), bytes, code);
    position = start + bytes.length + code.length;
  }
  fs.writeFileSync(CONTENT, Buffer.concat(parts));
  fs.writeFileSync(INDEX, JSON.stringify(index));
}

if (isMainThread) {
  // V8 throws away the code of what has not run for a while: on a slow machine, of nearly all.
  v8.setFlagsFromString("--no-flush-bytecode");
  Module._extensions[".js"] = record;
  process.on("exit", writeModules);
}
