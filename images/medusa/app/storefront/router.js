"use strict";

const path = require("node:path");
const express = require("express");
const { getSettings } = require("../boot/settings");

const PUBLIC = path.join(__dirname, "public");
const YEAR_MILLISECONDS = 365 * 24 * 3600 * 1000;
const HOUR_MILLISECONDS = 3600 * 1000;

/** First parts of the paths that Medusa, its admin and its uploads answer themselves. */
const MEDUSA = new Set([
  "store",
  "admin",
  "auth",
  "hooks",
  "app",
  "static",
  "health",
  "cloud",
  "sign-in",
  "store-claim",
]);

let pages;

/** At the first visit, not at boot: loading is what a starting shop's time goes into. */
function servePages(request, response, next) {
  pages ??= require("./pages/routes").buildPages(getSettings());
  pages(request, response, next);
}

/** Style and script are asked for with a fingerprint of their content, pictures are not. */
function setLifetime(response, file) {
  const pinned = response.req.query.v !== undefined && /\.(css|js)$/.test(file);
  const seconds = (pinned ? YEAR_MILLISECONDS : HOUR_MILLISECONDS) / 1000;
  response.set("Cache-Control", `public, max-age=${seconds}${pinned ? ", immutable" : ""}`);
  response.set("X-Content-Type-Options", "nosniff");
}

const files = express.static(PUBLIC, { index: false, redirect: false, setHeaders: setLifetime });

/** Everything of the shop that shoppers see; what is Medusa's goes on to Medusa. */
function storefront(request, response, next) {
  if (MEDUSA.has(request.path.split("/")[1])) return next();
  files(request, response, (error) => (error ? next(error) : servePages(request, response, next)));
}

module.exports = { storefront };
