"use strict";

const { deriveStock, isBuyable } = require("../store/catalogue");
const { MOST_OF_ONE } = require("../store/cart");
const { deriveFieldName, deriveChoices, listQuestions } = require("../store/variants");
const { html, paragraphs } = require("./html");
const icons = require("./icons");
const { buildAlert } = require("./notices");
const { buildPicture } = require("./parts");
const { buildCards } = require("./product-list");

/** Below this many, shoppers are told how many are left. */
const FEW = 10;

function derivePrice(variant, money) {
  const amount = variant?.calculated_price?.calculated_amount;
  return typeof amount === "number" ? money(amount) : null;
}

/** The price before a sale, or null. */
function deriveFormerPrice(variant, money) {
  const { original_amount: before, calculated_amount: now } = variant?.calculated_price ?? {};
  return before > now ? money(before) : null;
}

/** @returns {{text: string, tone: "good" | "low" | "none"}} */
function describeStock(variant) {
  if (!variant) return { text: "This combination is not made", tone: "none" };
  if (!derivePrice(variant, String)) return { text: "Not sold here", tone: "none" };
  const stock = deriveStock(variant);
  if (stock === 0) return { text: "Sold out", tone: "none" };
  if (stock < FEW) return { text: `Only ${stock} left`, tone: "low" };
  return { text: "In stock", tone: "good" };
}

function listPictures(product) {
  const urls = [product.thumbnail, ...(product.images ?? []).map((image) => image.url)];
  return [...new Set(urls.filter(Boolean))];
}

/** For shop.js: what changes on the page with each variant, worded here. */
function describeVariants(product, money) {
  const pictures = listPictures(product);
  return product.variants.map((variant) => {
    const choices = deriveChoices(variant);
    const named = product.options.map((option) => [deriveFieldName(option), choices[option.id]]);
    return {
      choices: Object.fromEntries(named),
      price: derivePrice(variant, money),
      former: deriveFormerPrice(variant, money),
      stock: describeStock(variant),
      most: Math.min(deriveStock(variant), MOST_OF_ONE),
      picture: Math.max(0, pictures.indexOf(variant.thumbnail)),
    };
  });
}

function buildGallery(product, variant) {
  const pictures = listPictures(product);
  const first =
    variant?.thumbnail && pictures.includes(variant.thumbnail) ? variant.thumbnail : null;
  const ordered = first ? [first, ...pictures.filter((url) => url !== first)] : pictures;
  if (ordered.length < 2) {
    return html`<div class="gallery"><div class="frame">${buildPicture(ordered[0], { size: 800, eager: true })}</div></div>`;
  }
  return html`<div class="gallery"><div class="strip" tabindex="0" role="group" aria-label="Pictures of ${product.title}">
${ordered.map((url, at) => html`<div class="frame" data-picture="${pictures.indexOf(url)}">${buildPicture(url, { size: 800, eager: at === 0, alt: `${product.title}, picture ${at + 1} of ${ordered.length}` })}</div>`)}
</div></div>`;
}

function buildChoice(option, value, variants, checked) {
  const id = `${deriveFieldName(option)}-${value.id}`;
  const soldOut = !variants.some(
    (variant) => isBuyable(variant) && deriveChoices(variant)[option.id] === value.value,
  );
  return html`<span class="choice"><input type="radio" id="${id}" name="${deriveFieldName(option)}" value="${value.value}"${checked && html` checked`} required>
<label for="${id}">${value.value}${soldOut && html`<span class="fine"> (sold out)</span>`}</label></span>`;
}

function listValues(option) {
  return [...option.values].sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0));
}

function buildQuestion(option, product, variant) {
  const chosen = variant && deriveChoices(variant)[option.id];
  const choices = listValues(option).map((value) =>
    buildChoice(option, value, product.variants, value.value === chosen),
  );
  return html`<fieldset class="choices"><legend>${option.title}</legend><div>${choices}</div></fieldset>`;
}

function buildQuantity(variant, quantity) {
  const most = variant && Math.min(deriveStock(variant), MOST_OF_ONE);
  return html`<div class="field quantity"><label for="quantity">Quantity</label>
<div class="stepper"><input id="quantity" name="quantity" type="number" inputmode="numeric" min="1" max="${most || 1}" value="${quantity ?? 1}" required></div></div>`;
}

function buildBuyForm(product, variant, money, quantity) {
  const questions = listQuestions(product);
  const buyable = Boolean(variant && isBuyable(variant));
  const show = html`<noscript><button class="secondary" formmethod="get" formnovalidate>Show price and stock</button></noscript>`;
  return html`<form class="buy" action="/products/${product.handle}" method="post" data-variants="${JSON.stringify(describeVariants(product, money))}">
${questions.map((option) => buildQuestion(option, product, variant))}
${questions.length > 0 && show}
<p id="stock" class="stock ${describeStock(variant).tone}">${describeStock(variant).text}</p>
<div class="buy-row">${buildQuantity(variant, quantity)}
<button type="submit" class="button large" id="add"${!buyable && html` disabled`}>Add to cart</button></div>
</form>`;
}

function buildPrice(variant, money) {
  const former = deriveFormerPrice(variant, money);
  return html`<p class="price large" id="price" aria-live="polite"><span class="quiet-text">Price: </span><span data-price>${derivePrice(variant, money) ?? "—"}</span>
<s data-former${!former && html` hidden`}>${former}</s></p>`;
}

function buildFacts(product, { region }) {
  const places = region.countries.map((country) => country.display_name).join(", ");
  const material =
    product.material && html`<div><dt>Material</dt><dd>${product.material}</dd></div>`;
  const weight = product.weight && html`<div><dt>Weight</dt><dd>${product.weight} g</dd></div>`;
  return html`<dl class="details">${material}${weight}
<div><dt>${icons.truck}Delivery</dt><dd>${places}. You choose how at checkout.</dd></div>
<div><dt>${icons.purse}Payment</dt><dd>Cash, when it arrives.</dd></div></dl>`;
}

function buildRelated(related, money) {
  if (related.length === 0) return null;
  return html`<section class="related" aria-labelledby="related"><h2 id="related">You may also like</h2>${buildCards(related, money)}</section>`;
}

/**
 * @param {{product: object, variant: object | null, related: object[], problem?: string,
 *   quantity?: string}} shown variant is null where the options chosen do not go together
 */
function buildProductPage(context, { product, variant, related, problem, quantity }) {
  const { money } = context;
  return {
    title: product.title,
    description: product.description ?? undefined,
    main: html`<nav class="crumbs" aria-label="Breadcrumb"><ol><li><a href="/">All products</a></li><li aria-current="page">${product.title}</li></ol></nav>
<article class="product">
${buildGallery(product, variant)}
<div class="about">
<h1>${product.title}</h1>
${product.subtitle && html`<p class="fine">${product.subtitle}</p>`}
${buildPrice(variant, money)}
${buildAlert(problem)}
<div class="prose">${paragraphs(product.description)}</div>
${buildBuyForm(product, variant, money, quantity)}
${buildFacts(product, context)}
</div>
</article>
${buildRelated(related, money)}`,
  };
}

module.exports = { buildProductPage, describeStock };
