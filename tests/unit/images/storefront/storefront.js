"use strict";

const path = require("node:path");

const FOLDER = path.join(__dirname, "../../../../images/medusa/app/storefront");

/** A module of the storefront, by its path inside the storefront's folder. */
const load = (name) => require(path.join(FOLDER, name));

const GERMANY = { iso_2: "de", display_name: "Germany" };
const AUSTRIA = { iso_2: "at", display_name: "Austria" };
const HOSTILE = `<script>alert("1")</script>'&`;

function buildVariant(id, value, { amount = 18, stock = 5 } = {}) {
  return {
    id,
    title: value,
    manage_inventory: true,
    allow_backorder: false,
    inventory_quantity: stock,
    thumbnail: null,
    options: [{ option_id: "opt_colour", value }],
    calculated_price: { calculated_amount: amount, original_amount: amount, currency_code: "eur" },
  };
}

function buildProduct(changes = {}) {
  return {
    id: "prod_mug",
    title: "Mug",
    handle: "mug",
    description: "A mug.\n\nFor tea.",
    thumbnail: "/pictures/mug.svg",
    images: [{ url: "/pictures/mug.svg" }],
    options: [
      {
        id: "opt_colour",
        title: "Colour",
        values: [
          { id: "optval_sand", value: "Sand" },
          { id: "optval_slate", value: "Slate" },
        ],
      },
    ],
    variants: [buildVariant("variant_sand", "Sand"), buildVariant("variant_slate", "Slate")],
    ...changes,
  };
}

function buildCart(changes = {}) {
  return {
    id: "cart_1",
    currency_code: "eur",
    region_id: "reg_1",
    email: "ada@example.com",
    items: [
      {
        id: "cali_1",
        product_id: "prod_mug",
        variant_id: "variant_sand",
        product_title: "Mug",
        product_handle: "mug",
        variant_title: "Sand",
        thumbnail: null,
        quantity: 2,
        unit_price: 18,
        requires_shipping: true,
        is_tax_inclusive: false,
      },
    ],
    shipping_address: {
      first_name: "Ada",
      last_name: "Lovelace",
      address_1: "Road 1",
      postal_code: "10115",
      city: "Berlin",
      country_code: "de",
    },
    shipping_methods: [{ name: "Standard", amount: 4.9, shipping_option_id: "so_1" }],
    original_item_total: 36,
    original_item_subtotal: 36,
    original_shipping_total: 4.9,
    original_shipping_subtotal: 4.9,
    discount_total: 0,
    discount_subtotal: 0,
    tax_total: 0,
    total: 40.9,
    ...changes,
  };
}

function buildContext(changes = {}) {
  const region = { id: "reg_1", name: "Here", currency_code: "eur", countries: [GERMANY] };
  return {
    shop: { name: "Shop", regions: [region], defaultRegionId: region.id },
    region,
    cart: null,
    cartCount: 0,
    notice: null,
    money: (amount, currency = "eur") => load("money").formatMoney(amount, currency, "en-DE"),
    date: (date) => load("money").formatDate(date, "en-DE"),
    ...changes,
  };
}

/** A response that remembers what was done to it. */
function buildResponse() {
  const done = { cookies: {}, cleared: [], location: null, status: null };
  return {
    done,
    redirect: (status, location) => Object.assign(done, { status, location }),
    cookie: (name, value, options) => (done.cookies[name] = { value, options }),
    clearCookie: (name) => done.cleared.push(name),
  };
}

module.exports = {
  FOLDER,
  AUSTRIA,
  GERMANY,
  HOSTILE,
  load,
  buildCart,
  buildContext,
  buildProduct,
  buildResponse,
  buildVariant,
};
