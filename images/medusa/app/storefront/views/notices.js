"use strict";

const { html } = require("./html");
const icons = require("./icons");

/** What a page may say about the step before; the address carries the key alone. */
const NOTICES = {
  added: "Added to your cart.",
  changed: "Your cart is up to date.",
  removed: "Removed from your cart.",
  region: "Prices and delivery are now for the place you chose.",
};

function buildNotice(key) {
  const text = Object.hasOwn(NOTICES, key ?? "") ? NOTICES[key] : null;
  if (!text) return null;
  return html`<p class="notice" data-notice>${icons.tick}<span>${text}</span></p>`;
}

/** A problem that belongs to no field. Script moves the focus to it. */
function buildAlert(text) {
  if (!text) return null;
  return html`<div class="alert" role="alert" tabindex="-1" data-focus>${icons.alert}<p>${text}</p></div>`;
}

module.exports = { buildNotice, buildAlert };
