"use strict";

/**
 * Modules from one file. A boot loads six thousand of them; reading, identifying and compiling each
 * by itself takes a sixth of its processor time. The image's build wrote their sources, each with the
 * code that V8 made of it, into one file; whatever is not in it is loaded as usual.
 */

const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const vm = require("node:vm");

const ROOT = path.join(__dirname, "..");
/** { relative file name: [where its source starts, its length, the code's length, is it ASCII] } */
const INDEX = path.join(ROOT, ".modules.json");
/** Source, code, source, code …; each source in the wrapper that makes a module of it. */
const CONTENT = path.join(ROOT, ".modules.bin");
/** Where V8 keeps, in code that it made, a hash of its flags: code-serializer.h. */
const FLAGS = { start: 12, end: 16 };

const loadAnew = Module._extensions[".js"];

function buildRequire(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  const { mainModule: main } = process;
  return Object.assign(require, { main, extensions: Module._extensions, cache: Module._cache });
}

/** What node does with a module's compiled function. */
function runModule(module, filename, script) {
  const run = script.runInThisContext();
  const folder = path.dirname(filename);
  run.call(module.exports, module.exports, buildRequire(module), module, filename, folder);
}

/**
 * Plans differ in the size of the heap, which is a flag, and V8 refuses code that was made under
 * other flags. The heap's size changes nothing in code; the flags that do are the same in each.
 */
function readFlags() {
  return new vm.Script("").createCachedData().subarray(FLAGS.start, FLAGS.end);
}

function readIndex() {
  const entries = Object.entries(JSON.parse(fs.readFileSync(INDEX, "utf8")));
  return new Map(entries.map(([file, entry]) => [`${ROOT}/${file}`, entry]));
}

/**
 * Loads modules from the file, if there is one.
 *
 * @returns {() => void} to be called after the boot: forgets the file's 34 MB
 */
function useModules() {
  if (!fs.existsSync(INDEX)) return () => {};
  const index = readIndex();
  const content = fs.readFileSync(CONTENT);
  const flags = readFlags();
  Module._extensions[".js"] = function load(module, filename) {
    const entry = index.get(filename);
    if (!entry) return loadAnew(module, filename);
    const [start, length, codeLength, isAscii] = entry;
    const codeStart = start + length;
    const code = content.subarray(codeStart, codeStart + codeLength);
    code.set(flags, FLAGS.start);
    const source = content.toString(isAscii ? "latin1" : "utf8", start, codeStart);
    return runModule(module, filename, new vm.Script(source, { filename, cachedData: code }));
  };
  return () => {
    Module._extensions[".js"] = loadAnew;
  };
}

module.exports = { CONTENT, INDEX, ROOT, loadAnew, runModule, useModules };
