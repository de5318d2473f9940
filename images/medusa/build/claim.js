"use strict";

/** A claim of the running shop, and what must not outlive it. */

const { randomBytes } = require("node:crypto");
const { SHOP, call, callAs } = require("./shop");

const REFUSED = [400, 401, 403];

/** Somebody else, somewhere else, with other money: one that has no decimals, or has them again. */
function buildClaim(former) {
  const secret = () => randomBytes(24).toString("hex");
  const isEuro = former.currency === "EUR";
  return {
    url: "http://claimed.localhost:9000",
    display_name: `Claimed <${secret()}> & "Co"`,
    country: isEuro ? "JP" : "DE",
    currency: isEuro ? "JPY" : "EUR",
    sample_products: former.sample_products,
    credentials: {
      admin_email: `${secret()}@example.com`,
      admin_password: secret(),
      publishable_key: `pk_${randomBytes(32).toString("hex")}`,
      database_password: former.credentials.database_password,
      jwt_secret: secret(),
      cookie_secret: secret(),
      sign_in_secret: secret(),
      probe_secret: secret(),
    },
  };
}

async function expectRefusal(what, path, headers, { method = "GET", body } = {}) {
  const response = await fetch(`${SHOP}${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  await response.arrayBuffer();
  if (!REFUSED.includes(response.status)) throw new Error(`${what}: answered ${response.status}.`);
}

/** All that somebody who knew the shop before its claim could try later. */
async function keepTraces(former, { session, token }) {
  const admin = callAs(token);
  const created = await admin("POST", "/admin/api-keys", { title: "Before", type: "secret" });
  const { invite } = await admin("POST", "/admin/invites", { email: "guest@example.com" });
  return { former, session, token, key: created.api_key.token, invite: invite.token };
}

async function claim(identity, { credentials }) {
  const { sample_products: _, ...body } = identity;
  const path = "/store-claim";
  await expectRefusal("a claim without a secret", path, {}, { method: "POST", body });
  const stranger = { "x-store-secret": "x".repeat(credentials.probe_secret.length) };
  await expectRefusal("a claim with a wrong secret", path, stranger, { method: "POST", body });
  const begin = performance.now();
  await call("POST", path, { "x-store-secret": credentials.probe_secret }, body);
  console.log(`claimed in ${Math.round(performance.now() - begin)} ms`);
  const shown = await call("GET", "/config.json", {});
  if (shown.name !== identity.display_name) throw new Error(`The shop's name is ${shown.name}.`);
}

async function expectStranger({ former, session, token, key }) {
  const { credentials } = former;
  const me = "/admin/users/me";
  await expectRefusal("a session from before the claim", me, session);
  await expectRefusal("a token from before the claim", me, token);
  const basic = { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` };
  await expectRefusal("a secret key from before the claim", "/admin/products", basic);
  const publishable = { "x-publishable-api-key": credentials.publishable_key };
  await expectRefusal("the former publishable key", "/store/regions", publishable);
  const { admin_email: email, admin_password: password, probe_secret } = credentials;
  const body = { email, password };
  await expectRefusal("the former password", "/auth/user/emailpass", {}, { method: "POST", body });
  const again = { "x-store-secret": probe_secret };
  await expectRefusal("the former secret", "/store-claim", again, { method: "POST", body: {} });
}

/** An invited guest with a sign-in of the claimed shop, and the invitation of the shop before. */
async function expectUninvited({ invite }) {
  const email = "guest@example.com";
  const password = randomBytes(12).toString("hex");
  const made = await call("POST", "/auth/user/emailpass/register", {}, { email, password });
  const path = `/admin/invites/accept?token=${encodeURIComponent(invite)}`;
  const guest = { authorization: `Bearer ${made.token}` };
  const given = { method: "POST", body: { email, first_name: "G", last_name: "G" } };
  await expectRefusal("an invitation from before the claim", path, guest, given);
}

module.exports = { buildClaim, claim, expectStranger, expectUninvited, keepTraces };
