"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { test } = require("node:test");
const {
  AUSTRIA,
  FOLDER,
  GERMANY,
  HOSTILE,
  buildCart,
  buildContext,
  buildProduct,
  load,
} = require("./storefront");

const { html, paragraphs } = load("views/html");
const { buildPage } = load("views/layout");
const { buildListPage } = load("views/product-list");
const { buildProductPage } = load("views/product");
const { buildCartPage } = load("views/cart");
const { buildDetailsPage, buildDeliveryPage } = load("views/checkout");
const { buildReviewPage } = load("views/review");
const { buildOrderPage, buildLookUpPage } = load("views/order");
const { buildMessagePage, buildBarePage } = load("views/messages");

/** The same with every text made hostile, numbers and structure left alone. */
function poison(value) {
  if (typeof value === "string") return HOSTILE;
  if (Array.isArray(value)) return value.map(poison);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, poison(each)]));
}

function listPages(dirty = (value) => value) {
  const clean = buildContext({ cart: dirty(buildCart()), cartCount: 2 });
  const context = {
    ...clean,
    shop: { ...dirty(clean.shop) },
    region: { ...dirty(clean.region), currency_code: "eur" },
  };
  const product = dirty(buildProduct());
  const found = { ...dirty(buildCart()), created_at: "2026-01-01", display_id: 7 };
  const shown = [
    buildListPage(context, { products: [product], search: "", page: 1, pages: 2 }),
    buildListPage(context, { products: [], search: dirty("mug"), page: 1, pages: 1 }),
    buildListPage(context, { products: [], search: "", page: 1, pages: 1 }),
    buildProductPage(context, {
      product,
      variant: product.variants[0],
      related: [product],
      problem: dirty("no"),
    }),
    buildProductPage(context, { product, variant: null, related: [] }),
    buildCartPage(context, {
      problem: dirty("no"),
      line: context.cart.items[0].id,
      text: dirty("x"),
    }),
    buildDetailsPage(context, {
      values: dirty({ email: "x", city: "y" }),
      problems: { email: dirty("no") },
    }),
    buildDeliveryPage(context, {
      options: [dirty({ id: "so_1", name: "Post", type: { description: "Soon" } })].map(
        (option) => ({ ...option, amount: 4 }),
      ),
      country: dirty("Germany"),
    }),
    buildReviewPage(context, { payable: true, country: dirty("Germany"), problem: dirty("no") }),
    buildOrderPage(context, {
      order: { ...found, currency_code: "eur" },
      bought: true,
      country: dirty("Germany"),
    }),
    buildLookUpPage(context, {
      values: dirty({ number: "1", email: "a" }),
      problems: { email: dirty("no") },
    }),
    buildMessagePage({ title: dirty("Lost"), text: dirty("text") }),
  ];
  return shown.map((page) => buildPage({ ...context, search: dirty("mug") }, page).text);
}

test("values are escaped, templates inside of templates are not", () => {
  const inner = html`<b>${HOSTILE}</b>`;
  assert.equal(
    html`<i title="${'"'}">${inner}${[html`1`, 2]}${null}${undefined}${false}${0}</i>`.text,
    `<i title="&quot;"><b>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;</b>120</i>`,
  );
});

test("blank lines make paragraphs", () => {
  assert.equal(html`${paragraphs("a\nb\n\nc<")}`.text, "<p>a<br>b</p><p>c&lt;</p>");
  assert.equal(html`${paragraphs(null)}`.text, "");
});

test("nothing that merchants or shoppers write becomes part of a page's markup", () => {
  for (const page of listPages(poison)) {
    assert.doesNotMatch(page, /<script>/);
    assert.match(page, /&lt;script&gt;/);
  }
});

test("pages need no exception from the security policy", () => {
  for (const page of [...listPages(), buildBarePage({ title: "Oh", text: "No" }).text]) {
    assert.doesNotMatch(page, /\sstyle=|\son[a-z]+=|<style|javascript:/i);
    for (const [script] of page.matchAll(/<script[^>]*>/g)) assert.match(script, /src="\/shop\.js/);
  }
});

test("every page has one main heading, one main landmark, and a label for each field", () => {
  for (const page of listPages()) {
    assert.equal(page.match(/<h1/g).length, 1);
    assert.equal(page.match(/<main/g).length, 1);
    const fields = [...page.matchAll(/<(?:input|select) [^>]*>/g)].map(([tag]) => tag);
    for (const field of fields.filter((tag) => !/type="hidden"/.test(tag))) {
      assert.match(page, new RegExp(`<label[^>]* for="${/ id="([^"]+)"/.exec(field)[1]}"`));
    }
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length, "no id twice");
  }
});

test("one country is said, several are asked for", () => {
  const ask = (countries) => {
    const region = { ...buildContext().region, countries };
    return buildDetailsPage(buildContext({ region, cart: buildCart() }), {
      values: {},
      problems: {},
    }).main.text;
  };
  assert.doesNotMatch(ask([GERMANY]), /<select/);
  assert.match(ask([AUSTRIA, GERMANY]), /<option value="de">Germany/);
});

test("addresses read as in their country", () => {
  const { buildAddress } = load("views/parts");
  const lines = (country_code, province) =>
    buildAddress({ ...buildCart().shipping_address, country_code, province }, "There").text;

  assert.match(lines("de"), /<br>10115 Berlin<br>There/);
  assert.match(lines("us", "NY"), /<br>Berlin, NY 10115<br>There/);
});

test("tax is inside of the amounts or beside them, and they add up", () => {
  const inside = buildCart({ tax_total: 6.53 });
  inside.items[0].is_tax_inclusive = true;
  const beside = buildCart({ tax_total: 7.77, total: 48.67, original_item_total: 42.84 });
  const main = (cart) => buildCartPage(buildContext({ cart }), {}).main.text;

  assert.match(main(inside), /Tax, included in the total/);
  assert.match(main(beside), /<dt>Items<\/dt><dd>€36\.00<\/dd>[^]*<dt>Tax<\/dt><dd>€7\.77<\/dd>/);
});

test("an address cannot make the shop say what it never said", () => {
  const page = (notice) =>
    buildPage(buildContext({ notice }), buildMessagePage({ title: "t", text: "t" })).text;
  assert.match(page("added"), /Added to your cart/);
  assert.doesNotMatch(page("You have won"), /You have won|class="notice"/);
  assert.doesNotMatch(page("constructor"), /class="notice"/);
});

test("pictures that pages name are there", () => {
  const named = listPages().flatMap((page) => [...page.matchAll(/src="(\/pictures\/[^"]+)"/g)]);
  const own = named.map(([, file]) => file).filter((file) => file !== "/pictures/mug.svg");
  assert.ok(own.length > 0);
  for (const file of own) assert.ok(fs.existsSync(path.join(FOLDER, "public", file)), file);
});
