"use strict";

/**
 * Buys from a running shop, signs in as its merchant, uploads a file: proves that the
 * image sells, and makes it load what it loads lazily. Ends with an error otherwise.
 */

const { createHmac, randomBytes } = require("node:crypto");
const { openState } = require("../boot/identity");
const { SHOP, call, callAs, waitForBoot } = require("./shop");
const { buildClaim, claim, expectStranger, expectUninvited, keepTraces } = require("./claim");

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
const STOREFRONT_PAGES = ["/", "/config.json", "/app/"];

function buildAddress(country) {
  return {
    first_name: "Ada",
    last_name: "Shopper",
    address_1: "Street 1",
    city: "Town",
    postal_code: "10115",
    country_code: country.toLowerCase(),
  };
}

/** The way of the platform's probe in an empty shop: a product that no list shows. */
async function addProduct(admin, currency_code) {
  const { products } = await admin("GET", "/admin/products?handle=store-orchestrator-probe");
  for (const { id } of products) await admin("DELETE", `/admin/products/${id}`);
  const { shipping_profiles } = await admin("GET", "/admin/shipping-profiles");
  const { product } = await admin("POST", "/admin/products", {
    title: "Order probe",
    handle: "store-orchestrator-probe",
    status: "published",
    shipping_profile_id: shipping_profiles[0].id,
    options: [{ title: "Kind", values: ["Probe"] }],
    variants: [
      {
        title: "Probe",
        options: { Kind: "Probe" },
        manage_inventory: false,
        prices: [{ currency_code, amount: 1 }],
      },
    ],
  });
  return product;
}

async function chooseVariant(store, admin, region, identity) {
  const products = async () =>
    (await store("GET", `/store/products?region_id=${region.id}`)).products;
  const before = await products();
  if ((before.length > 0) !== (identity.sample_products === "true")) {
    throw new Error(`The shop shows ${before.length} products.`);
  }
  if (before.length > 0) return before[0].variants[0].id;
  const added = await addProduct(admin, region.currency_code);
  if ((await products()).length > 0) throw new Error("Shoppers see the probe's product.");
  return added.variants[0].id;
}

async function makeCart(store, admin, identity) {
  const { regions } = await store("GET", "/store/regions");
  const region = regions[0];
  if (region.currency_code !== identity.currency.toLowerCase()) {
    throw new Error(`The shop sells in ${region.currency_code}.`);
  }
  const variant_id = await chooseVariant(store, admin, region, identity);
  const metadata = { store_orchestrator_probe: true };
  const { cart } = await store("POST", "/store/carts", { region_id: region.id, metadata });
  await store("POST", `/store/carts/${cart.id}/line-items`, { variant_id, quantity: 1 });
  await store("POST", `/store/carts/${cart.id}`, {
    email: "probe@store-orchestrator.invalid",
    shipping_address: buildAddress(identity.country),
    billing_address: buildAddress(identity.country),
  });
  return cart;
}

async function buy(admin, identity) {
  const store = callAs({ "x-publishable-api-key": identity.credentials.publishable_key });
  const cart = await makeCart(store, admin, identity);
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

/** Follows a sign-in link as a browser does; the session must be good for the admin. */
async function openLink({ sign_in_secret }) {
  await call("GET", "/sign-in", {});
  const content = { exp: Math.ceil(Date.now() / 1000) + 60, nonce: randomBytes(16).toString("hex") };
  const payload = Buffer.from(JSON.stringify(content)).toString("base64url");
  const signature = createHmac("sha256", sign_in_secret).update(payload).digest("hex");
  const response = await fetch(`${SHOP}/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ token: `${payload}.${signature}` }),
    redirect: "manual",
  });
  const [cookie] = response.headers.getSetCookie();
  if (!cookie) throw new Error(`POST /sign-in: ${response.status} ${await response.text()}`);
  const session = { cookie: cookie.split(";")[0] };
  await call("GET", "/admin/users/me", session);
  return session;
}

async function signIn({ admin_email: email, admin_password: password }) {
  const { token } = await call("POST", "/auth/user/emailpass", {}, { email, password });
  return { authorization: `Bearer ${token}` };
}

async function administer(admin, order) {
  for (const page of ADMIN_PAGES) await admin("GET", `/admin/${page}`);
  const form = new FormData();
  form.append("files", new Blob(["hello"], { type: "text/plain" }), "hello.txt");
  await admin("POST", "/admin/uploads", form);
  await admin("POST", "/admin/products/export", {});
  await admin("GET", `/admin/orders/${order.id}`);
  await admin("POST", `/admin/orders/${order.id}/cancel`, {});
  await admin("DELETE", `/admin/probe-orders/${order.id}`);
  for (const list of ["orders", "customers"]) {
    const { count } = await admin("GET", `/admin/${list}`);
    if (count > 0) throw new Error(`${count} ${list} are left of the probe.`);
  }
}

/** Everything once, as this merchant and a shopper; what was handed out meanwhile. */
async function use(identity) {
  for (const page of STOREFRONT_PAGES) await call("GET", page, {});
  const session = await openLink(identity.credentials);
  const token = await signIn(identity.credentials);
  const admin = callAs(token);
  await administer(admin, await buy(admin, identity));
  return { session, token };
}

/** Another merchant takes the running shop over; the one before has no way left into it. */
async function changeHands(former) {
  const traces = await keepTraces(former, await use(former));
  const identity = buildClaim(former);
  await claim(identity, former);
  await expectStranger(traces);
  await expectUninvited(traces);
  await use(identity);
  await claim(identity, identity);
}

async function main() {
  await waitForBoot();
  await changeHands(openState().read());
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
