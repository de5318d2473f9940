"use strict";

const { promisify } = require("node:util");
const { getSettings } = require("../../../boot/settings");
const { buildAuthContext, useLink } = require("../../../sign-in/merchant");
const { HEADERS, REFUSED_PAGE, SIGN_IN_PAGE } = require("../../../sign-in/page");
const { readToken } = require("../../../sign-in/token");

/** The page that a sign-in link opens. The token is in its fragment, which no server sees. */
function GET(request, response) {
  response.set(HEADERS).type("html").send(SIGN_IN_PAGE);
}

/** A new session, so that a cookie from before the sign-in is worth nothing after it. */
async function openSession(request) {
  await promisify(request.session.regenerate.bind(request.session))();
  request.session.auth_context = await buildAuthContext(request.scope);
  await promisify(request.session.save.bind(request.session))();
}

async function POST(request, response) {
  const token = readToken(request.body?.token, getSettings().signInSecret, Date.now() / 1000);
  response.set(HEADERS);
  if (!token || !(await useLink(request.scope, token))) {
    response.status(403).type("html").send(REFUSED_PAGE);
    return;
  }
  await openSession(request);
  response.redirect(303, "/app");
}

module.exports = { GET, POST };
