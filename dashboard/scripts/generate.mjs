// Writes src/api/schema.d.ts from ../openapi.json; with --check only says whether it is current.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../openapi.json', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);
const header = '// Generated from openapi.json by `npm run generate`; do not edit.\n\n';

const wanted = header + astToString(await openapiTS(source));

if (process.argv.includes('--check')) {
  const current = await readFile(target, 'utf8');
  if (current !== wanted) {
    console.error('src/api/schema.d.ts is older than openapi.json: run `npm run generate`.');
    process.exitCode = 1;
  }
} else {
  await writeFile(target, wanted);
}
