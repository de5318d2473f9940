"use strict";

const express = require("express");
const { buildCookies } = require("../access/cookies");
const { refuseOtherSites } = require("../access/origin");
const { buildStoreApi } = require("../store/api");
const { buildPage } = require("../views/layout");
const { observeContext } = require("./context");
const { showNotFound, answerInTime, buildErrorPage } = require("./errors");
const catalogue = require("./catalogue");
const cart = require("./cart");
const checkout = require("./checkout");
const order = require("./order");
const configuration = require("./configuration");

/** Pages take some milliseconds, an order about 0.3 s. */
const ANSWER_MILLISECONDS = 15_000;

/**
 * Our own files only, no inline script or style. Pictures alone may come from elsewhere:
 * merchants import products whose pictures lie on other servers.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

function protect(request, response, next) {
  response.set({
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
  });
  next();
}

/**
 * A page is a function of (tools, request, response, context) that either answers itself or
 * returns what to show: {title, main, status}.
 */
const ROUTES = [
  ["get", "/", catalogue.showList],
  ["get", "/products/:handle", catalogue.showProduct],
  ["post", "/products/:handle", cart.add],
  ["get", "/cart", cart.show],
  ["post", "/cart/lines/:line", cart.change],
  ["post", "/region", cart.chooseRegion],
  ["get", "/checkout", checkout.showDetails],
  ["post", "/checkout", checkout.saveDetails],
  ["get", "/checkout/delivery", checkout.showDelivery],
  ["post", "/checkout/delivery", checkout.saveDelivery],
  ["get", "/checkout/review", checkout.showReview],
  ["post", "/checkout/review", checkout.place],
  ["get", "/orders", order.showLookUp],
  ["post", "/orders", order.lookUp],
  ["get", "/orders/:number", order.show],
  ["use", "/", showNotFound],
];

async function answerWith(show, tools, request, response) {
  const context = await observeContext(tools, request);
  const shown = await show(tools, request, response, context);
  if (!shown || response.headersSent) return;
  response
    .status(shown.status ?? 200)
    .type("html")
    .send(buildPage(context, shown).text);
}

/** All pages of the shop as one router. */
function buildPages(settings) {
  const tools = {
    settings,
    api: buildStoreApi(settings),
    cookies: buildCookies(settings),
    lookUp: order.buildLookUpLimit(),
  };

  /** Express 4 does not notice rejected promises by itself. */
  function inTime(answer) {
    return (request, response, next) =>
      answerInTime(answer(request, response), ANSWER_MILLISECONDS).catch(next);
  }

  const pages = express.Router();
  pages.use(protect, refuseOtherSites);
  pages.get(
    "/config.json",
    inTime((request, response) => configuration.show(tools, request, response)),
  );
  for (const [method, path, show] of ROUTES) {
    pages[method](
      path,
      inTime((request, response) => answerWith(show, tools, request, response)),
    );
  }
  pages.use(buildErrorPage());
  return pages;
}

module.exports = { buildPages };
