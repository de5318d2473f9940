// States that a healthy shop is not in: the true answers of the API, changed on their way.

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };
const PATIENCE = { timeout: 5_000 };
const AT = new Date().toISOString();

const CAUSE = {
  reason: 'ImageMissing',
  cause: 'The image is missing.',
  suggestion: 'Run `make up`, then retry.',
  evidence: 'Back-off pulling image "shop:1"\nnot found',
  permanent: true,
  at: AT,
};

/** @typedef {Record<string, unknown>} Data */

/** What is different about a store in each state. */
const STORES = /** @type {Record<string, Data>} */ ({
  pending: { phase: 'Pending', conditions: [], timeline: [], ready_at: null },
  provisioning: { phase: 'Provisioning', conditions: [], ready_at: null },
  failed: { phase: 'Failed', failure: CAUSE },
  degraded: {
    phase: 'Degraded',
    failure: { ...CAUSE, permanent: false },
    stale: true,
    notices: [{ reason: 'MailDropped', message: 'Mail goes nowhere: set `SO_SMTP_HOST`.' }],
    isolation: {
      number: 1,
      requested: 1,
      ok: false,
      message: '1 of 2 targets can be reached.',
      at: AT,
      checks: [
        { name: 'KubernetesApi', target: '10.96.0.1:443', ok: true, message: 'Refused.' },
        { name: 'OtherStore', target: '10.96.4.2:80', ok: false, message: 'It answered.' },
      ],
    },
  },
  suspended: { phase: 'Suspended' },
  deleting: {
    phase: 'Deleting',
    receipt: {
      issued_at: null,
      items: [
        { kind: 'Ingress', name: 'shop', uid: '1', gone_at: AT },
        { kind: 'Namespace', name: 'store-x', uid: '2', gone_at: null },
      ],
    },
  },
});

/**
 * @param {import('playwright-core').Page} page of a signed-in person
 * @param {string} origin
 * @param {string} storePath `/stores/<id>` of a Ready store
 * @param {(name: string, shown: import('playwright-core').Page) => Promise<void>} shoot
 * @returns {Promise<string[]>} faults beside those that `shoot` notes
 */
export async function visitRareStates(page, origin, storePath, shoot) {
  /** @type {string[]} */
  const faults = [];
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));

  /** @param {string} name */
  async function look(name) {
    await shoot(name, page);
    await page.setViewportSize(PHONE);
    // An open menu moves to its new place a moment after the window has changed.
    await page
      .waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, null, PATIENCE)
      .catch(() => faults.push(`${name} is wider than a phone`));
    await page.setViewportSize(DESKTOP);
  }

  await page.goto(`${origin}/stores`);
  const store = await readTruth(page, storePath);
  const engines = await readTruth(page, '/engines');
  for (const [state, changes] of Object.entries(STORES)) {
    await page.unrouteAll({ behavior: 'wait' });
    await page.route(`**/api/v1${storePath}`, (route) =>
      route.fulfill({ json: { ...store, ...changes } }),
    );
    await page.goto(`${origin}${storePath}`);
    await page.locator(`main header [data-phase="${changes['phase']}"]`).waitFor();
    await look(state);
  }
  await page.unrouteAll({ behavior: 'wait' });
  await visitMenus(page, look);
  await visitNothing(page, origin, look);
  await visitRefusedCreation(page, origin, engines['items'], look);
  return faults;
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} path below the API's root
 * @returns {Promise<any>} what the API says, which has any shape
 */
function readTruth(page, path) {
  return page.evaluate(async (address) => (await fetch(address)).json(), `/api/v1${path}`);
}

/**
 * @param {import('playwright-core').Page} page
 * @param {(name: string) => Promise<void>} look
 */
async function visitMenus(page, look) {
  await page.getByRole('button', { name: 'Colour theme' }).click();
  await page.getByRole('menuitem', { name: 'Dark' }).waitFor();
  await look('theme-menu');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Account of / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await look('account-menu');
  await page.keyboard.press('Escape');
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} origin
 * @param {(name: string) => Promise<void>} look
 */
async function visitNothing(page, origin, look) {
  await page.goto(`${origin}/nowhere`);
  await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  await look('not-found');
  await page.goto(`${origin}/stores/00000000-0000-4000-8000-000000000000`);
  await page.getByRole('heading', { name: 'No such store' }).waitFor();
  await look('no-such-store');
  await page.route('**/api/v1/stores?*', (route) =>
    route.fulfill({ json: { items: [], next_cursor: null } }),
  );
  await page.goto(`${origin}/stores`);
  await page.getByRole('heading', { name: 'No stores yet' }).waitFor();
  await look('no-stores');
  await page.unrouteAll({ behavior: 'wait' });
}

/**
 * An engine that is missing, and a server that refuses a field.
 * @param {import('playwright-core').Page} page
 * @param {string} origin
 * @param {Data[]} engines
 * @param {(name: string) => Promise<void>} look
 */
async function visitRefusedCreation(page, origin, engines, look) {
  const reason = 'Its image is missing: put it into the cache.';
  const missing = { ...engines[0], name: 'missing', title: 'Missing', available: false };
  const items = [...engines, { ...missing, unavailable_reason: reason }];
  await page.route('**/api/v1/engines', (route) => route.fulfill({ json: { items } }));
  await page.route('**/api/v1/stores', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({
          status: 422,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            title: 'Invalid',
            detail: 'A field is wrong.',
            errors: [{ field: 'country', message: 'Shops cannot sell there.' }],
          }),
        })
      : route.fallback(),
  );
  await page.goto(`${origin}/stores`);
  await page.getByRole('button', { name: 'New store' }).click();
  const dialog = page.getByRole('dialog', { name: 'New store' });
  await dialog.getByText(reason).waitFor();
  await dialog.getByLabel('Name', { exact: true }).fill('refused-shop');
  await dialog.getByRole('button', { name: 'Create store' }).click();
  await dialog.getByText('Shops cannot sell there.').waitFor();
  await look('refused');
  const focused = page.locator(':focus');
  await dialog.getByRole('combobox', { name: 'Country' }).and(focused).waitFor();
}
