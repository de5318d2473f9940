"use strict";

const store = require("../store/checkout");
const { StoreRefusal } = require("../store/api");
const { FIELDS, checkDetails, buildDetails } = require("../store/address");
const views = require("../views/checkout");
const { buildReviewPage } = require("../views/review");
const { goTo, readText, findCountryName } = require("./context");

const STEPS = { details: "/checkout", delivery: "/checkout/delivery", review: "/checkout/review" };
const ORDER_OF_STEPS = Object.keys(STEPS);

/** Where the shopper must go first, or null when this step can be shown. */
function findDetour(cart, step) {
  if (!cart?.items.length) return "/cart";
  const next = store.deriveNextStep(cart);
  return ORDER_OF_STEPS.indexOf(next) < ORDER_OF_STEPS.indexOf(step) ? STEPS[next] : null;
}

/** A page of the checkout, which nobody sees before the steps in front of it. */
function step(name, show) {
  return async (tools, request, response, context) => {
    const detour = findDetour(context.cart, name);
    return detour ? goTo(response, detour) : show(tools, request, response, context);
  };
}

function readDetails(body, countries) {
  const values = Object.fromEntries(FIELDS.map(({ name }) => [name, readText(body, name)]));
  return countries.length === 1 ? { ...values, country_code: countries[0] } : values;
}

function recallDetails({ cart, region }) {
  const address = cart.shipping_address ?? {};
  const values = FIELDS.map(({ name }) => [
    name,
    (name === "email" ? cart.email : address[name]) ?? "",
  ]);
  const recalled = Object.fromEntries(values);
  return { ...recalled, country_code: recalled.country_code || region.countries[0]?.iso_2 };
}

/** A refusal that the shopper can do something about, as text; any other error is thrown on. */
function readRefusal(error) {
  if (error instanceof StoreRefusal && error.refusal < 500) return error.message;
  throw error;
}

const showDetails = step("details", async (tools, request, response, context) =>
  views.buildDetailsPage(context, { values: recallDetails(context), problems: {} }),
);

const saveDetails = step("details", async ({ api }, request, response, context) => {
  const countries = context.region.countries.map((country) => country.iso_2);
  const values = readDetails(request.body, countries);
  const problems = checkDetails(values, countries);
  if (Object.keys(problems).length === 0) {
    try {
      await store.saveDetails(api, context.cart.id, buildDetails(values));
      const next = store.needsDelivery(context.cart) ? STEPS.delivery : STEPS.review;
      return goTo(response, next);
    } catch (error) {
      problems.email = `This was not accepted: ${readRefusal(error)}`;
    }
  }
  return { status: 422, ...views.buildDetailsPage(context, { values, problems }) };
});

async function buildDelivery({ api }, context, problem) {
  const options = await store.listDeliveries(api, context.cart.id);
  const chosen = context.cart.shipping_methods[0]?.shipping_option_id;
  const country = findCountryName(context.shop, context.cart.shipping_address.country_code);
  return views.buildDeliveryPage(context, { options, chosen, problem, country });
}

const showDelivery = step("delivery", (tools, request, response, context) =>
  buildDelivery(tools, context),
);

const saveDelivery = step("delivery", async (tools, request, response, context) => {
  const id = readText(request.body, "delivery");
  const options = await store.listDeliveries(tools.api, context.cart.id);
  if (!options.some((option) => option.id === id)) {
    return { status: 422, ...(await buildDelivery(tools, context, "Choose how we deliver.")) };
  }
  await store.saveDelivery(tools.api, context.cart.id, id);
  return goTo(response, STEPS.review);
});

async function buildReview({ api }, context, problem) {
  const payable = await store.takesPayment(api, context.region.id);
  const country = findCountryName(context.shop, context.cart.shipping_address.country_code);
  return buildReviewPage(context, { payable, problem, country });
}

const showReview = step("review", (tools, request, response, context) =>
  buildReview(tools, context),
);

function explainRefusal(error) {
  if (error.code === "insufficient_inventory" || /inventory/i.test(error.message)) {
    return "Something in your cart has just been sold out. Change the quantity in your cart, then order.";
  }
  return `The order was not accepted: ${error.message}`;
}

/** @returns {Promise<{order: object} | {problem: string}>} */
async function tryToPlace({ api }, cartId) {
  try {
    const { order, refusal } = await store.placeOrder(api, cartId);
    return order ? { order } : { problem: explainRefusal(refusal) };
  } catch (error) {
    readRefusal(error);
    return { problem: explainRefusal(error) };
  }
}

/** The total on the page that the shopper agreed to; prices may have changed since. */
function isAgreed(cart, body) {
  return readText(body, "total") === String(cart.total);
}

async function placeCart(tools, response, cartId) {
  const { order, problem } = await tryToPlace(tools, cartId);
  if (!order) return problem;
  tools.cookies.forgetCart(response);
  tools.cookies.keepOrder(response, { id: order.id, right: "bought" });
  goTo(response, `/orders/${order.display_id}`);
  return null;
}

/**
 * Pressed twice, or again after an answer got lost, the button leads to the same order: the
 * cart's cookie goes only with the answer that has the order's.
 */
async function place(tools, request, response, context) {
  const { cart } = context;
  const cartId = tools.cookies.findCart(request);
  if (cartId && !cart && (await store.isCompleted(tools.api, cartId))) {
    await placeCart(tools, response, cartId);
    return null;
  }
  const detour = findDetour(cart, "review");
  if (detour) return goTo(response, detour);
  const problem = isAgreed(cart, request.body)
    ? await placeCart(tools, response, cartId)
    : "The total has changed since you saw it. Look at it again, then order.";
  return problem && { status: 422, ...(await buildReview(tools, context, problem)) };
}

module.exports = { showDetails, saveDetails, showDelivery, saveDelivery, showReview, place };
