"use strict";

const { observeShop } = require("../store/shop");

/** What a storefront of somebody else has to know about this one shop. */
async function show({ settings }, request, response) {
  const shop = await observeShop(request.scope);
  response.json({
    name: shop.name,
    publishable_key: settings.publishableKey,
    default_region_id: shop.defaultRegionId,
  });
}

module.exports = { show };
