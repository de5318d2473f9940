"use strict";

const { createHmac, timingSafeEqual } = require("node:crypto");

/** Format and lifetime are the platform's: src/store_orchestrator/engines/sign_in.py. */
const TOKEN = /^([A-Za-z0-9_-]{1,200})\.([0-9a-f]{64})$/;
const NONCE = /^[0-9a-f]{32}$/;

function isSignedBy(secret, payload, signature) {
  const expected = createHmac("sha256", secret).update(payload).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}

/**
 * The content of a sign-in token that was signed with `secret` and has not expired.
 *
 * Read only after the signature was found right, so nobody else's JSON is ever parsed.
 *
 * @param {unknown} token as the browser sent it
 * @param {number} now in Unix seconds
 * @returns {{nonce: string, exp: number} | undefined}
 */
function readToken(token, secret, now) {
  const parts = TOKEN.exec(typeof token === "string" ? token : "");
  if (parts === null || !isSignedBy(secret, parts[1], parts[2])) return undefined;
  const { nonce, exp } = JSON.parse(Buffer.from(parts[1], "base64url").toString("utf8"));
  return NONCE.test(nonce) && Number.isInteger(exp) && now < exp ? { nonce, exp } : undefined;
}

module.exports = { readToken };
