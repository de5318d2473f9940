"use strict";

const REGION_FIELDS = ["id", "name", "currency_code", "countries.iso_2", "countries.display_name"];

async function listRegions(query) {
  const { data } = await query.graph({ entity: "region", fields: REGION_FIELDS });
  return data.map((region) => ({
    ...region,
    countries: [...region.countries].sort((one, other) =>
      one.display_name.localeCompare(other.display_name),
    ),
  }));
}

/**
 * The shop as its merchant last set it in the admin.
 *
 * @returns {Promise<{name: string, regions: object[], defaultRegionId: string | null}>}
 */
async function observeShop(scope) {
  const query = scope.resolve("query");
  const [stores, regions] = await Promise.all([
    query.graph({ entity: "store", fields: ["name", "default_region_id"] }),
    listRegions(query),
  ]);
  const { name, default_region_id: defaultRegionId } = stores.data[0];
  return { name, regions, defaultRegionId };
}

/** The cart's region, else the one the shopper chose, else the shop's own; null if there is none. */
function chooseRegion(shop, ...wanted) {
  for (const id of [...wanted, shop.defaultRegionId]) {
    const region = shop.regions.find((candidate) => candidate.id === id);
    if (region) return region;
  }
  return shop.regions[0] ?? null;
}

module.exports = { observeShop, chooseRegion };
