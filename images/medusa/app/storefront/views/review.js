"use strict";

const { buildStepPage } = require("./checkout");
const { html } = require("./html");
const icons = require("./icons");
const { buildAlert } = require("./notices");
const { buildAddress } = require("./parts");

function buildSection(title, content, change) {
  return html`<section class="review"><h2>${title}</h2><div>${content}</div>
${change && html`<p><a href="${change}">Change<span class="quiet-text"> ${title.toLowerCase()}</span></a></p>`}</section>`;
}

function buildMethod(method, money) {
  const price = method.amount > 0 ? money(method.amount) : "Free";
  return html`<p>${method.name ?? "Delivery"} · ${price}</p>`;
}

function buildPayment() {
  return html`<div class="option"><input type="radio" id="cash" name="payment" value="cash" checked required>
<label for="cash"><span class="name">${icons.purse}Cash on delivery</span>
<span class="fine">You pay when your order arrives. No card, no account.</span></label></div>`;
}

function buildOrderForm({ cart, money }) {
  return html`<form action="/checkout/review" method="post" data-once>
<fieldset class="options"><legend class="heading">Payment</legend>${buildPayment()}</fieldset>
<input type="hidden" name="total" value="${cart.total}">
<button type="submit" class="button large" id="place">Place order · ${money(cart.total)}</button>
<p class="fine">You order with the obligation to pay.</p>
</form>`;
}

/** @param {{payable: boolean, problem?: string, country: string}} shown */
function buildReviewPage(context, { payable, problem, country }) {
  const { cart, money } = context;
  const body = html`${buildSection("Contact", html`<p>${cart.email}</p>`, "/checkout")}
${buildSection("Address", buildAddress(cart.shipping_address, country), "/checkout")}
${cart.shipping_methods[0] && buildSection("Delivery", buildMethod(cart.shipping_methods[0], money), "/checkout/delivery")}
${payable ? buildOrderForm(context) : buildAlert("The shop takes no payments at the moment. Your cart is kept.")}`;
  return buildStepPage(context, {
    name: "review",
    title: "Review and order",
    problem: buildAlert(problem),
    body,
  });
}

module.exports = { buildReviewPage };
