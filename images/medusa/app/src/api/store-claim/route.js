"use strict";

const { answerClaim } = require("../../../claim/grant");
const { ClaimRefused } = require("../../../claim/request");

/** For the platform alone: makes a shop that was started ahead the one of its merchant. */
async function POST(request, response) {
  response.set("Cache-Control", "no-store");
  try {
    await answerClaim(request);
  } catch (error) {
    if (!(error instanceof ClaimRefused)) throw error;
    response.status(error.status).json({ message: error.message });
    return;
  }
  response.json({ claimed: true });
}

module.exports = { POST };
