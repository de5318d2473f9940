"use strict";

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { html } = require("./html");
const icons = require("./icons");
const { buildNotice } = require("./notices");

const PUBLIC = path.join(__dirname, "..", "public");
/** As many colours as shop.css has names for: shops shall not all look the same. */
const ACCENTS = 6;

/** "/shop.css?v=1a2b3c4d": a new image's file is asked for anew, an old one's never again. */
function fingerprint(name) {
  const content = fs.readFileSync(path.join(PUBLIC, name));
  return `/${name}?v=${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;
}

const STYLE = fingerprint("shop.css");
const SCRIPT = fingerprint("shop.js");

function deriveAccent(name) {
  return [...name].reduce((sum, character) => sum + character.codePointAt(0), 0) % ACCENTS;
}

function buildCartLink(count) {
  const label = count === 1 ? "1 item" : `${count} items`;
  return html`<a id="cart-link" class="cart-link" href="/cart">${icons.bag}<span>Cart</span>
<span class="count${count ? "" : " is-empty"}">${count}</span><span class="quiet-text">, ${label}</span></a>`;
}

function buildSearch(search) {
  return html`<form class="search" role="search" action="/" method="get">
<label class="quiet-text" for="search">Search the shop</label>
<input id="search" name="q" type="search" value="${search ?? ""}" placeholder="Search" maxlength="80" autocomplete="off">
<button type="submit" class="plain">${icons.search}<span class="quiet-text">Search</span></button>
</form>`;
}

function buildHeader({ shop, cartCount, search }) {
  return html`<header class="top"><div class="wide">
<a class="brand" href="/">${shop.name}</a>
${buildSearch(search)}
<nav aria-label="Shop"><a class="if-wide" href="/orders">Find my order</a>${buildCartLink(cartCount)}</nav>
</div></header>`;
}

function buildRegionOption(region, current) {
  return html`<option value="${region.id}"${region.id === current?.id && html` selected`}>${region.name} (${region.currency_code.toUpperCase()})</option>`;
}

function buildRegionForm({ shop, region }) {
  if (shop.regions.length < 2) return null;
  return html`<form class="region" action="/region" method="post">
<label for="region">Deliver to</label>
<select id="region" name="region">${shop.regions.map((each) => buildRegionOption(each, region))}</select>
<button type="submit" class="secondary">Change</button>
</form>`;
}

function buildFooter(context) {
  return html`<footer class="bottom"><div class="wide">
<p>© ${context.shop.name}</p>
${buildRegionForm(context)}
<ul><li><a href="/">All products</a></li><li><a href="/cart">Cart</a></li><li><a href="/orders">Find my order</a></li></ul>
</div></footer>`;
}

/**
 * A whole page.
 *
 * @param {object} context of pages/context.js
 * @param {{title?: string, description?: string, main: Html}} page
 */
function buildPage(context, { title, description, main }) {
  const { shop } = context;
  const fullTitle = title ? `${title} · ${shop.name}` : shop.name;
  return html`<!doctype html>
<html lang="en" class="accent-${deriveAccent(shop.name)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${description ?? `${shop.name}: everything we sell, with prices.`}">
<title>${fullTitle}</title>
<link rel="icon" href="/shop.svg">
<link rel="stylesheet" href="${STYLE}">
<script src="${SCRIPT}" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
${buildHeader(context)}
<div id="live" class="quiet-text" role="status"></div>
<main id="main" class="wide" tabindex="-1">
${buildNotice(context.notice)}
${main}
</main>
${buildFooter(context)}
</body>
</html>
`;
}

module.exports = { buildPage };
