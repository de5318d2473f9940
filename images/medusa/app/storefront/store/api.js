"use strict";

/** A request that the Store API refused, with its own reason. */
class StoreRefusal extends Error {
  /** @param {{status: number, code?: string, type?: string, message: string}} refusal */
  constructor({ status, code, type, message }) {
    super(message);
    this.name = "StoreRefusal";
    Object.assign(this, { refusal: status, code, type });
  }
}

async function readRefusal(response) {
  const text = await response.text();
  try {
    return { status: response.status, ...JSON.parse(text) };
  } catch {
    return { status: response.status, message: text.slice(0, 200) };
  }
}

/**
 * Speaks with the shop's own Store API, so that prices, stock and rules are Medusa's alone.
 *
 * @param {{port: number, publishableKey: string}} settings
 */
function buildStoreApi(settings) {
  async function call(method, path, { query = {}, body } = {}) {
    const address = new URL(`http://127.0.0.1:${settings.port}/store/${path}`);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    const response = await fetch(address, {
      method,
      headers: {
        "x-publishable-api-key": settings.publishableKey,
        "content-type": "application/json",
      },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new StoreRefusal(await readRefusal(response));
    return response.json();
  }

  return {
    get: (path, query) => call("GET", path, { query }),
    post: (path, body = {}, query = {}) => call("POST", path, { body, query }),
    remove: (path) => call("DELETE", path),
  };
}

/** The answer, or null where Medusa knows no such thing. */
async function findOrNull(answer) {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StoreRefusal && error.refusal === 404) return null;
    throw error;
  }
}

module.exports = { StoreRefusal, buildStoreApi, findOrNull };
