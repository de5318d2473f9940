"use strict";

const { createHash, timingSafeEqual } = require("node:crypto");
const { CREDENTIALS } = require("../boot/identity");
const { deriveIdentitySettings } = require("../boot/settings");

const CHOICES = ["url", "display_name", "country", "currency"];

/** A claim that cannot be granted, and why; the reason holds no value of it. */
class ClaimRefused extends Error {
  /** @param {number} status of the answer */
  constructor(status, message) {
    super(message);
    this.name = "ClaimRefused";
    this.status = status;
  }
}

function hash(text) {
  return createHash("sha256").update(text).digest();
}

/** In a time that tells nothing about the secret, whatever its length. */
function isSecret(given, secret) {
  return typeof given === "string" && timingSafeEqual(hash(given), hash(secret));
}

function readTexts(source, names) {
  const isGiven = (name) => typeof source?.[name] === "string" && source[name] !== "";
  const missing = names.filter((name) => !isGiven(name));
  if (missing.length > 0) throw new ClaimRefused(400, `The claim lacks: ${missing.join(", ")}.`);
  return Object.fromEntries(names.map((name) => [name, source[name]]));
}

function assertValid(identity) {
  try {
    deriveIdentitySettings(identity);
  } catch (error) {
    throw new ClaimRefused(400, error.message);
  }
  return identity;
}

/**
 * The identity that a claim brings; what it does not tell stays.
 *
 * @param {unknown} body JSON of the request
 * @param {{sampleProducts: boolean, publicOrigin: string}} settings of the running shop
 * @throws {ClaimRefused}
 */
function readClaim(body, settings) {
  const choices = readTexts(body, CHOICES);
  const credentials = readTexts(body.credentials, CREDENTIALS);
  const scheme = new URL(settings.publicOrigin).protocol;
  if (URL.parse(choices.url)?.protocol !== scheme) {
    throw new ClaimRefused(400, `url must start with ${scheme}//, as the shop's cookies are for that.`);
  }
  return assertValid({ ...choices, sample_products: String(settings.sampleProducts), credentials });
}

/** Says the same of the same claim, and nothing about its secrets: they are too long to guess. */
function deriveDigest(identity) {
  return hash(JSON.stringify(identity)).toString("hex");
}

module.exports = { ClaimRefused, deriveDigest, isSecret, readClaim };
