"use strict";

const { observeShop, chooseRegion } = require("../store/shop");
const { findCart, countItems } = require("../store/cart");
const { deriveLocale, formatMoney, formatDate } = require("../money");

/**
 * What every page needs: the shop, the shopper's cart, and the region whose prices count.
 *
 * @param {{api: object, cookies: object}} tools
 */
async function observeContext({ api, cookies }, request) {
  const [shop, cart] = await Promise.all([
    observeShop(request.scope),
    findCart(api, cookies.findCart(request)),
  ]);
  const region = chooseRegion(shop, cart?.region_id, cookies.findRegion(request));
  const locale = deriveLocale(region);
  return {
    shop,
    cart,
    region,
    cartCount: countItems(cart),
    notice: typeof request.query.notice === "string" ? request.query.notice : null,
    money: (amount, currency = region.currency_code) => formatMoney(amount, currency, locale),
    date: (date) => formatDate(date, locale),
  };
}

/** What no line of text holds, and PostgreSQL takes no part of. */
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/g;

/** One line of text from a form; anything else counts as left out. */
function readText(body, name) {
  const value = body?.[name];
  return typeof value === "string" ? value.replace(CONTROL_CHARACTERS, " ").trim() : "";
}

/** After a form: the next page is asked for anew, so that going back or reloading sends nothing twice. */
function goTo(response, address) {
  response.redirect(303, address);
  return null;
}

/** "Germany" for "de"; the code itself where the shop does not know it. */
function findCountryName(shop, code) {
  const countries = shop.regions.flatMap((region) => region.countries);
  const country = countries.find((candidate) => candidate.iso_2 === code);
  return country?.display_name ?? String(code ?? "").toUpperCase();
}

module.exports = { observeContext, readText, goTo, findCountryName };
