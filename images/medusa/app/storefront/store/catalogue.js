"use strict";

const CARD_FIELDS =
  "id,title,handle,thumbnail,variants.id,*variants.calculated_price," +
  "variants.manage_inventory,variants.allow_backorder,+variants.inventory_quantity";
const PRODUCT_FIELDS =
  "id,title,subtitle,handle,description,thumbnail,material,weight,*images,*options," +
  "*options.values,*variants,*variants.options,*variants.calculated_price," +
  "+variants.inventory_quantity";

const PER_PAGE = 24;
const RELATED = 4;

/** How many of a variant can be bought; Infinity where nobody counts. */
function deriveStock(variant) {
  if (!variant.manage_inventory || variant.allow_backorder) return Infinity;
  return Math.max(0, variant.inventory_quantity ?? 0);
}

function isBuyable(variant) {
  return (
    typeof variant.calculated_price?.calculated_amount === "number" && deriveStock(variant) > 0
  );
}

/**
 * @param {{regionId: string, search?: string, page?: number}} wanted pages count from 1
 * @returns {Promise<{products: object[], pages: number}>}
 */
async function listProducts(api, { regionId, search, page = 1 }) {
  const answer = await api.get("products", {
    region_id: regionId,
    fields: CARD_FIELDS,
    limit: PER_PAGE,
    offset: (page - 1) * PER_PAGE,
    order: "title",
    ...(search ? { q: search } : {}),
  });
  return { products: answer.products, pages: Math.max(1, Math.ceil(answer.count / PER_PAGE)) };
}

/** A few others; of a small shop simply those that follow. */
async function listRelated(api, product, regionId) {
  const { products } = await listProducts(api, { regionId });
  const others = products.filter((other) => other.id !== product.id);
  const start = others.findIndex((other) => other.title > product.title);
  const turned = [...others.slice(Math.max(start, 0)), ...others.slice(0, Math.max(start, 0))];
  return turned.slice(0, RELATED);
}

async function findProduct(api, handle, regionId) {
  const { products } = await api.get("products", {
    handle,
    region_id: regionId,
    fields: PRODUCT_FIELDS,
    limit: 1,
  });
  return products[0] ?? null;
}

/** @returns {Promise<number | null>} null where the product or its variant is gone */
async function findStock(api, productId, variantId) {
  const { products } = await api.get("products", {
    "id[]": productId,
    fields:
      "variants.id,variants.manage_inventory,variants.allow_backorder,+variants.inventory_quantity",
  });
  const variant = products[0]?.variants.find((candidate) => candidate.id === variantId);
  return variant ? deriveStock(variant) : null;
}

module.exports = { deriveStock, isBuyable, listProducts, listRelated, findProduct, findStock };
