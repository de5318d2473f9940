// A headless browser that notes everything a page must not do.
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { findAccessibilityFaults } from './accessibility.mjs';

// The browser driver is pinned by the dashboard; this folder has no packages of its own.
const dashboard = createRequire(new URL('../../../dashboard/package.json', import.meta.url));
/** @type {typeof import('playwright-core')} */
const { chromium } = dashboard('playwright-core');

const FLAGS = [
  '--no-sandbox', // Chromium's sandbox does not start as root.
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * @param {string} name
 * @returns {string}
 */
export function readSetting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; see tests/e2e/dashboard/life.test.mjs`);
  return value;
}

function findChromium() {
  const path = process.env.CHROMIUM ?? '/usr/bin/chromium';
  if (existsSync(path)) return path;
  throw new Error(
    `There is no Chromium at ${path}: install Debian's package chromium, or set CHROMIUM.`,
  );
}

/**
 * @param {string} origin the only place that the dashboard may talk to
 * @param {string} screenshots folder for PNG files
 */
export async function openDashboard(origin, screenshots) {
  mkdirSync(screenshots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: FLAGS,
  });
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-US',
    // Half-way through a transition colours and places are neither the old nor the new ones.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const faults = await noteFaults(page, origin);
  let count = 0;

  /**
   * A picture of what is shown; on a page of the dashboard also a check of its accessibility.
   * @param {string} name
   * @param {import('playwright-core').Page} shown
   */
  async function shoot(name, shown = page) {
    count += 1;
    const file = `${String(count).padStart(2, '0')}-${name}.png`;
    // A dialog covers the window, not the page.
    const fullPage = !(await shown.getByRole('dialog').isVisible());
    // The header stays at the top of the window, wherever in the picture that would be.
    if (fullPage) await shown.evaluate(() => window.scrollTo(0, 0));
    await shown.screenshot({ path: join(screenshots, file), fullPage, animations: 'disabled' });
    if (new URL(shown.url()).origin !== origin) return;
    const found = await findAccessibilityFaults(shown);
    faults.push(...found.map((fault) => `${name} is not accessible: ${fault}`));
  }

  return { context, page, faults, shoot, close: () => browser.close() };
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} origin
 * @returns {Promise<string[]>} filled as faults happen
 */
async function noteFaults(page, origin) {
  /** @type {string[]} */
  const faults = [];
  await page.exposeFunction('noteViolation', (/** @type {string} */ text) => {
    faults.push(`Content-Security-Policy violated: ${text}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const note = /** @type {{ noteViolation?: (text: string) => void }} */ (window).noteViolation;
      note?.(`${event.violatedDirective} by ${event.blockedURI} in ${event.sourceFile}`);
    });
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    const { url } = message.location();
    // A browser reports each 401, also the expected one: nobody is signed in at first.
    const expected = url === `${origin}/api/v1/me` && message.text().includes('401');
    if (message.type() === 'error' && !expected) faults.push(`console: ${message.text()} (${url})`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) faults.push(`asked elsewhere: ${request.url()}`);
  });
  return faults;
}

/**
 * Leaves no shop behind when a step failed.
 * @param {import('playwright-core').Page} page signed in
 * @param {string} storePath `/stores/<id>`
 */
export async function requestRemoval(page, storePath) {
  const status = await page.evaluate(async (path) => {
    const me = await (await fetch('/api/v1/me')).json();
    const headers = { 'X-CSRF-Token': me.csrf_token };
    return (await fetch(`/api/v1${path}`, { method: 'DELETE', headers })).status;
  }, storePath);
  console.error(`Asked to remove ${storePath}: status ${status}`);
}
