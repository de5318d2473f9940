"use strict";

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { after, test } = require("node:test");

const IMAGE = path.join(__dirname, "../../../../images/medusa");
const root = fs.mkdtempSync(path.join(os.tmpdir(), "modules-"));
after(() => fs.rmSync(root, { recursive: true }));

function write(name, text) {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function runNode(...args) {
  return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim();
}

/** What a shop is made of here: each file tells what it sees. */
write(
  "node_modules/plain/index.js",
  `exports.tell = () => ["packed", __filename, require.main.filename, this === exports, "ä€"];
   exports.resolve = () => require.resolve("./other");`,
);
write("node_modules/plain/other.js", "module.exports = 7;");
write("node_modules/plain/late.js", 'module.exports = () => import("node:os");');
write("node_modules/modern/package.json", '{"type": "module", "main": "index.js"}');
write("node_modules/modern/index.js", "export const kind = 'ESM';");
write("node_modules/unsaid/index.js", "export const kind = 'ESM that nothing says to be one';");
write("node_modules/unsaid/package.json", '{"main": "index.js"}');
write(
  "server.js",
  `const forget = require("./boot/modules").useModules();
   const plain = require("plain");
   const late = require("plain/late");
   const kinds = [require("modern").kind, require("unsaid").kind];
   forget();
   late().then((os) => console.log(JSON.stringify({
     told: plain.tell(), other: plain.resolve(), kinds, os: typeof os.cpus,
     after: require("plain/other"),
   })));`,
);
for (const name of ["boot/modules.js", "build/record-modules.js"]) {
  const from = path.join(IMAGE, name.startsWith("boot") ? `app/${name}` : name);
  write(name, fs.readFileSync(from, "utf8"));
}
const SMALL = "--max-old-space-size=200";
const LARGE = "--max-old-space-size=300";
const QUIET = "--no-warnings";
const recorded = runNode(SMALL, QUIET, "--require", "./build/record-modules.js", "server.js");

/** From now on the file and the single modules differ, so one sees which of them is used. */
const changed = path.join(root, "node_modules/plain/index.js");
fs.writeFileSync(changed, fs.readFileSync(changed, "utf8").replace('"packed"', '"read anew"'));
fs.writeFileSync(path.join(root, "node_modules/plain/other.js"), "module.exports = 8;");

const EXPECTED = {
  told: ["packed", changed, path.join(root, "server.js"), true, "ä€"],
  other: path.join(root, "node_modules/plain/other.js"),
  kinds: ["ESM", "ESM that nothing says to be one"],
  os: "function",
  after: 7,
};

test("recording changes nothing for the modules", () => {
  assert.deepEqual(JSON.parse(recorded), EXPECTED);
});

test("modules come from the file and see what they saw", () => {
  // What is loaded after the boot is read as usual.
  assert.deepEqual(JSON.parse(runNode(QUIET, SMALL, "server.js")), { ...EXPECTED, after: 8 });
});

test("leaves to node what is not CommonJS or imports later", () => {
  const files = Object.keys(JSON.parse(fs.readFileSync(path.join(root, ".modules.json"), "utf8")));
  assert.deepEqual(files.filter((file) => /late|modern|unsaid/.test(file)), []);
  assert.ok(files.includes("node_modules/plain/index.js"));
});

test("V8 takes the code under another size of the heap too", () => {
  write(
    "watch.js",
    `const vm = require("node:vm");
     const { Script } = vm;
     const refused = [];
     vm.Script = class extends Script {
       constructor(source, options) {
         super(source, options);
         if (options?.cachedData) refused.push(this.cachedDataRejected);
       }
     };
     process.on("exit", () => console.log(JSON.stringify(refused)));`,
  );
  for (const heap of [SMALL, LARGE]) {
    const lines = runNode(QUIET, heap, "--require", "./watch.js", "server.js").split("\n");
    assert.deepEqual(JSON.parse(lines.at(-1)), [false], heap);
  }
});

test("a shop without the file loads its modules as usual", () => {
  fs.rmSync(path.join(root, ".modules.json"));
  const { told } = JSON.parse(runNode(QUIET, "server.js"));
  assert.equal(told[0], "read anew");
});
