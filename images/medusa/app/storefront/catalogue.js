"use strict";

const PRODUCT_FIELDS =
  "id,title,handle,description,thumbnail,*variants.calculated_price,variants.id,variants.title";
const MOST_PRODUCTS = 60;

/** Asks the shop's own Store API, so that the page shows exactly what a shopper may buy. */
async function getFromStore(settings, path, parameters = {}) {
  const address = new URL(`http://127.0.0.1:${settings.port}/store/${path}`);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  const response = await fetch(address, {
    headers: { "x-publishable-api-key": settings.publishableKey },
  });
  if (!response.ok) throw new Error(`GET /store/${path} answered ${response.status}`);
  return response.json();
}

/** Name and default region, as the merchant last set them in the admin. */
async function observeShop(scope) {
  const { data } = await scope
    .resolve("query")
    .graph({ entity: "store", fields: ["name", "default_region_id"] });
  return data[0];
}

function findRegion(regions, wanted, fallback) {
  const byId = (id) => regions.find((region) => region.id === id);
  return byId(wanted) ?? byId(fallback) ?? regions[0];
}

/** @returns the regions, the one to show (undefined when there is none) and its products */
async function observeCatalogue(settings, shop, wantedRegion) {
  const { regions } = await getFromStore(settings, "regions");
  const region = findRegion(regions, wantedRegion, shop.default_region_id);
  if (!region) return { regions, region, products: [] };
  const { products } = await getFromStore(settings, "products", {
    region_id: region.id,
    fields: PRODUCT_FIELDS,
    limit: MOST_PRODUCTS,
    order: "title",
  });
  return { regions, region, products };
}

module.exports = { observeShop, observeCatalogue };
