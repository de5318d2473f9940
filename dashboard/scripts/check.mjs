// Everything that must hold before a commit; all failures are shown, not only the first.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

// The browser test lives outside, where Prettier would not find this folder's configuration.
const formatted = ['--config', '.prettierrc.json', '.', '../tests/e2e/dashboard'];

/** @type {[string, string[]][]} */
const checks = [
  ['eslint', ['eslint', '.', '--max-warnings', '0']],
  ['vitest', ['vitest', 'run', '--reporter=dot']],
  ['tsc', ['tsc', '-b']],
  ['prettier', ['prettier', '--check', '--log-level=warn', ...formatted]],
  ['generated client is current', ['node', 'scripts/generate.mjs', '--check']],
];

/**
 * @param {string} title
 * @param {string[]} command
 * @returns {Promise<boolean>} whether the check passed
 */
function run(title, command) {
  const started = Date.now();
  const [program = '', ...rest] = command;
  const argv = program === 'node' ? [program, ...rest] : ['npx', '--no-install', ...command];
  return new Promise((resolve) => {
    const child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.on('close', (code) => {
      const seconds = ((Date.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${title} (${seconds} s)`);
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

const waiting = [...checks];
let failed = 0;

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (!(await run(...next))) failed += 1;
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed > 0) {
  console.error(`${failed} of ${checks.length} checks failed.`);
  process.exitCode = 1;
}
