"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");

const CART = "shop_cart";
const REGION = "shop_region";
const ORDER = "shop_order";

const DAY_MILLISECONDS = 24 * 3600 * 1000;
const CART_DAYS = 30;
const ORDER_DAYS = 1;

/** What Medusa's identifiers look like; anything else never gets near a request of ours. */
const IDENTIFIER = /^[a-z]+_[0-9A-Za-z]+$/;

function isIdentifier(value) {
  return typeof value === "string" && IDENTIFIER.test(value);
}

/** The same text always gives the same signature; the prefix keeps it apart from Medusa's own use. */
function sign(secret, text) {
  return createHmac("sha256", secret).update(`storefront order\n${text}`).digest("base64url");
}

function isSigned(secret, text, signature) {
  const expected = Buffer.from(sign(secret, text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/**
 * The shopper's cookies. None can be read by scripts, and none is sent along when another
 * site posts a form.
 *
 * @param {{cookieSecret: string, publicOrigin: string}} settings
 */
function buildCookies(settings) {
  const options = {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure: settings.publicOrigin.startsWith("https:"),
  };

  function findId(request, name) {
    const value = request.cookies?.[name];
    return isIdentifier(value) ? value : null;
  }

  function keep(response, name, value, days) {
    response.cookie(name, value, { ...options, maxAge: days * DAY_MILLISECONDS });
  }

  return {
    findCart: (request) => findId(request, CART),
    keepCart: (response, id) => keep(response, CART, id, CART_DAYS),
    forgetCart: (response) => response.clearCookie(CART, options),
    findRegion: (request) => findId(request, REGION),
    keepRegion: (response, id) => keep(response, REGION, id, CART_DAYS),
    /** The order this browser bought ("bought") or looked up ("found"), and nobody else's. */
    findOrder(request) {
      const [id, right, signature] = String(request.cookies?.[ORDER] ?? "").split(".");
      if (!isIdentifier(id) || !signature) return null;
      return isSigned(settings.cookieSecret, `${id}.${right}`, signature) ? { id, right } : null;
    },
    keepOrder(response, { id, right }) {
      const text = `${id}.${right}`;
      keep(response, ORDER, `${text}.${sign(settings.cookieSecret, text)}`, ORDER_DAYS);
    },
  };
}

module.exports = { buildCookies };
