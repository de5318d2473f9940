// The pages of a Medusa shop: our storefront, and Medusa's admin.
import { CUSTOMER } from './customer.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
export async function awaitProducts(page) {
  await page.getByRole('heading', { name: 'All products' }).waitFor();
}

/**
 * Opens a product that comes in several sizes and chooses one.
 * @param {Page} page
 */
export async function openProduct(page) {
  await page
    .getByRole('main')
    .getByRole('link', { name: /t-shirt/i })
    .click();
  await page.getByRole('button', { name: 'Add to cart' }).waitFor();
  await page.getByRole('radio', { name: 'L', exact: true }).check();
  await page.getByText('In stock').waitFor();
  return page.getByRole('heading', { level: 1 }).innerText();
}

/** @param {Page} page */
export async function addToCart(page) {
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: /Cart.*1 item/ }).waitFor();
}

/** @param {Page} page */
export async function openCart(page) {
  await page.getByRole('link', { name: /Cart.*1 item/ }).click();
  await page.getByRole('heading', { name: 'Your cart' }).waitFor();
}

/** @param {Page} page */
export async function openCheckout(page) {
  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await page.getByRole('heading', { name: 'Your details' }).waitFor();
}

/**
 * @param {Page} page
 * @param {(name: string) => Promise<void>} show
 */
export async function fillCheckout(page, show) {
  await page.getByLabel('E-mail').fill(CUSTOMER.email);
  await page.getByLabel('First name').fill(CUSTOMER.firstName);
  await page.getByLabel('Last name').fill(CUSTOMER.lastName);
  await page.getByLabel('Street and number').fill(CUSTOMER.street);
  await page.getByLabel('Postal code').fill(CUSTOMER.postcode);
  await page.getByLabel('Town or city').fill(CUSTOMER.city);
  await page.getByRole('button', { name: 'Continue to delivery' }).click();
  await page.getByRole('heading', { level: 1, name: 'Delivery' }).waitFor();
  await show('delivery');
  await page.getByRole('button', { name: 'Continue to review' }).click();
  await page.getByRole('heading', { name: 'Review and order' }).waitFor();
  await show('review');
}

/** @param {Page} page */
export async function placeOrder(page) {
  await page.getByRole('button', { name: /^Place order/ }).click();
  await page.getByRole('heading', { name: `Thank you, ${CUSTOMER.firstName}` }).waitFor();
  return page.getByText('Its number is').getByRole('strong').innerText();
}

/**
 * @param {Page} page at the admin's address
 * @param {Record<string, string>} credentials
 */
export async function signIn(page, credentials) {
  await page.getByPlaceholder('Email').fill(credentials.admin_email);
  await page.getByPlaceholder('Password').fill(credentials.admin_password);
  await page.getByRole('button', { name: 'Continue with Email' }).click();
  await awaitAdmin(page);
}

/** @param {Page} page */
export async function awaitAdmin(page) {
  await page.getByRole('link', { name: 'Orders' }).first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} number
 */
export async function openOrders(page, number) {
  await page.getByRole('link', { name: 'Orders' }).first().click();
  await page.getByText(`#${number}`, { exact: true }).first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} number
 */
export async function openOrder(page, number) {
  await page.getByText(`#${number}`, { exact: true }).first().click();
  await page.getByRole('heading', { name: `#${number}` }).waitFor();
}
