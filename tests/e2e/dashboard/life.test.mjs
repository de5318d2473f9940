// One shop's life through the dashboard, in a real browser against a real platform.
//
// DASHBOARD_URL    where the dashboard is, such as http://dashboard.localhost:8080
// DASHBOARD_TOKEN  an API token that may write
// SCREENSHOTS_DIR  folder for a picture of each state
// DASHBOARD_ENGINE title of the engine, Medusa unless set
// CHROMIUM         path of the browser; Debian's /usr/bin/chromium unless set
//
// Run by `npm run e2e` in dashboard/.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openDashboard, readSetting, requestRemoval } from './browser.mjs';
import { visitRareStates } from './rareStates.mjs';

const MINUTE = 60_000;
/** The platform gives up on a shop after ten minutes; then the page says Failed and why. */
const READY_WITHIN = 12 * MINUTE;
const GONE_WITHIN = 6 * MINUTE;
const ORDER_WITHIN = 3 * MINUTE;
const TESTED_WITHIN = 3 * MINUTE;
const DISPLAY_NAME = 'Tests & Sons';

const token = readSetting('DASHBOARD_TOKEN');
const engine = process.env['DASHBOARD_ENGINE'] ?? 'Medusa';
const origin = new URL(readSetting('DASHBOARD_URL')).origin;
const name = `e2e-ui-${randomBytes(3).toString('hex')}`;

/** @type {Awaited<ReturnType<typeof openDashboard>>} */
let dashboard;
let storePath = '';
let deleted = false;

before(async () => {
  dashboard = await openDashboard(origin, readSetting('SCREENSHOTS_DIR'));
});

after(async () => {
  if (storePath && !deleted) await requestRemoval(dashboard.page, storePath);
  await dashboard?.close();
});

test(
  'a person creates, proves and deletes a shop without a reload',
  { timeout: 25 * MINUTE },
  async (t) => {
    /** @type {string | null} */
    let broken = null;

    /**
     * Steps build on one another: after a failure the others are skipped.
     * @param {string} title
     * @param {() => Promise<void>} step
     */
    async function act(title, step) {
      await t.test(title, { skip: broken === null ? false : `after: ${broken}` }, async () => {
        try {
          await step();
        } catch (error) {
          broken = title;
          await describeFailure(title);
          throw error;
        }
      });
    }

    await act('signs in; the token stays nowhere', signIn);
    await act('is told what is wrong with a name', refuseBadName);
    await act('chooses country and currency by typing', chooseMarket);
    await act('creates a shop', createShop);
    await act('watches it become Ready', watchReady);
    await act('sees what was chosen and how long it took', readCreation);
    await act('opens the shop', openShop);
    await act('places a test order and sees its number', placeOrder);
    await act('tests the isolation and sees every check pass', testIsolation);
    await act('signs in to the shop’s admin by a link', signInToShop);
    await act('reveals the credentials, masked', revealCredentials);
    await act('finds every other state accessible, and none too wide for a phone', visitOthers);
    await act('deletes the shop by its name and gets the receipt', deleteShop);
    await act('finds the deleted shop through the filter', findDeleted);
    await act('saw neither errors nor a reload', assertClean);
  },
);

async function signIn() {
  const { page, shoot } = dashboard;
  await page.goto(`${origin}/`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await shoot('sign-in');
  await page.getByLabel('API token', { exact: true }).fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Stores', exact: true }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.evaluate(() => Object.assign(window, { sinceSignIn: true }));
  const kept = await page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
  );
  assert.ok(!kept.includes(token), 'the token is kept where scripts can read it');
  await shoot('stores');
}

async function refuseBadName() {
  const { page, shoot } = dashboard;
  await page.getByRole('button', { name: 'New store' }).click();
  const dialog = page.getByRole('dialog', { name: 'New store' });
  await dialog.getByLabel('Name', { exact: true }).fill('Not a name');
  await dialog.getByRole('button', { name: 'Create store' }).click();
  await dialog.getByText('Use lowercase letters only.').waitFor();
  await shoot('bad-name');
}

