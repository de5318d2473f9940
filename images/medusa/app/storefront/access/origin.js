"use strict";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

function isFromHere(request) {
  const site = request.get("Sec-Fetch-Site");
  if (site !== undefined && site !== "same-origin") return false;
  const origin = request.get("Origin");
  return origin === undefined || URL.parse(origin)?.host === request.get("Host");
}

/**
 * Answers 403 to forms that another site sends here.
 *
 * Every browser says where a POST comes from. What says nothing is no browser, and has no
 * shopper's cookies to misuse.
 */
function refuseOtherSites(request, response, next) {
  if (SAFE.has(request.method) || isFromHere(request)) return next();
  next(Object.assign(new Error("A form was sent from another site."), { status: 403 }));
}

module.exports = { refuseOtherSites };
