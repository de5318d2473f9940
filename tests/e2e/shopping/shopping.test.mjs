// Somebody buys something in a shop, and its merchant finds the order: in a real browser.
//
// SHOP_ENGINE       which file beside this one knows the shop's pages
// SHOP_URL, ADMIN_URL, SHOP_NAME
// SHOP_CREDENTIALS  what the merchant was shown: a JSON object, name to value
// SCREENSHOTS_DIR   folder for a picture of each state
//
// Run by test_shopping.py.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, openBrowsers, readSetting } from './browser.mjs';

const MINUTE = 60_000;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

const url = readSetting('SHOP_URL');
const engine = await import(`./${readSetting('SHOP_ENGINE')}.mjs`);

/** @type {Awaited<ReturnType<typeof openBrowsers>>} */
let browsers;
let bought = '';
let number = '';

before(async () => {
  browsers = await openBrowsers(new URL(url).origin);
});

after(async () => {
  await browsers?.close();
});

test('a shopper buys something and the merchant sees it', { timeout: 5 * MINUTE }, async (t) => {
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

  await act('finds the shop', findShop);
  await act('finds it on a phone, in the dark', findShopOnPhone);
  await act('looks at a product', lookAtProduct);
  await act('puts it into the cart', fillCart);
  await act('orders it and is told a number', order);
  await act('saw neither errors nor anything from elsewhere', assertClean);
  await act('the merchant signs in with the credentials', signIn);
  await act('the merchant sees the order', findOrder);
});

/**
 * A picture of what the shopper sees, which everybody must be able to use.
 * @param {string} name
 */
async function show(name) {
  await browsers.shoot(browsers.shopper, name);
  await assertAccessible(browsers.shopper);
}

async function findShop() {
  const { shopper } = browsers;
  const answer = await shopper.goto(url);
  assert.equal(answer?.status(), 200);
  await engine.awaitProducts(shopper);
  const words = await shopper.locator('body').innerText();
  assert.ok(words.includes(readSetting('SHOP_NAME')), 'the shop does not say its name');
  await show('shop');
}

async function findShopOnPhone() {
  const { shopper } = browsers;
  await shopper.setViewportSize(PHONE);
  await shopper.emulateMedia({ colorScheme: 'dark' });
  await engine.awaitProducts(shopper);
  const overflow = await shopper.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `the page is ${overflow} pixels wider than a phone`);
  await show('shop-phone-dark');
  await shopper.emulateMedia({ colorScheme: 'light' });
  await shopper.setViewportSize(DESK);
}

async function lookAtProduct() {
  bought = await engine.openProduct(browsers.shopper);
  assert.ok(bought, 'the product has no title');
  await show('product');
}

async function fillCart() {
  const { shopper } = browsers;
  await engine.addToCart(shopper);
  await engine.openCart(shopper);
  await shopper.getByRole('main').getByText(bought).first().waitFor();
  await show('cart');
}

async function order() {
  const { shopper } = browsers;
  await engine.openCheckout(shopper);
  await show('checkout');
  await engine.fillCheckout(shopper, show);
  await browsers.shoot(shopper, 'checkout-filled');
  number = await engine.placeOrder(shopper);
  assert.match(number, /^\d+$/);
  await show('confirmation');
}

async function assertClean() {
  assert.deepEqual(browsers.faults, []);
}

async function signIn() {
  const { merchant, shoot } = browsers;
  await merchant.goto(readSetting('ADMIN_URL'));
  await engine.signIn(merchant, JSON.parse(readSetting('SHOP_CREDENTIALS')));
  await shoot(merchant, 'admin');
}

async function findOrder() {
  const { merchant, shoot } = browsers;
  await engine.openOrders(merchant, number);
  await shoot(merchant, 'admin-orders');
  await engine.openOrder(merchant, number);
  await merchant.getByText(bought).first().waitFor();
  await shoot(merchant, 'admin-order');
}

/** @param {string} title */
async function describeFailure(title) {
  const { shopper, merchant, faults, shoot } = browsers;
  for (const page of [shopper, merchant]) {
    await shoot(page, 'failure');
    const seen = await page.locator('body').innerText();
    console.error(`At ${page.url()} the page showed:\n${seen}`);
  }
  console.error(`Failed to: ${title}\nFaults: ${JSON.stringify(faults, null, 2)}`);
}
