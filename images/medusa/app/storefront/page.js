"use strict";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Everything that merchants write is shown through this. */
function escape(text) {
  return String(text ?? "").replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function formatPrice(amount, currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).format(amount);
}

function listPrices(product) {
  return (product.variants ?? [])
    .map((variant) => variant.calculated_price)
    .filter((price) => typeof price?.calculated_amount === "number");
}

/** "€18.00", or "from €24.00" when variants differ. */
function buildPrice(product) {
  const prices = listPrices(product);
  if (prices.length === 0) return "Not sold in this region";
  const amounts = prices.map((price) => price.calculated_amount);
  const lowest = Math.min(...amounts);
  const text = formatPrice(lowest, prices[0].currency_code);
  return lowest === Math.max(...amounts) ? text : `from ${text}`;
}

function buildVariants(product) {
  const titles = (product.variants ?? []).map((variant) => escape(variant.title));
  return titles.length > 1 ? `<p class="variants">${titles.join(" · ")}</p>` : "";
}

function buildCard(product) {
  const picture = product.thumbnail
    ? `<img src="${escape(product.thumbnail)}" alt="" width="400" height="400" loading="lazy">`
    : "";
  return `<li class="card" id="${escape(product.handle)}">
  ${picture}
  <h2>${escape(product.title)}</h2>
  <p class="price">${escape(buildPrice(product))}</p>
  <p>${escape(product.description)}</p>
  ${buildVariants(product)}
</li>`;
}

function buildRegionLink(region, current) {
  const mark = region.id === current.id ? ' aria-current="true"' : "";
  const label = `${escape(region.name)} (${escape(region.currency_code.toUpperCase())})`;
  return `<li><a href="/?region=${encodeURIComponent(region.id)}"${mark}>${label}</a></li>`;
}

function buildRegions(regions, current) {
  if (regions.length < 2) return "";
  const links = regions.map((region) => buildRegionLink(region, current)).join("\n");
  return `<nav aria-label="Region and currency"><ul>${links}</ul></nav>`;
}

function buildProducts(products) {
  if (products.length === 0) return "<p>There is nothing to buy here yet. Come back soon.</p>";
  return `<ul class="cards">${products.map(buildCard).join("\n")}</ul>`;
}

/** The whole page of a shop, as HTML. */
function buildPage(shop, { regions, region, products }) {
  const name = escape(shop.name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${name}: everything we sell, with prices.">
<title>${name}</title>
<link rel="icon" href="/shop.svg">
<link rel="stylesheet" href="/shop.css">
</head>
<body>
<a class="skip" href="#products">Skip to products</a>
<header>
<p class="brand">${name}</p>
${buildRegions(regions, region)}
</header>
<main id="products">
<h1>Everything in the shop</h1>
${buildProducts(products)}
</main>
<footer><p>© ${name}</p></footer>
</body>
</html>
`;
}

module.exports = { buildPage };