async function chooseMarket() {
  const { page, shoot } = dashboard;
  const dialog = page.getByRole('dialog', { name: 'New store' });
  await dialog.getByRole('radio', { name: engine }).click();
  const country = dialog.getByRole('combobox', { name: 'Country' });
  const currency = dialog.getByRole('combobox', { name: 'Currency' });
  assert.equal(await country.inputValue(), 'United States');
  assert.equal(await currency.inputValue(), 'USD – US Dollar');
  await country.click();
  await page.keyboard.type('germ');
  await shoot('country');
  await page.keyboard.press('Enter');
  assert.equal(await country.inputValue(), 'Germany');
  assert.equal(await currency.inputValue(), 'EUR – Euro');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Escape');
  assert.ok(await dialog.isVisible(), 'Escape closed the dialog instead of the list');
}

async function createShop() {
  const { page, shoot } = dashboard;
  const dialog = page.getByRole('dialog', { name: 'New store' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('Display name').fill(DISPLAY_NAME);
  await shoot('create');
  await dialog.getByRole('button', { name: 'Create store' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
  storePath = new URL(page.url()).pathname;
  assert.match(storePath, /^\/stores\/[0-9a-f-]{36}$/);
  await shoot('created');
}

async function watchReady() {
  const { page, shoot } = dashboard;
  const badge = page.locator('main header [data-phase]');
  let seen = '';
  const end = Date.now() + READY_WITHIN;
  while (seen !== 'Ready') {
    assert.ok(Date.now() < end, `${name} is still ${seen} after ${READY_WITHIN / MINUTE} minutes`);
    assert.notEqual(seen, 'Failed', `${name} has failed`);
    // Only the page itself may change what it shows: wait for a phase other than the last one.
    await page
      .locator(`main header [data-phase]:not([data-phase="${seen}"])`)
      .waitFor({ timeout: READY_WITHIN });
    seen = (await badge.getAttribute('data-phase')) ?? '';
    await shoot(`phase-${seen.toLowerCase()}`);
  }
  await page.getByText(/^(\d) of \1$/).waitFor();
}

async function readCreation() {
  const { page } = dashboard;
  const details = page.getByRole('region', { name: 'Details' });
  for (const fact of [DISPLAY_NAME, 'Germany, prices in Euro (EUR)', 'Sample products']) {
    await details.getByText(fact, { exact: true }).waitFor();
  }
  const creation = page.getByRole('region', { name: 'Creation' });
  await creation.getByText(/^Ready after \d/).waitFor();
  const stages = await creation.getByRole('listitem').allInnerTexts();
  for (const stage of ['Shop installed', 'Test order went through', 'Ready']) {
    assert.ok(
      stages.some((line) => line.startsWith(stage)),
      `no stage "${stage}" among: ${stages.join('; ')}`,
    );
  }
}

async function openShop() {
  const { context, page, shoot } = dashboard;
  const link = page.getByRole('link', { name: 'Open shop' });
  const address = await link.getAttribute('href');
  assert.ok(address, 'the link to the shop has no address');
  assert.ok(address.includes(name), `the shop's address ${address} does not carry its name`);
  const [shop] = await Promise.all([context.waitForEvent('page'), link.click()]);
  await shop.waitForLoadState('domcontentloaded');
  const answer = await shop.goto(address);
  assert.equal(answer?.status(), 200, `the shop answers with status ${answer?.status()}`);
  assert.ok((await shop.locator('body').innerText()).trim() !== '', 'the shop shows an empty page');
  await shoot('shop', shop);
  await shop.close();
}

async function placeOrder() {
  const { page, shoot } = dashboard;
  const panel = page.getByRole('region', { name: 'Test order' });
  const order = panel.getByText(/^Order #\S+$/);
  const before = await order.innerText();
  const button = panel.getByRole('button', { name: 'Place a test order' });
  await button.click();
  await panel.getByText('Buying something').waitFor();
  await shoot('ordering');
  await panel.getByText('Buying something').waitFor({ state: 'detached', timeout: ORDER_WITHIN });
  const placed = await order.innerText();
  assert.match(placed, /^Order #\d+$/);
  assert.notEqual(placed, before, 'the test order shown is the one from before');
  await shoot('ordered');
}

async function testIsolation() {
  const { page, shoot } = dashboard;
  const panel = page.getByRole('region', { name: 'Isolation' });
  await panel.getByRole('button', { name: 'Test isolation' }).click();
  await panel.getByText('A pod in the shop’s network').waitFor();
  await shoot('isolation-running');
  await panel
    .getByText('A pod in the shop’s network')
    .waitFor({ state: 'detached', timeout: TESTED_WITHIN });
  const checks = panel.getByRole('listitem');
  const count = await checks.count();
  assert.ok(count > 0, 'the test tried nothing');
  const marks = panel.getByRole('img');
  const passed = await panel.getByRole('img', { name: 'Passed' }).count();
  assert.equal(passed, await marks.count(), `not isolated: ${await panel.innerText()}`);
  assert.equal(passed, count + 1, 'not every check, or not the verdict, says how it ended');
  await shoot('isolation');
}

async function signInToShop() {
  const { context, page, shoot } = dashboard;
  const address = await page
    .getByRole('region', { name: 'Address' })
    .getByRole('link')
    .last()
    .getAttribute('href');
  assert.ok(address, 'the administration has no address');
  const button = page.getByRole('button', { name: 'Sign in to the shop’s admin' });
  const [admin] = await Promise.all([context.waitForEvent('page'), button.click()]);
  await admin.waitForURL((url) => url.href.startsWith(address));
  await admin.waitForLoadState('networkidle');
  assert.equal(await admin.evaluate(() => window.opener === null), true, 'the shop has an opener');
  assert.ok(admin.url().startsWith(address), `signing in ended at ${admin.url()}`);
  const asked = await admin.locator('input[type="password"]').count();
  assert.equal(asked, 0, `the admin at ${admin.url()} asks for a password`);
  await shoot('admin', admin);
  await admin.close();
}

async function visitOthers() {
  const { context, faults, shoot } = dashboard;
  const other = await context.newPage();
  faults.push(...(await visitRareStates(other, origin, storePath, shoot)));
  await other.close();
}

async function revealCredentials() {
  const { page, shoot } = dashboard;
  const panel = page.getByRole('region', { name: 'Admin access' });
  await panel.getByRole('button', { name: 'Reveal credentials' }).click();
  await panel.getByText(/@/).first().waitFor();
  const masked = await panel.getByText(/^•+$/).count();
  assert.ok(masked > 0, 'no secret is masked');
  await shoot('credentials');
  await panel
    .getByRole('button', { name: /^Show / })
    .first()
    .click();
  assert.equal(await panel.getByText(/^•+$/).count(), masked - 1, 'a secret stays masked');
  await panel.getByRole('button', { name: 'Hide credentials' }).click();
  await panel.getByRole('button', { name: 'Reveal credentials' }).waitFor();
}

async function deleteShop() {
  const { page, shoot } = dashboard;
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: 'Delete store' });
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name.slice(0, -1));
  assert.ok(await confirm.isDisabled(), 'half a name is enough to delete');
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await shoot('delete');
  await confirm.click();
  await dialog.getByRole('heading', { name: `Deleting ${name}` }).waitFor();
  await shoot('deleting');
  await dialog
    .getByRole('heading', { name: `${name} is deleted` })
    .waitFor({ timeout: GONE_WITHIN });
  deleted = true;
  const items = dialog.getByRole('listitem');
  const lines = await items.allInnerTexts();
  await shoot('receipt');
  assert.ok(
    lines.some((line) => line.includes('Namespace')),
    `no namespace among: ${lines.join('; ')}`,
  );
  assert.ok(
    lines.some((line) => line.includes('Volume')),
    `no volume among: ${lines.join('; ')}`,
  );
  for (const line of lines) assert.match(line, /gone \d/, `not gone: ${line}`);
  await dialog.getByRole('button', { name: 'Done' }).click();
}

async function findDeleted() {
  const { page, shoot } = dashboard;
  await page.getByRole('link', { name: 'Stores', exact: true }).click();
  await page.getByRole('heading', { name: 'Stores', exact: true }).waitFor();
  const row = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name, exact: true }) });
  await page.getByRole('switch', { name: 'Show deleted' }).waitFor();
  assert.equal(await row.count(), 0, 'a deleted shop is among the live ones');
  await page.getByRole('switch', { name: 'Show deleted' }).check();
  await row.getByText('Deleted', { exact: true }).waitFor();
  await shoot('stores-with-deleted');
}

async function assertClean() {
  const { page, faults } = dashboard;
  const marker = await page.evaluate(() => 'sinceSignIn' in window);
  assert.ok(marker, 'the page was reloaded on the way');
  assert.deepEqual(faults, []);
}

/** @param {string} title */
async function describeFailure(title) {
  const { page, faults, shoot } = dashboard;
  await shoot('failure');
  const seen = await page.locator('body').innerText();
  console.error(
    `Failed to: ${title}\nAt ${page.url()} the page showed:\n${seen}\nFaults: ${JSON.stringify(faults, null, 2)}`,
  );
}
