"use strict";

const path = require("node:path");
const express = require("express");
const { observeShop, observeCatalogue } = require("./catalogue");
const { buildPage } = require("./page");
const { readSettings } = require("../boot/settings");

const PUBLIC = path.join(__dirname, "public");
const PICTURE_SECONDS = 3600;

/** Nothing but our own style sheet and pictures: the page has no script. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

const settings = readSettings();

async function showShop(request, response) {
  const shop = await observeShop(request.scope);
  const catalogue = await observeCatalogue(settings, shop, request.query.region);
  response.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  response.set("Cache-Control", "no-store");
  response.type("html").send(buildPage(shop, catalogue));
}

/** What a generic storefront bundle has to know about this one shop. */
async function showConfiguration(request, response) {
  const shop = await observeShop(request.scope);
  response.set("Cache-Control", "no-store");
  response.json({
    name: shop.name,
    publishable_key: settings.publishableKey,
    default_region_id: shop.default_region_id,
  });
}

/** Express 4 does not notice rejected promises by itself. */
function forwardErrors(show) {
  return (request, response, next) => show(request, response).catch(next);
}

const storefront = express.Router();
storefront.get("/", forwardErrors(showShop));
storefront.get("/config.json", forwardErrors(showConfiguration));
storefront.use(express.static(PUBLIC, { index: false, redirect: false, maxAge: PICTURE_SECONDS * 1000 }));

module.exports = { storefront };
