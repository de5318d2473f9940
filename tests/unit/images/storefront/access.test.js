"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { buildResponse, load } = require("./storefront");

const { buildCookies } = load("access/cookies");
const { refuseOtherSites } = load("access/origin");
const { buildAttempts } = load("access/attempts");

const SETTINGS = { cookieSecret: "secret", publicOrigin: "http://shop.localhost:8080" };

/** The answer to the next request of the browser that got this response. */
function askAgain(response, change = (value) => value) {
  const cookies = Object.entries(response.done.cookies).map(([name, { value }]) => [
    name,
    change(value),
  ]);
  return { cookies: Object.fromEntries(cookies) };
}

test("an order's cookie opens that order and cannot be made up", () => {
  const cookies = buildCookies(SETTINGS);
  const response = buildResponse();
  cookies.keepOrder(response, { id: "order_1", right: "found" });

  assert.deepEqual(cookies.findOrder(askAgain(response)), { id: "order_1", right: "found" });
  for (const [from, to] of [
    ["order_1", "order_2"],
    ["found", "bought"],
    [/.$/, "!"],
    [/\.[^.]+$/, ""],
  ]) {
    assert.equal(cookies.findOrder(askAgain(response, (value) => value.replace(from, to))), null);
  }
  const others = buildCookies({ ...SETTINGS, cookieSecret: "another" });
  assert.equal(others.findOrder(askAgain(response)), null);
});

test("cookies are out of reach for scripts and other sites, and for plain HTTP where there is TLS", () => {
  const response = buildResponse();
  buildCookies(SETTINGS).keepCart(response, "cart_1");
  const { options } = response.done.cookies.shop_cart;
  assert.deepEqual([options.httpOnly, options.sameSite, options.secure], [true, "lax", false]);

  buildCookies({ ...SETTINGS, publicOrigin: "https://shop.example" }).keepCart(response, "cart_1");
  assert.equal(response.done.cookies.shop_cart.options.secure, true);
});

test("a cart's cookie that is no identifier is no cart", () => {
  const cookies = buildCookies(SETTINGS);
  for (const value of ["../admin", "cart_1?x", "", { id: "cart_1" }, "cart_1/complete"]) {
    assert.equal(cookies.findCart({ cookies: { shop_cart: value } }), null);
  }
  assert.equal(cookies.findCart({ cookies: { shop_cart: "cart_01AB" } }), "cart_01AB");
});

function post(headers, method = "POST") {
  const all = { host: "shop.localhost:8080", ...headers };
  const request = { method, get: (name) => all[name.toLowerCase()] };
  let refusal;
  refuseOtherSites(request, null, (error) => (refusal = error));
  return refusal?.status ?? null;
}

test("forms of other sites are refused, the shop's own are not", () => {
  assert.equal(post({ origin: "http://shop.localhost:8080" }), null);
  assert.equal(
    post({ "sec-fetch-site": "same-origin", origin: "http://shop.localhost:8080" }),
    null,
  );
  assert.equal(post({}), null);
  assert.equal(post({ origin: "https://evil.example" }), 403);
  assert.equal(post({ origin: "http://other.localhost:8080" }), 403);
  assert.equal(post({ origin: "null" }), 403);
  assert.equal(post({ "sec-fetch-site": "cross-site" }), 403);
  assert.equal(post({ "sec-fetch-site": "same-site" }), 403);
  assert.equal(post({ origin: "https://evil.example" }, "GET"), null);
});

test("too many failures end in a pause, for every key they share", () => {
  let time = 0;
  const most = { client: 3, number: 2 };
  const attempts = buildAttempts({ most, milliseconds: 100, now: () => time });
  attempts.begin({ client: "a", number: 1 });
  attempts.begin({ client: "a", number: 1 });

  assert.equal(attempts.isExhausted({ client: "b", number: 1 }), true);
  assert.equal(attempts.isExhausted({ client: "a", number: 2 }), false);
  attempts.begin({ client: "a", number: 2 });
  assert.equal(attempts.isExhausted({ client: "a", number: 2 }), true);
  time = 101;
  assert.equal(attempts.isExhausted({ client: "a", number: 1 }), false);
});

test("attempts that succeed do not count", () => {
  const attempts = buildAttempts({ most: { client: 1 }, milliseconds: 100, now: () => 0 });
  attempts.begin({ client: "a" });
  attempts.succeed({ client: "a" });

  assert.equal(attempts.isExhausted({ client: "a" }), false);
});
