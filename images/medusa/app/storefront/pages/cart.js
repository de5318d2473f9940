"use strict";

const store = require("../store/cart");
const { StoreRefusal } = require("../store/api");
const { findProduct, findStock } = require("../store/catalogue");
const { chooseVariant } = require("../store/variants");
const { buildCartPage } = require("../views/cart");
const { goTo, readText } = require("./context");
const { showProductWith, buildClosedPage } = require("./catalogue");
const { showNotFound } = require("./errors");

function describeShortage(left) {
  if (!left) return "This has just been sold out.";
  return left === 1 ? "There is only 1 left." : `There are only ${left} left.`;
}

/** Medusa's reason in a shopper's words; anything unexpected stays an error. */
async function explainRefusal(error, findLeft) {
  if (!(error instanceof StoreRefusal) || error.refusal >= 500) throw error;
  if (error.code === "insufficient_inventory") return describeShortage(await findLeft());
  return "This cannot be bought at the moment.";
}

async function ensureCart({ api, cookies }, response, context) {
  if (context.cart) return context.cart;
  const cart = await store.createCart(api, context.region.id);
  cookies.keepCart(response, cart.id);
  return cart;
}

/** @returns {Promise<string | null>} why it could not be added */
async function addVariant(tools, response, context, { product, variant, quantity }) {
  try {
    const cart = await ensureCart(tools, response, context);
    await store.addItem(tools.api, cart.id, variant.id, quantity);
    return null;
  } catch (error) {
    return explainRefusal(error, () => findStock(tools.api, product.id, variant.id));
  }
}

function findProblem(variant, quantity) {
  if (!variant) return "This combination is not made. Choose another one.";
  return quantity ? null : `Choose a quantity from 1 to ${store.MOST_OF_ONE}.`;
}

async function add(tools, request, response, context) {
  if (!context.region) return buildClosedPage();
  const handle = readText(request.params, "handle");
  const product = await findProduct(tools.api, handle, context.region.id);
  if (!product) return showNotFound();
  const variant = chooseVariant(product, request.body);
  const text = readText(request.body, "quantity");
  const quantity = store.readQuantity(text);
  const problem =
    findProblem(variant, quantity) ??
    (await addVariant(tools, response, context, { product, variant, quantity }));
  if (!problem) return goTo(response, "/cart?notice=added");
  const shown = { wanted: request.body, problem, quantity: text, status: 422 };
  return showProductWith(tools, handle, context, shown);
}

async function show(tools, request, response, context) {
  return buildCartPage(context, {});
}

async function changeLine({ api }, cart, item, quantity) {
  try {
    await store.changeQuantity(api, cart.id, item.id, quantity);
    return null;
  } catch (error) {
    return explainRefusal(error, () => findStock(api, item.product_id, item.variant_id));
  }
}

/** A new quantity for one line; "remove" is the button of that name. */
async function change(tools, request, response, context) {
  const { cart } = context;
  const item = cart?.items.find((candidate) => candidate.id === request.params.line);
  if (!item) return goTo(response, "/cart");
  const text = request.body.remove === undefined ? readText(request.body, "quantity") : "0";
  const quantity = store.readQuantity(text);
  const problem =
    quantity === null
      ? `Type a whole number from 0 to ${store.MOST_OF_ONE}.`
      : await changeLine(tools, cart, item, quantity);
  if (!problem) return goTo(response, `/cart?notice=${quantity ? "changed" : "removed"}`);
  return { status: 422, ...buildCartPage(context, { problem, line: item.id, text }) };
}

async function chooseRegion({ api, cookies }, request, response, { shop, cart }) {
  const id = readText(request.body, "region");
  if (!shop.regions.some((region) => region.id === id)) return showNotFound();
  cookies.keepRegion(response, id);
  if (cart) await store.changeRegion(api, cart.id, id);
  goTo(response, "/?notice=region");
}

module.exports = { add, show, change, chooseRegion };
