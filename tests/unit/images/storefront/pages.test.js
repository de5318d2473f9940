"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { buildCart, buildContext, buildProduct, buildResponse, load } = require("./storefront");

const { StoreRefusal } = load("store/api");
const { buildCookies } = load("access/cookies");
const cart = load("pages/cart");
const checkout = load("pages/checkout");
const order = load("pages/order");

const SETTINGS = { cookieSecret: "secret", publicOrigin: "http://shop.localhost" };

/** A Store API with given answers, by "METHOD path"; a function is called, an error thrown. */
function buildTools(answers) {
  const asked = [];
  const answer = (method) => async (path, given) => {
    const key = `${method} ${path}`;
    asked.push([key, given]);
    const found = answers[key];
    if (found === undefined) throw new Error(`not expected: ${key}`);
    if (found instanceof Error) throw found;
    return typeof found === "function" ? found(given) : found;
  };
  const api = { get: answer("GET"), post: answer("POST"), remove: answer("DELETE") };
  return { asked, api, cookies: buildCookies(SETTINGS), lookUp: order.buildLookUpLimit() };
}

const SHORTAGE = new StoreRefusal({
  status: 400,
  code: "insufficient_inventory",
  message: "Some variant",
});
const PRODUCTS = { "GET products": { products: [buildProduct()], count: 1 } };
const ADD = { params: { handle: "mug" }, body: { "o-opt_colour": "Slate", quantity: "2" } };

test("adding makes a cart, keeps it in a cookie and goes there", async () => {
  const tools = buildTools({
    ...PRODUCTS,
    "POST carts": { cart: { id: "cart_new" } },
    "POST carts/cart_new/line-items": { cart: {} },
  });
  const response = buildResponse();
  await cart.add(tools, ADD, response, buildContext());

  assert.equal(response.done.location, "/cart?notice=added");
  assert.equal(response.done.cookies.shop_cart.value, "cart_new");
  assert.deepEqual(tools.asked.at(-1)[1], { variant_id: "variant_slate", quantity: 2 });
});

test("a shortage is told on the product's page, with what is left", async () => {
  const tools = buildTools({ ...PRODUCTS, "POST carts/cart_1/line-items": SHORTAGE });
  const shown = await cart.add(tools, ADD, buildResponse(), buildContext({ cart: buildCart() }));

  assert.equal(shown.status, 422);
  assert.match(shown.main.text, /There are only 5 left\./);
});

test("a failure of the server is not passed off as the shopper's", async () => {
  const failure = new StoreRefusal({ status: 500, message: "broken" });
  const tools = buildTools({ ...PRODUCTS, "POST carts/cart_1/line-items": failure });
  const adding = cart.add(tools, ADD, buildResponse(), buildContext({ cart: buildCart() }));

  await assert.rejects(adding, /broken/);
});

test("nonsense for a quantity is said at its field and changes nothing", async () => {
  const tools = buildTools({});
  const request = { params: { line: "cali_1" }, body: { quantity: "many" } };
  const shown = await cart.change(
    tools,
    request,
    buildResponse(),
    buildContext({ cart: buildCart() }),
  );

  assert.equal(shown.status, 422);
  assert.match(shown.main.text, /id="quantity-cali_1-error" role="alert">Type a whole number/);
  assert.deepEqual(tools.asked, []);
});

test("a line of somebody else's cart cannot be changed", async () => {
  const tools = buildTools({});
  const request = { params: { line: "cali_2" }, body: { quantity: "1" } };
  const response = buildResponse();
  await cart.change(tools, request, response, buildContext({ cart: buildCart() }));

  assert.equal(response.done.location, "/cart");
  assert.deepEqual(tools.asked, []);
});

test("no step of the checkout can be jumped", async () => {
  const go = async (show, context) => {
    const response = buildResponse();
    await show(buildTools({}), { body: {}, cookies: {} }, response, buildContext(context));
    return response.done.location;
  };
  assert.equal(await go(checkout.showDetails, {}), "/cart");
  assert.equal(await go(checkout.showDelivery, { cart: buildCart({ email: null }) }), "/checkout");
  assert.equal(
    await go(checkout.place, { cart: buildCart({ shipping_methods: [] }) }),
    "/checkout/delivery",
  );
});

const READY_TO_ORDER = {
  "GET carts/cart_1": { cart: { completed_at: null } },
  "POST payment-collections": { payment_collection: { id: "paycol_1" } },
  "POST payment-collections/paycol_1/payment-sessions": {},
};
const CART_COOKIE = { shop_cart: "cart_1" };

function pressOrder(tools, { cart: open = buildCart(), total = "40.9" } = {}) {
  const response = buildResponse();
  const request = { body: { total }, cookies: CART_COOKIE };
  const shown = checkout.place(tools, request, response, buildContext({ cart: open }));
  return shown.then((page) => ({ page, done: response.done }));
}

