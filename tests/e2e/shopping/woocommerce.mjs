// The pages of a WooCommerce shop: our theme, and WordPress's admin.
import { CUSTOMER } from './customer.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
export async function awaitProducts(page) {
  await page.getByRole('heading', { name: 'Products' }).waitFor();
}

/** @param {Page} page */
export async function openProduct(page) {
  await page.getByRole('main').getByRole('listitem').getByRole('heading').first().click();
  await page.getByRole('button', { name: 'Add to cart' }).first().waitFor();
  return page.getByRole('heading', { level: 1 }).innerText();
}

/** @param {Page} page */
export async function addToCart(page) {
  await page.getByRole('button', { name: 'Add to cart' }).first().click();
  await page.getByRole('link', { name: 'View cart' }).waitFor();
}

/** @param {Page} page */
export async function openCart(page) {
  await page.getByRole('link', { name: 'View cart' }).click();
  await page.getByRole('heading', { level: 1, name: 'Cart' }).waitFor();
}

/** @param {Page} page */
export async function openCheckout(page) {
  await page.getByRole('link', { name: 'Proceed to checkout' }).click();
  await page.getByRole('button', { name: 'Place order' }).waitFor();
}

/** @param {Page} page */
export async function fillCheckout(page) {
  await page.getByRole('textbox', { name: 'First name' }).fill(CUSTOMER.firstName);
  await page.getByRole('textbox', { name: 'Last name' }).fill(CUSTOMER.lastName);
  await page.getByRole('textbox', { name: 'Street address' }).fill(CUSTOMER.street);
  await page.getByRole('textbox', { name: /^Postcode/ }).fill(CUSTOMER.postcode);
  await page.getByRole('textbox', { name: /^Town/ }).fill(CUSTOMER.city);
  await page.getByRole('textbox', { name: 'Phone' }).fill(CUSTOMER.phone);
  await page.getByRole('textbox', { name: 'Email address' }).fill(CUSTOMER.email);
}

/** @param {Page} page */
export async function placeOrder(page) {
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.getByText('Order number').waitFor();
  const text = await page.getByRole('listitem').filter({ hasText: 'Order number' }).innerText();
  return text.replace(/\D/g, '');
}

/**
 * @param {Page} page at the admin's address
 * @param {Record<string, string>} credentials
 */
export async function signIn(page, credentials) {
  await page.getByLabel('Username or Email Address').fill(credentials.admin_user);
  await page.getByLabel('Password', { exact: true }).fill(credentials.admin_password);
  await page.getByRole('button', { name: 'Log In' }).click();
  await awaitAdmin(page);
}

/** @param {Page} page */
export async function awaitAdmin(page) {
  const menu = page.getByRole('navigation', { name: 'Main menu' });
  await menu.getByRole('link', { name: 'Dashboard' }).first().waitFor();
}

/**
 * @param {Page} page
 * @param {string} number
 */
export async function openOrders(page, number) {
  const menu = page.getByRole('navigation', { name: 'Main menu' });
  await menu.getByRole('link', { name: 'WooCommerce', exact: true }).click();
  await menu
    .getByRole('link', { name: /^Orders/ })
    .first()
    .click();
  await page.getByRole('link', { name: new RegExp(`^#${number} `) }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} number
 */
export async function openOrder(page, number) {
  await page.getByRole('link', { name: new RegExp(`^#${number} `) }).click();
  await page.getByRole('heading', { name: new RegExp(`^Order #${number}\\b`) }).waitFor();
}
