"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const { buildCart, buildProduct, buildVariant, load } = require("./storefront");

const { deriveLocale, formatMoney } = load("money");
const { checkDetails, listFields } = load("store/address");
const { deriveStock, isBuyable } = load("store/catalogue");
const { chooseVariant, listQuestions } = load("store/variants");
const { deriveNextStep, placeOrder } = load("store/checkout");
const { readQuantity } = load("store/cart");
const { chooseRegion } = load("store/shop");
const { StoreRefusal, findOrNull } = load("store/api");

const GOOD = {
  email: "ada@example.com",
  first_name: "Ada",
  last_name: "Lovelace",
  address_1: "Road 1",
  address_2: "",
  postal_code: "10115",
  city: "Berlin",
  province: "",
  country_code: "de",
  phone: "",
};

test("prices read as in the shop's own country", () => {
  const price = (countries, currency) =>
    formatMoney(
      1234.5,
      currency,
      deriveLocale({ countries: countries.map((iso_2) => ({ iso_2 })) }),
    );

  assert.equal(price(["us"], "usd"), "$1,234.50");
  assert.equal(price(["jp"], "jpy"), "¥1,235");
  assert.match(price(["pl"], "pln"), /^1\.234,50/);
  assert.equal(price(["at", "de"], "eur"), "€1,234.50");
});

test("good details have no problems", () => {
  assert.deepEqual(checkDetails(GOOD, ["de"]), {});
});

test("each thing that is missing or wrong is named at its field", () => {
  const found = (changes, countries = ["de"]) => checkDetails({ ...GOOD, ...changes }, countries);

  assert.deepEqual(Object.keys(found({ email: "", city: "" })), ["email", "city"]);
  assert.match(found({ email: "ada@home" }).email, /like name@example\.com/);
  assert.match(found({ phone: "call me" }).phone, /digits/);
  assert.match(found({ country_code: "us" }).country_code, /do not deliver/);
  assert.match(found({ first_name: "x".repeat(121) }).first_name, /at most 120/);
});

test("a state is asked for where addresses have one, a postal code not where they have none", () => {
  assert.match(checkDetails({ ...GOOD, country_code: "us" }, ["us"]).province, /state/);
  assert.deepEqual(checkDetails({ ...GOOD, country_code: "ae", postal_code: "" }, ["ae"]), {});
  assert.equal(listFields("us").find(({ name }) => name === "province").label, "State");
  assert.equal(listFields(undefined).find(({ name }) => name === "province").optional, true);
});

test("what nobody counts, and what may be ordered ahead, is never sold out", () => {
  assert.equal(deriveStock({ manage_inventory: false }), Infinity);
  assert.equal(
    deriveStock({ manage_inventory: true, allow_backorder: true, inventory_quantity: 0 }),
    Infinity,
  );
  assert.equal(deriveStock({ manage_inventory: true, inventory_quantity: -2 }), 0);
  assert.equal(isBuyable(buildVariant("variant_1", "Sand", { stock: 0 })), false);
  assert.equal(isBuyable({ ...buildVariant("variant_1", "Sand"), calculated_price: null }), false);
});

test("a product page shows what was chosen, else what can be bought", () => {
  const soldOut = buildVariant("variant_sand", "Sand", { stock: 0 });
  const product = buildProduct({ variants: [soldOut, buildVariant("variant_slate", "Slate")] });

  assert.equal(chooseVariant(product).id, "variant_slate");
  assert.equal(chooseVariant(product, { "o-opt_colour": "Sand" }).id, "variant_sand");
  assert.equal(chooseVariant(product, { variant: "variant_sand" }).id, "variant_sand");
  assert.equal(chooseVariant(product, { "o-opt_colour": "Pink" }), null);
  assert.equal(chooseVariant({ ...product, variants: [] }), null);
});

test("an option with one value is no question", () => {
  const [option] = buildProduct().options;
  assert.deepEqual(
    listQuestions({ options: [{ ...option, values: option.values.slice(0, 1) }] }),
    [],
  );
});

test("quantities are whole numbers from 0 to 999", () => {
  assert.deepEqual(["0", "12", "999"].map(readQuantity), [0, 12, 999]);
  assert.deepEqual(["", "-1", "1.5", "1000", "1e2", "two"].map(readQuantity), Array(6).fill(null));
});

test("the region is the cart's, then the shopper's, then the shop's", () => {
  const shop = { regions: [{ id: "a" }, { id: "b" }, { id: "c" }], defaultRegionId: "b" };
  assert.equal(chooseRegion(shop, "c", "a").id, "c");
  assert.equal(chooseRegion(shop, undefined, "a").id, "a");
  assert.equal(chooseRegion(shop, undefined, "gone").id, "b");
  assert.equal(chooseRegion({ regions: [], defaultRegionId: null }), null);
});

test("the checkout asks for what is still missing", () => {
  assert.equal(deriveNextStep(buildCart({ email: null })), "details");
  assert.equal(deriveNextStep(buildCart({ shipping_methods: [] })), "delivery");
  assert.equal(deriveNextStep(buildCart()), "review");
  const download = [{ ...buildCart().items[0], requires_shipping: false }];
  assert.equal(deriveNextStep(buildCart({ shipping_methods: [], items: download })), "review");
});

/** A Store API that makes an order of each cart that it completes, as slowly as it likes. */
function buildSlowApi() {
  const made = { orders: 0, sessions: 0 };
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  async function post(path) {
    await pause();
    if (path === "payment-collections") return { payment_collection: { id: "paycol_1" } };
    if (path.endsWith("payment-sessions")) return (made.sessions += 1);
    made.orders += 1;
    return { type: "order", order: { id: `order_${made.orders}` } };
  }
  const get = async () => ({ cart: { completed_at: made.orders ? "2026-01-01" : null } });
  return { made, get, post };
}

test("pressing the button five times at once makes one order", async () => {
  const api = buildSlowApi();
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => placeOrder(api, "cart_1")));

  assert.deepEqual(api.made, { orders: 1, sessions: 1 });
  assert.deepEqual(new Set(answers.map(({ order }) => order.id)), new Set(["order_1"]));
});

test("a completed cart starts no second payment", async () => {
  const api = buildSlowApi();
  await placeOrder(api, "cart_1");
  await placeOrder(api, "cart_1");

  assert.equal(api.made.sessions, 1);
});

test("after a failure the next attempt is a new one", async () => {
  const api = buildSlowApi();
  const broken = { ...api, get: () => Promise.reject(new Error("no answer")) };
  await assert.rejects(placeOrder(broken, "cart_1"), /no answer/);

  assert.equal((await placeOrder(api, "cart_1")).order.id, "order_1");
});

test("what does not exist is null, what failed stays an error", async () => {
  const refuse = (status) => Promise.reject(new StoreRefusal({ status, message: "no" }));
  assert.equal(await findOrNull(refuse(404)), null);
  await assert.rejects(findOrNull(refuse(500)), /no/);
});