test("an order leads to its confirmation and takes the cart away", async () => {
  const completed = { type: "order", order: { id: "order_1", display_id: 7 } };
  const { done } = await pressOrder(
    buildTools({ ...READY_TO_ORDER, "POST carts/cart_1/complete": completed }),
  );

  assert.equal(done.location, "/orders/7");
  assert.deepEqual(done.cleared, ["shop_cart"]);
  assert.match(done.cookies.shop_order.value, /^order_1\.bought\./);
});

test("nothing is ordered at a total that the shopper did not see", async () => {
  const tools = buildTools({
    "GET payment-providers": { payment_providers: [{ id: "pp_system_default" }] },
  });
  const { page } = await pressOrder(tools, { total: "30" });

  assert.equal(page.status, 422);
  assert.match(page.main.text, /The total has changed/);
});

test("pressing again after the answer got lost shows the order, not an empty cart", async () => {
  const tools = buildTools({
    "GET carts/cart_1": { cart: { completed_at: "2026-01-01" } },
    "POST carts/cart_1/complete": { type: "order", order: { id: "order_1", display_id: 7 } },
  });
  const { done } = await pressOrder(tools, { cart: null });

  assert.equal(done.location, "/orders/7");
});

test("what was sold out meanwhile is told in plain words and keeps the cart", async () => {
  const tools = buildTools({
    ...READY_TO_ORDER,
    "POST carts/cart_1/complete": SHORTAGE,
    "GET payment-providers": { payment_providers: [{ id: "pp_system_default" }] },
  });
  const { page, done } = await pressOrder(tools);

  assert.match(page.main.text, /has just been sold out/);
  assert.deepEqual(done.cleared, []);
});

function lookUp(tools, body, orders) {
  const scope = { resolve: () => ({ graph: async () => ({ data: orders }) }) };
  const response = buildResponse();
  const shown = order.lookUp(tools, { body, scope, ip: "10.0.0.1" }, response, buildContext());
  return shown.then((page) => ({ page, done: response.done }));
}

const ORDERS = [{ id: "order_1", email: "Ada@example.com" }];

test("number and e-mail together open an order; the address's case does not matter", async () => {
  const { done } = await lookUp(buildTools({}), { number: "#7", email: "ada@EXAMPLE.com" }, ORDERS);

  assert.equal(done.location, "/orders/7");
  assert.match(done.cookies.shop_order.value, /^order_1\.found\./);
});

test("a wrong number and a wrong address get the same answer", async () => {
  const wrongAddress = await lookUp(
    buildTools({}),
    { number: "7", email: "eve@example.com" },
    ORDERS,
  );
  const wrongNumber = await lookUp(buildTools({}), { number: "7", email: "eve@example.com" }, []);

  assert.equal(wrongAddress.page.status, 422);
  assert.equal(wrongAddress.page.main.text, wrongNumber.page.main.text);
  assert.deepEqual(wrongAddress.done.cookies, {});
});

test("guessing is stopped, also for what would have been right", async () => {
  const tools = buildTools({});
  for (let guess = 0; guess < 10; guess += 1) {
    await lookUp(tools, { number: "7", email: `guess${guess}@example.com` }, ORDERS);
  }
  const { page } = await lookUp(tools, { number: "7", email: "ada@example.com" }, ORDERS);

  assert.equal(page.status, 429);
});

async function open(number, right) {
  const found = {
    ...buildCart(),
    id: "order_1",
    display_id: 7,
    created_at: "2026-01-01",
    status: "pending",
    fulfillment_status: "not_fulfilled",
  };
  const tools = buildTools({ "GET orders/order_1": { order: found } });
  const kept = buildResponse();
  if (right) tools.cookies.keepOrder(kept, { id: "order_1", right });
  const cookies = { shop_order: kept.done.cookies.shop_order?.value };
  const response = buildResponse();
  const page = await order.show(tools, { params: { number }, cookies }, response, buildContext());
  return { page, location: response.done.location };
}

test("an order is shown to who bought it, without the address to who looked it up, to nobody else", async () => {
  assert.match((await open("7", "bought")).page.main.text, /Road 1/);
  const looked = (await open("7", "found")).page.main.text;
  assert.match(looked, /What you ordered/);
  assert.doesNotMatch(looked, /Road 1|Lovelace|ada@example/);
  assert.equal((await open("8", "bought")).location, "/orders?number=8");
  assert.equal((await open("7", null)).location, "/orders?number=7");
});

test("what takes too long becomes an error that says so", async () => {
  const { answerInTime } = load("pages/errors");

  await assert.rejects(answerInTime(new Promise(() => {}), 1), { status: 503 });
  assert.equal(await answerInTime(Promise.resolve("page"), 60_000), "page");
});
