"use strict";

const { findOrNull } = require("./api");

const MOST_OF_ONE = 999;
/** Beside what Medusa's answer holds anyway. */
const CART_FIELDS = "+shipping_methods.name";

/** The open cart of this id; null when there is none or it became an order. */
async function findCart(api, id) {
  if (!id) return null;
  const answer = await findOrNull(api.get(`carts/${id}`, { fields: CART_FIELDS }));
  return answer && !answer.cart.completed_at ? answer.cart : null;
}

async function createCart(api, regionId) {
  const { cart } = await api.post("carts", { region_id: regionId });
  return cart;
}

async function addItem(api, cartId, variantId, quantity) {
  const { cart } = await api.post(`carts/${cartId}/line-items`, {
    variant_id: variantId,
    quantity,
  });
  return cart;
}

/** Nought removes the line. */
async function changeQuantity(api, cartId, lineId, quantity) {
  if (quantity === 0) await api.remove(`carts/${cartId}/line-items/${lineId}`);
  else await api.post(`carts/${cartId}/line-items/${lineId}`, { quantity });
}

async function changeRegion(api, cartId, regionId) {
  await api.post(`carts/${cartId}`, { region_id: regionId });
}

function countItems(cart) {
  return (cart?.items ?? []).reduce((sum, item) => sum + item.quantity, 0);
}

/** @returns {number | null} null for what is no whole number from 0 to 999 */
function readQuantity(text) {
  const number = /^\d{1,3}$/.test(text) ? Number(text) : null;
  return number !== null && number <= MOST_OF_ONE ? number : null;
}

module.exports = {
  MOST_OF_ONE,
  findCart,
  createCart,
  addItem,
  changeQuantity,
  changeRegion,
  countItems,
  readQuantity,
};
