"use strict";

/**
 * Reads a plain pg_dump from standard input and writes the template a shop is
 * restored from to standard output: gzip of statements that one ordinary
 * connection can execute in one go.
 */

const zlib = require("node:zlib");

/** What only psql understands, what an older server refuses, and what exists in every database. */
const LEFT_OUT = [/^\\(un)?restrict /, /^SET transaction_timeout/, /^CREATE SCHEMA public;/];

function isKept(line) {
  return !LEFT_OUT.some((pattern) => pattern.test(line));
}

async function main() {
  process.stdin.setEncoding("utf8");
  let dump = "";
  for await (const chunk of process.stdin) dump += chunk;
  const template = dump.split("\n").filter(isKept).join("\n");
  if (!template.includes("INSERT INTO public.store ")) throw new Error("The dump holds no shop.");
  process.stdout.write(zlib.gzipSync(template, { level: 9 }));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
