"use strict";

const { findOrNull } = require("./api");

/** Paid outside of the shop: nothing to enter, nothing to redirect to. */
const PAY_ON_DELIVERY = "pp_system_default";

function needsDelivery(cart) {
  return cart.items.some((item) => item.requires_shipping);
}

/** Which step of the checkout a cart has yet to take. */
function deriveNextStep(cart) {
  if (!cart.email || !cart.shipping_address?.address_1) return "details";
  if (needsDelivery(cart) && cart.shipping_methods.length === 0) return "delivery";
  return "review";
}

/** @param {{email: string, address: object}} details in Medusa's words */
async function saveDetails(api, cartId, { email, address }) {
  await api.post(`carts/${cartId}`, {
    email,
    shipping_address: address,
    billing_address: address,
  });
}

async function listDeliveries(api, cartId) {
  const { shipping_options } = await api.get("shipping-options", { cart_id: cartId });
  return shipping_options
    .filter((option) => !option.insufficient_inventory && typeof option.amount === "number")
    .sort((one, other) => one.amount - other.amount);
}

async function saveDelivery(api, cartId, optionId) {
  await api.post(`carts/${cartId}/shipping-methods`, { option_id: optionId });
}

/** Whether this region lets shoppers pay in the one way this storefront knows. */
async function takesPayment(api, regionId) {
  const { payment_providers } = await api.get("payment-providers", { region_id: regionId });
  return payment_providers.some((provider) => provider.id === PAY_ON_DELIVERY);
}

async function completeCart(api, cartId) {
  const { payment_collection } = await api.post("payment-collections", { cart_id: cartId });
  await api.post(`payment-collections/${payment_collection.id}/payment-sessions`, {
    provider_id: PAY_ON_DELIVERY,
  });
  return api.post(`carts/${cartId}/complete`);
}

async function isCompleted(api, cartId) {
  const answer = await findOrNull(api.get(`carts/${cartId}`, { fields: "id,completed_at" }));
  return Boolean(answer?.cart.completed_at);
}

/** Medusa answers with the same order each time it is asked to complete the same cart. */
async function placeOnce(api, cartId) {
  const answer = (await isCompleted(api, cartId))
    ? await api.post(`carts/${cartId}/complete`)
    : await completeCart(api, cartId);
  return answer.type === "order" ? { order: answer.order } : { refusal: answer.error };
}

const underWay = new Map();

/**
 * Makes the cart an order: one, however often the button is pressed, for later presses wait
 * for the first one's answer.
 *
 * @returns {Promise<{order: object} | {refusal: {message: string}}>}
 */
function placeOrder(api, cartId) {
  if (!underWay.has(cartId)) {
    const placing = placeOnce(api, cartId).finally(() => underWay.delete(cartId));
    underWay.set(cartId, placing);
  }
  return underWay.get(cartId);
}

module.exports = {
  needsDelivery,
  deriveNextStep,
  saveDetails,
  listDeliveries,
  saveDelivery,
  takesPayment,
  isCompleted,
  placeOrder,
};
