"use strict";

const { randomBytes } = require("node:crypto");
const { buildMessagePage, buildBarePage } = require("../views/messages");

async function showNotFound() {
  return {
    status: 404,
    ...buildMessagePage({
      title: "There is no such page",
      text: "It may have moved, or what it showed is no longer sold.",
      links: [
        ["/", "See all products"],
        ["/orders", "Find my order"],
      ],
    }),
  };
}

const FORBIDDEN = {
  title: "That did not come from this shop",
  text: "For your safety we take forms from our own pages only. Open the shop and try again.",
};

function describe(status, reference) {
  if (status === 403) return FORBIDDEN;
  if (status < 500) return { title: "We did not understand that", text: "Go back and try again." };
  return {
    title: "Something went wrong on our side",
    text: `Try again in a moment; ordering again never makes a second order. If it stays, tell us this reference: ${reference}`,
  };
}

/** The last resort: a page that needs neither the database nor the Store API. */
function buildErrorPage() {
  // Express recognises an error handler by its four parameters.
  return function showError(error, request, response, next) {
    if (response.headersSent) return next(error);
    const status = error.status ?? 500;
    const reference = randomBytes(4).toString("hex");
    if (status >= 500) {
      console.error(
        `storefront error ${reference}: ${request.method} ${request.path}: ${error.stack}`,
      );
    }
    response
      .status(status)
      .type("html")
      .send(buildBarePage(describe(status, reference)).text);
  };
}

/**
 * The answer, or error 503 when it takes too long: a shopper rather reads that something is
 * wrong than waits for a database that is away.
 */
async function answerInTime(answer, milliseconds) {
  let timer;
  const late = new Promise((resolve, reject) => {
    const error = Object.assign(new Error(`No answer within ${milliseconds} ms.`), { status: 503 });
    timer = setTimeout(reject, milliseconds, error);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

module.exports = { showNotFound, answerInTime, buildErrorPage };
