"use strict";

/** Calls of a shop that runs beside the image's build. */

const SHOP = `http://127.0.0.1:${process.env.PORT}`;
const BOOT_MILLISECONDS = 60_000;
const PAUSE_MILLISECONDS = 200;

async function call(method, path, headers, body) {
  const response = await fetch(`${SHOP}${path}`, {
    method,
    headers: body instanceof FormData ? headers : { "content-type": "application/json", ...headers },
    body: body instanceof FormData ? body : body && JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.headers.get("content-type")?.includes("json") ? response.json() : response.text();
}

async function isHealthy() {
  try {
    return (await fetch(`${SHOP}/health`)).ok;
  } catch (error) {
    if (error.cause?.code === "ECONNREFUSED") return false;
    throw error;
  }
}

async function waitForBoot() {
  const deadline = Date.now() + BOOT_MILLISECONDS;
  while (!(await isHealthy())) {
    if (Date.now() > deadline) throw new Error("The shop did not become healthy.");
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

function callAs(headers) {
  return (method, path, body) => call(method, path, headers, body);
}

module.exports = { SHOP, call, callAs, waitForBoot };
