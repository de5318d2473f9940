"use strict";

const { listProducts, listRelated, findProduct } = require("../store/catalogue");
const { chooseVariant } = require("../store/variants");
const { buildMessagePage } = require("../views/messages");
const { buildListPage } = require("../views/product-list");
const { buildProductPage } = require("../views/product");
const { readText } = require("./context");
const { showNotFound } = require("./errors");

const LONGEST_SEARCH = 80;

function readPage(text) {
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : 1;
}

function buildClosedPage() {
  return buildMessagePage({
    title: "This shop is not open yet",
    text: "Its owner has not said where it delivers. Come back soon.",
    links: [["/", "Look again"]],
  });
}

async function showList({ api }, request, response, context) {
  const { region } = context;
  if (!region) return buildClosedPage();
  const search = readText(request.query, "q").slice(0, LONGEST_SEARCH);
  const page = readPage(readText(request.query, "page"));
  const found = await listProducts(api, { regionId: region.id, search, page });
  if (page > found.pages) return showNotFound();
  context.search = search;
  return buildListPage(context, { ...found, search, page });
}

/** Also what adding to the cart answers when it cannot. */
async function showProductWith({ api }, handle, context, { wanted, problem, quantity, status }) {
  const product = await findProduct(api, handle, context.region.id);
  if (!product) return showNotFound();
  const variant = chooseVariant(product, wanted);
  const related = await listRelated(api, product, context.region.id);
  return { status, ...buildProductPage(context, { product, variant, related, problem, quantity }) };
}

async function showProduct(tools, request, response, context) {
  if (!context.region) return buildClosedPage();
  const handle = readText(request.params, "handle");
  return showProductWith(tools, handle, context, { wanted: request.query });
}

module.exports = { showList, showProduct, showProductWith, buildClosedPage };
