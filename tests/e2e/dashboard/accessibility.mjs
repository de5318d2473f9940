// What axe-core, the rule engine behind most accessibility audits, says about what a page shows.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const dashboard = createRequire(new URL('../../../dashboard/package.json', import.meta.url));
const source = readFileSync(dashboard.resolve('axe-core/axe.min.js'), 'utf8');

const SERIOUS = new Set(['serious', 'critical']);
const SCHEMES = /** @type {const} */ (['dark', 'light']);

/**
 * Serious faults of the page as it is now, in the light and in the dark scheme.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>} a sentence each; empty when there are none
 */
export async function findAccessibilityFaults(page) {
  // Evaluated by the debugger, which the page's Content-Security-Policy does not bind.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const faults = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await awaitScheme(page, colorScheme);
    for (const fault of await runAxe(page)) faults.push(`${fault} (${colorScheme})`);
  }
  return faults;
}

/**
 * The dashboard follows the scheme by script, a moment later; a shop's style sheets do at once.
 * @param {import('playwright-core').Page} page
 * @param {'dark' | 'light'} scheme
 */
async function awaitScheme(page, scheme) {
  if ((await page.locator('html[data-mantine-color-scheme]').count()) === 0) return;
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
}

/**
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function runAxe(page) {
  const violations = await page.evaluate(async () => {
    const { axe } = /** @type {{ axe: typeof import('axe-core') }} */ (
      /** @type {unknown} */ (window)
    );
    // Without this axe would fetch the style sheets again, for a rule about screen rotation only.
    const found = await axe.run(document, { preload: false, resultTypes: ['violations'] });
    return found.violations.map(({ id, impact, help, nodes }) => ({
      id,
      impact: impact ?? '',
      help,
      places: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    }));
  });
  return violations
    .filter(({ impact }) => SERIOUS.has(impact))
    .map(({ id, help, places }) => `${id}: ${help}, at ${places.join(' | ')}`);
}
