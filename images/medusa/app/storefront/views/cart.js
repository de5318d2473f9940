"use strict";

const { MOST_OF_ONE } = require("../store/cart");
const { html } = require("./html");
const { buildMessagePage } = require("./messages");
const { buildPicture, buildTotals, deriveVariantTitle } = require("./parts");

function buildLineForm(item, { problem, text }) {
  const field = `quantity-${item.id}`;
  const faulty = problem && html` aria-invalid="true" aria-describedby="${field}-error"`;
  return html`<form action="/cart/lines/${item.id}" method="post" data-swap>
<div class="field"><label for="${field}">Quantity<span class="quiet-text"> of ${item.product_title}</span></label>
<div class="stepper"><input id="${field}" name="quantity" type="number" inputmode="numeric" min="0" max="${MOST_OF_ONE}" value="${text ?? item.quantity}" required${faulty} data-submit-on-change></div>
${problem && html`<p class="error" id="${field}-error" role="alert">${problem}</p>`}</div>
<button type="submit" class="secondary" data-without-script>Update</button>
<button type="submit" class="plain" name="remove" value="1" formnovalidate id="remove-${item.id}">Remove<span class="quiet-text"> ${item.product_title} from the cart</span></button>
</form>`;
}

function buildLine(item, money, state) {
  const variant = deriveVariantTitle(item);
  return html`<li class="line">
<a href="/products/${item.product_handle}?variant=${item.variant_id}" tabindex="-1" aria-hidden="true">${buildPicture(item.thumbnail, { size: 112 })}</a>
<div class="what"><h2><a href="/products/${item.product_handle}?variant=${item.variant_id}">${item.product_title}</a></h2>
<p class="fine">${variant && html`${variant} · `}${money(item.unit_price)}</p>
${buildLineForm(item, state)}</div>
<p class="amount">${money(item.unit_price * item.quantity)}</p>
</li>`;
}

/** The order in which things were put in, which Medusa's answer does not promise. */
function listLines(cart) {
  return [...cart.items].sort((one, other) => one.id.localeCompare(other.id));
}

function buildFullCart({ cart, money }, { problem, line, text }) {
  const lines = listLines(cart).map((item) =>
    buildLine(item, money, item.id === line ? { problem, text } : {}),
  );
  return html`<h1>Your cart</h1>
<div class="with-aside">
<ul class="lines">${lines}</ul>
<aside class="panel" aria-labelledby="summary"><h2 id="summary">Summary</h2>
${buildTotals(cart, money, cart.shipping_methods.length > 0 ? undefined : "At checkout")}
<a class="button large" href="/checkout">Go to checkout</a>
<p class="fine center"><a href="/">Go on shopping</a></p></aside>
</div>`;
}

/** @param {{problem?: string, line?: string, text?: string}} state what was wrong with which line */
function buildCartPage(context, state) {
  if (!context.cart?.items.length) {
    return buildMessagePage({
      title: "Your cart is empty",
      text: "Whatever you put in waits for you here.",
      picture: "bag",
    });
  }
  return { title: "Cart", main: buildFullCart(context, state) };
}

module.exports = { buildCartPage };
