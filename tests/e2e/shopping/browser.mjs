// What the journeys share: a shopper's browser, a merchant's, and pictures of what they show.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findAccessibilityFaults } from '../dashboard/accessibility.mjs';
import { openDashboard } from '../dashboard/browser.mjs';

/** @param {string} name */
export function readSetting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; tests/e2e/shopping/test_shopping.py sets it`);
  return value;
}

/**
 * The shopper's notes `faults`: errors, and requests to anywhere but the shop.
 * @param {string} origin the shop's
 */
export async function openBrowsers(origin) {
  const screenshots = readSetting('SCREENSHOTS_DIR');
  const { context, page, faults, close } = await openDashboard(origin, screenshots);
  const other = await context.browser()?.newContext({ viewport: { width: 1280, height: 900 } });
  assert.ok(other, 'the browser is gone');
  let count = 0;

  /**
   * @param {import('playwright-core').Page} shown
   * @param {string} name
   */
  async function shoot(shown, name) {
    count += 1;
    const file = `${String(count).padStart(2, '0')}-${name}.png`;
    await shown.screenshot({ path: join(screenshots, file), fullPage: true });
  }

  return { shopper: page, merchant: await other.newPage(), faults, shoot, close };
}

/**
 * Fails when the page has a serious accessibility fault, in the light or in the dark.
 * @param {import('playwright-core').Page} page
 */
export async function assertAccessible(page) {
  assert.deepEqual(await findAccessibilityFaults(page), []);
}
