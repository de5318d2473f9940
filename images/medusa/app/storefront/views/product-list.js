"use strict";

const { isBuyable } = require("../store/catalogue");
const { html } = require("./html");
const icons = require("./icons");
const { buildMessagePage } = require("./messages");
const { buildPicture } = require("./parts");

function listAmounts(product) {
  return (product.variants ?? [])
    .map((variant) => variant.calculated_price?.calculated_amount)
    .filter((amount) => typeof amount === "number");
}

/** "€18.00", or "from €24.00" when variants differ. */
function buildCardPrice(product, money) {
  const amounts = listAmounts(product);
  if (amounts.length === 0) return html`<p class="price fine">Not sold here</p>`;
  const lowest = Math.min(...amounts);
  const from = lowest < Math.max(...amounts) ? html`<span class="fine">from</span> ` : null;
  return html`<p class="price">${from}${money(lowest)}</p>`;
}

function buildCard(product, money, at) {
  const soldOut = listAmounts(product).length > 0 && !product.variants.some(isBuyable);
  return html`<li class="card">
<div class="frame">${buildPicture(product.thumbnail, { eager: at < 4 })}${soldOut && html`<span class="badge">Sold out</span>`}</div>
<h3><a href="/products/${product.handle}">${product.title}</a></h3>
${buildCardPrice(product, money)}
</li>`;
}

function buildCards(products, money) {
  return html`<ul class="cards">${products.map((product, at) => buildCard(product, money, at))}</ul>`;
}

function describeDelivery({ countries }) {
  const places =
    countries.length === 1 ? countries[0].display_name : `${countries.length} countries`;
  return `Delivery: ${places}`;
}

/** Three pictures say more than the name; fewer would look broken. */
function buildCollage(products) {
  const pictures = products
    .map((product) => product.thumbnail)
    .filter(Boolean)
    .slice(0, 3);
  if (pictures.length < 3) return null;
  return html`<div class="collage">${pictures.map((url) => buildPicture(url, { eager: true }))}</div>`;
}

function buildWelcome({ shop, region }, products) {
  return html`<section class="hero"><div>
<h1>${shop.name}</h1>
<ul class="facts">
<li>${icons.truck}${describeDelivery(region)}</li>
<li>${icons.purse}Pay when it arrives</li>
<li>${icons.parcel}Prices in ${region.currency_code.toUpperCase()}</li>
</ul></div>
${buildCollage(products)}
</section>`;
}

function buildPageLink(page, search, label, relation) {
  const query = new URLSearchParams({ ...(search ? { q: search } : {}), page: String(page) });
  return html`<a class="button secondary" rel="${relation}" href="/?${query}">${label}</a>`;
}

function buildPager({ page, pages, search }) {
  if (pages < 2) return null;
  return html`<nav class="pager" aria-label="Pages">
${page > 1 && buildPageLink(page - 1, search, "Previous", "prev")}
<p>Page ${page} of ${pages}</p>
${page < pages && buildPageLink(page + 1, search, "Next", "next")}
</nav>`;
}

function buildSearchPage(context, { products, search, page, pages }) {
  if (products.length === 0) {
    return buildMessagePage({
      title: `Nothing found for “${search}”`,
      text: "Try another word, or look through everything we have.",
    });
  }
  return {
    title: `Search: ${search}`,
    main: html`<h1>Found for “${search}”</h1><h2 class="quiet-text">Products</h2>
${buildCards(products, context.money)}${buildPager({ page, pages, search })}`,
  };
}

function buildEmptyPage({ shop }) {
  const page = buildMessagePage({
    title: shop.name,
    text: "The shelves are being filled. There is nothing to buy here yet; come back soon.",
    links: [["/", "Look again"]],
    picture: "shelves",
  });
  return { main: page.main };
}

/** The front page, a later page of it, or what a search found. */
function buildListPage(context, found) {
  if (found.search) return buildSearchPage(context, found);
  if (found.products.length === 0) return buildEmptyPage(context);
  return {
    title: found.page > 1 ? `Page ${found.page}` : undefined,
    main: html`${found.page === 1 && buildWelcome(context, found.products)}
<h2 id="products">All products</h2>
${buildCards(found.products, context.money)}${buildPager(found)}`,
  };
}

module.exports = { buildListPage, buildCards };
