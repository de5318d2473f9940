"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");
const claim = require("../../../../images/medusa/app/claim/request");
const { IDENTITY, buildOther } = require("./identities");

const SETTINGS = { publicOrigin: "http://pool-abcdefgh.localhost:8080", sampleProducts: true };

test("only the secret itself opens, whatever its length or form", () => {
  assert.equal(claim.isSecret("p".repeat(48), "p".repeat(48)), true);
  const wrong = ["p".repeat(47), "P".repeat(48), `${"p".repeat(48)} `, "", undefined, ["p".repeat(48)]];
  for (const given of wrong) assert.equal(claim.isSecret(given, "p".repeat(48)), false);
});

test("a claim brings all but the products, which stay", () => {
  const { sample_products: _, ...body } = IDENTITY;
  assert.deepEqual(claim.readClaim(body, SETTINGS), { ...IDENTITY, sample_products: "true" });
});

test("what else a claim may hold is left out", () => {
  const body = { ...IDENTITY, more: 1, credentials: { ...IDENTITY.credentials, more: "x" } };
  assert.deepEqual(claim.readClaim(body, SETTINGS), { ...IDENTITY, sample_products: "true" });
});

const REFUSED = {
  "no body": [undefined, /lacks: url/],
  "a body that is no object": ["claim", /lacks: url/],
  "no credentials": [{ ...IDENTITY, credentials: null }, /lacks: admin_email/],
  "an empty secret": [
    { ...IDENTITY, credentials: { ...IDENTITY.credentials, jwt_secret: "" } },
    /lacks: jwt_secret\.$/,
  ],
  "a number for a name": [{ ...IDENTITY, display_name: 7 }, /lacks: display_name\.$/],
  "another scheme": [{ ...IDENTITY, url: "https://shop.example/" }, /must start with http:/],
  "no address": [{ ...IDENTITY, url: "shop" }, /must start with http:/],
  "a key that Medusa would not take": [
    { ...IDENTITY, credentials: { ...IDENTITY.credentials, publishable_key: "pk_1" } },
    /publishable_key/,
  ],
};

for (const [what, [body, reason]] of Object.entries(REFUSED)) {
  test(`refuses ${what}, and quotes no secret`, () => {
    assert.throws(() => claim.readClaim(body, SETTINGS), (error) => {
      assert.equal(error.status, 400);
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /secret words/);
      return true;
    });
  });
}

test("the same claim has the same digest, another one has not", () => {
  const digest = claim.deriveDigest(IDENTITY);
  assert.equal(claim.deriveDigest(structuredClone(IDENTITY)), digest);
  assert.notEqual(claim.deriveDigest(buildOther()), digest);
});
