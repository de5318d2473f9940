"use strict";

/**
 * Buys from a running shop, signs in as its merchant, uploads a file: proves that the
 * image sells, and makes it load what it loads lazily. Ends with an error otherwise.
 */

const PORT = process.env.PORT;
const SHOPPER_ADDRESS = {
  first_name: "Ada",
  last_name: "Shopper",
  address_1: "Street 1",
  city: "Berlin",
  postal_code: "10115",
  country_code: "de",
};
const ADMIN_PAGES = [
  "orders",
  "products",
  "customers",
  "inventory-items",
  "regions",
  "shipping-profiles",
  "stock-locations",
  "promotions",
  "campaigns",
  "price-lists",
  "users",
  "api-keys?type=publishable",
  "stores",
  "tax-regions",
  "draft-orders",
  "workflows-executions",
];
const BOOT_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 200;

async function call(method, path, headers, body) {
  const response = await fetch(`http://127.0.0.1:${PORT}${path}`, {
    method,
    headers: body instanceof FormData ? headers : { "content-type": "application/json", ...headers },
    body: body instanceof FormData ? body : body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.headers.get("content-type")?.includes("json") ? response.json() : response.text();
}

async function isHealthy() {
  try {
    return (await fetch(`http://127.0.0.1:${PORT}/health`)).ok;
  } catch (error) {
    if (error.cause?.code === "ECONNREFUSED") return false;
    throw error;
  }
}

async function waitForBoot() {
  const deadline = Date.now() + BOOT_MILLISECONDS;
  while (!(await isHealthy())) {
    if (Date.now() > deadline) throw new Error("The shop did not become healthy.");
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

async function makeCart(store) {
  const { regions } = await store("GET", "/store/regions");
  const region = regions.find((candidate) => candidate.currency_code === "eur");
  const { products } = await store("GET", `/store/products?region_id=${region.id}`);
  const { cart } = await store("POST", "/store/carts", { region_id: region.id });
  const variant_id = products[0].variants[0].id;
  await store("POST", `/store/carts/${cart.id}/line-items`, { variant_id, quantity: 1 });
  await store("POST", `/store/carts/${cart.id}`, {
    email: "shopper@example.com",
    shipping_address: SHOPPER_ADDRESS,
    billing_address: SHOPPER_ADDRESS,
  });
  return cart;
}

async function buy() {
  const headers = { "x-publishable-api-key": process.env.PUBLISHABLE_KEY };
  const store = (method, path, body) => call(method, path, headers, body);
  const cart = await makeCart(store);
  const { shipping_options } = await store("GET", `/store/shipping-options?cart_id=${cart.id}`);
  const chosen = { option_id: shipping_options[0].id };
  await store("POST", `/store/carts/${cart.id}/shipping-methods`, chosen);
  const made = await store("POST", "/store/payment-collections", { cart_id: cart.id });
  const sessions = `/store/payment-collections/${made.payment_collection.id}/payment-sessions`;
  await store("POST", sessions, { provider_id: "pp_system_default" });
  const done = await store("POST", `/store/carts/${cart.id}/complete`, {});
  if (done.type !== "order") throw new Error(`No order: ${JSON.stringify(done)}`);
  return done.order;
}

async function administer(order) {
  const { token } = await call("POST", "/auth/user/emailpass", {}, {
    email: process.env.ADMIN_EMAIL,
    password: process.env.ADMIN_PASSWORD,
  });
  const headers = { authorization: `Bearer ${token}` };
  for (const page of ADMIN_PAGES) await call("GET", `/admin/${page}`, headers);
  const form = new FormData();
  form.append("files", new Blob(["hello"], { type: "text/plain" }), "hello.txt");
  await call("POST", "/admin/uploads", headers, form);
  await call("POST", "/admin/products/export", headers, {});
  await call("GET", `/admin/orders/${order.id}`, headers);
  await call("POST", `/admin/orders/${order.id}/cancel`, headers, {});
}

async function main() {
  await waitForBoot();
  for (const page of ["/", "/config.json", "/app/"]) await call("GET", page, {});
  await administer(await buy());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
