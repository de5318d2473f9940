"use strict";

const { buildField, buildProblems } = require("./fields");
const { html } = require("./html");
const icons = require("./icons");
const { buildAlert } = require("./notices");
const { buildAddress, buildSummaryItems, buildTotals } = require("./parts");

const NUMBER_FIELD = {
  name: "number",
  label: "Order number",
  autocomplete: "off",
  inputmode: "numeric",
  hint: "It stands on the page you saw after ordering.",
};
const EMAIL_FIELD = {
  name: "email",
  label: "E-mail",
  type: "email",
  autocomplete: "email",
  hint: "The one you ordered with.",
};

/** @param {{values: object, problems: object, problem?: string}} form */
function buildLookUpPage(context, { values, problems, problem }) {
  return {
    title: "Find my order",
    main: html`<div class="narrow"><h1>Find my order</h1>
<p>See what you ordered and how far it is.</p>
${buildProblems(problems)}${buildAlert(problem)}
<form action="/orders" method="post" novalidate>
<div class="fields">${buildField(NUMBER_FIELD, values.number, problems.number)}
${buildField(EMAIL_FIELD, values.email, problems.email)}</div>
<button type="submit" class="button large">Show my order</button>
</form></div>`,
  };
}

const FULFILMENT = {
  not_fulfilled: "Received, not sent yet",
  partially_fulfilled: "Being packed",
  fulfilled: "Packed",
  partially_shipped: "Partly on its way",
  shipped: "On its way",
  partially_delivered: "Partly delivered",
  delivered: "Delivered",
  canceled: "Cancelled",
};

function describeStatus(order) {
  if (order.status === "canceled") return "Cancelled";
  return FULFILMENT[order.fulfillment_status] ?? "Received";
}

function describePayment(order) {
  if (order.status === "canceled") return "Nothing to pay";
  return order.payment_status === "captured" ? "Paid" : "Cash on delivery";
}

function buildThanks(order) {
  return html`<div class="thanks"><span class="seal">${icons.tick}</span>
<h1>Thank you, ${order.shipping_address?.first_name ?? "and welcome"}.</h1>
<p>Your order is placed. Its number is <strong id="order-number">${order.display_id}</strong>.</p>
<p class="fine">Keep the number: with it and ${order.email} you can <a href="/orders">look up your order</a> any time.</p></div>`;
}

function buildFound(order) {
  return html`<h1>Order <span id="order-number">${order.display_id}</span></h1>`;
}

function buildFacts(order, date) {
  return html`<dl class="details across">
<div><dt>Placed</dt><dd>${date(order.created_at)}</dd></div>
<div><dt>Status</dt><dd>${describeStatus(order)}</dd></div>
<div><dt>Payment</dt><dd>${describePayment(order)}</dd></div>
<div><dt>Delivery</dt><dd>${order.shipping_methods?.[0]?.name ?? "None needed"}</dd></div></dl>`;
}

/**
 * The confirmation, or what a look-up found. The address is for the browser that ordered:
 * number and e-mail alone may be known to others.
 *
 * @param {{order: object, bought: boolean, country: string}} shown
 */
function buildOrderPage({ money, date }, { order, bought, country }) {
  const pay = (amount) => money(amount, order.currency_code);
  const address = bought && order.shipping_address;
  return {
    title: bought ? "Thank you" : `Order ${order.display_id}`,
    main: html`<div class="order">${bought ? buildThanks(order) : buildFound(order)}
${buildFacts(order, date)}
<div class="panel"><h2>What you ordered</h2>
${buildSummaryItems(order.items, pay)}${buildTotals(order, pay)}</div>
${address && html`<section><h2>Delivered to</h2>${buildAddress(address, country)}</section>`}
<p class="actions"><a class="button" href="/">Go on shopping</a></p></div>`,
  };
}

module.exports = { buildLookUpPage, buildOrderPage };
