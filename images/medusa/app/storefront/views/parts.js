"use strict";

const { html } = require("./html");

const NO_PICTURE = "/pictures/none.svg";

/** A product's picture; its name stands beside it, so it has no words of its own. */
function buildPicture(url, { size = 400, eager = false, alt = "" } = {}) {
  return html`<img src="${url || NO_PICTURE}" alt="${alt}" width="${size}" height="${size}"${!eager && html` loading="lazy"`} decoding="async">`;
}

function buildTotalRow(label, amount, name) {
  return html`<div class="${name ?? ""}"><dt>${label}</dt><dd>${amount}</dd></div>`;
}

/**
 * Amounts that add up to the total: with the tax inside of them where prices are shown with
 * tax, else with the tax as an amount of its own.
 */
function deriveSums(sums) {
  const inside = sums.items.every((item) => item.is_tax_inclusive);
  return {
    inside,
    items: inside ? sums.original_item_total : sums.original_item_subtotal,
    discount: inside ? sums.discount_total : sums.discount_subtotal,
    delivery: inside ? sums.original_shipping_total : sums.original_shipping_subtotal,
    tax: sums.tax_total,
  };
}

/**
 * What a cart or an order costs, line by line, all of it as Medusa reckoned it.
 *
 * @param {(amount: number) => string} money
 * @param {string} [later] what to say of a delivery that is not chosen yet
 */
function buildTotals(sums, money, later) {
  const { inside, items, discount, delivery, tax } = deriveSums(sums);
  return html`<dl class="totals">
${buildTotalRow("Items", money(items))}
${discount > 0 && buildTotalRow("Discount", money(-discount))}
${buildTotalRow("Delivery", later ?? (delivery > 0 ? money(delivery) : "Free"))}
${tax > 0 && !inside && buildTotalRow("Tax", money(tax))}
${buildTotalRow("Total", money(sums.total), "sum")}
${tax > 0 && inside && buildTotalRow("Tax, included in the total", money(tax), "note")}
</dl>`;
}

/** Medusa calls the only variant of a plain product "Default variant". */
function deriveVariantTitle(item) {
  return /^default/i.test(item.variant_title ?? "default") ? null : item.variant_title;
}

function buildSummaryItem(item, money) {
  const variant = deriveVariantTitle(item);
  return html`<li>${buildPicture(item.thumbnail, { size: 64 })}
<div><p class="name">${item.product_title ?? item.title}</p>
<p class="fine">${variant && html`${variant} · `}${item.quantity} × ${money(item.unit_price)}</p></div>
<p class="amount">${money(item.unit_price * item.quantity)}</p></li>`;
}

function buildSummaryItems(items, money) {
  return html`<ul class="summary-items">${items.map((item) => buildSummaryItem(item, money))}</ul>`;
}

/** Where the state and the postal code stand behind the town, as their postal services ask. */
const TOWN_FIRST = new Set(["us", "ca", "au"]);

function buildTown({ city, province, postal_code: code, country_code: country }) {
  if (TOWN_FIRST.has(country)) return [[`${city},`, province, code].filter(Boolean).join(" ")];
  return [[code, city].filter(Boolean).join(" "), province];
}

/** An address as on an envelope. */
function buildAddress(address, countryName) {
  const lines = [
    `${address.first_name} ${address.last_name}`,
    address.company,
    address.address_1,
    address.address_2,
    ...buildTown(address),
    countryName,
    address.phone,
  ].filter(Boolean);
  return html`<address>${lines.map((line) => html`${line}<br>`)}</address>`;
}

module.exports = {
  buildPicture,
  buildTotals,
  buildSummaryItems,
  buildAddress,
  deriveVariantTitle,
};
