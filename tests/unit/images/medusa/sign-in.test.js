"use strict";

const assert = require("node:assert/strict");
const { createHash, createHmac } = require("node:crypto");
const { test } = require("node:test");
const { readToken } = require("../../../../images/medusa/app/sign-in/token");
const { HEADERS, REFUSED_PAGE, SIGN_IN_PAGE } = require("../../../../images/medusa/app/sign-in/page");

const SECRET = "s".repeat(48);
const NONCE = "0a".repeat(16);
const NOW = 1_800_000_000;

function sign(payload, secret = SECRET) {
  return `${payload}.${createHmac("sha256", secret).update(payload).digest("hex")}`;
}

function buildToken(content, secret) {
  return sign(Buffer.from(JSON.stringify(content)).toString("base64url"), secret);
}

test("reads the token that engines/sign_in.py makes", () => {
  // build_sign_in_token("s" * 48, "0a" * 16, datetime.fromtimestamp(1800000120, UTC))
  const token =
    "eyJleHAiOjE4MDAwMDAxMjAsIm5vbmNlIjoiMGEwYTBhMGEwYTBhMGEwYTBhMGEwYTBhMGEwYTBhMGEifQ." +
    "7b29006f3053932406a4c8b3283723210c29005ec723bdee5a855fb37c2b11f5";
  assert.deepEqual(readToken(token, SECRET, NOW), { exp: NOW + 120, nonce: NONCE });
});

test("a token ends at its second", () => {
  const token = buildToken({ exp: NOW + 120, nonce: NONCE });
  assert.ok(readToken(token, SECRET, NOW + 119.9));
  assert.equal(readToken(token, SECRET, NOW + 120), undefined);
});

const GOOD = buildToken({ exp: NOW + 120, nonce: NONCE });
const REFUSED = {
  "another secret": buildToken({ exp: NOW + 120, nonce: NONCE }, "t".repeat(48)),
  "a later end under the old signature": `${buildToken({ exp: NOW + 999, nonce: NONCE }).split(".")[0]}.${GOOD.split(".")[1]}`,
  "a cut signature": GOOD.slice(0, -1),
  "a signature in capitals": GOOD.toUpperCase(),
  "no signature": GOOD.split(".")[0],
  "something behind it": `${GOOD}0`,
  "a nonce of another form": buildToken({ exp: NOW + 120, nonce: "x" }),
  "no nonce": buildToken({ exp: NOW + 120 }),
  "no end": buildToken({ nonce: NONCE }),
  "an end as text": buildToken({ exp: String(NOW + 120), nonce: NONCE }),
  nothing: undefined,
  "an empty text": "",
  "a list, as a form with token[] gives": [GOOD],
  "an object": { payload: GOOD },
};

for (const [what, token] of Object.entries(REFUSED)) {
  test(`refuses ${what}`, () => assert.equal(readToken(token, SECRET, NOW), undefined));
}

function listAllowed(directive) {
  const policy = HEADERS["Content-Security-Policy"];
  return new RegExp(`${directive} '([^']+)'`).exec(policy)[1];
}

function hash(text) {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

test("browsers may run the script and the style of the page, and no other", () => {
  const [, style] = /<style>([^]*)<\/style>/.exec(SIGN_IN_PAGE);
  const [, script] = /<script>([^]*)<\/script>/.exec(SIGN_IN_PAGE);
  assert.equal(listAllowed("script-src"), hash(script));
  assert.equal(listAllowed("style-src"), hash(style));
  assert.match(HEADERS["Content-Security-Policy"], /^default-src 'none';/);
});

test("both pages lead to the usual sign-in, and nobody keeps them", () => {
  for (const page of [SIGN_IN_PAGE, REFUSED_PAGE]) assert.match(page, /href="\/app\/login"/);
  assert.equal(HEADERS["Cache-Control"], "no-store");
  assert.equal(HEADERS["Referrer-Policy"], "no-referrer");
});

test("the page of a used link has no script", () => assert.doesNotMatch(REFUSED_PAGE, /<script/));
