"use strict";

const { defineMiddlewares } = require("@medusajs/framework/http");
const { storefront } = require("../../storefront/router");

/** The platform's order probe makes it in a shop that has nothing to buy: medusa_admin.py. */
const PROBE_HANDLE = "store-orchestrator-probe";

/**
 * Offers each request to the storefront first; what it does not know goes on to Medusa.
 *
 * Medusa mounts its middlewares under their matcher, and for a wildcard Express then cuts
 * the whole path off `request.url`: every request would look like the front page.
 */
function serveStorefront(request, response, next) {
  const { url, baseUrl } = request;
  Object.assign(request, { url: request.originalUrl, baseUrl: "" });
  storefront(request, response, (error) => {
    Object.assign(request, { url, baseUrl });
    next(error);
  });
}

/** Shoppers never see the probe's product. Runs after Medusa read the filters of the request. */
function hideProbe(request, _response, next) {
  request.filterableFields.handle ??= { $ne: PROBE_HANDLE };
  next();
}

module.exports = {
  default: defineMiddlewares({
    routes: [
      { matcher: "/*", middlewares: [serveStorefront] },
      { matcher: "/store/products", methods: ["GET"], middlewares: [hideProbe] },
    ],
  }),
};
