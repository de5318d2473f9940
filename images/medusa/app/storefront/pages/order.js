"use strict";

const { buildAttempts } = require("../access/attempts");
const { findOrder, findOrderId } = require("../store/orders");
const { buildLookUpPage, buildOrderPage } = require("../views/order");
const { goTo, readText, findCountryName } = require("./context");

/**
 * Wrong guesses per number and per address, for orders are numbered in sequence; and per
 * client, where many people may share an address.
 */
const LIMIT = { most: { client: 50, number: 10, email: 10 }, milliseconds: 15 * 60 * 1000 };

const NUMBER = /^#?\s*([1-9]\d{0,8})$/;
const NOT_FOUND = "We know no order with this number and this e-mail address. Check both.";
const TOO_MANY = "That was tried too often. Wait a quarter of an hour, then try again.";

function buildLookUpLimit() {
  return buildAttempts(LIMIT);
}

function checkForm(values) {
  const problems = {};
  if (!NUMBER.test(values.number)) problems.number = "Enter the number of your order, such as 12.";
  if (!values.email.includes("@")) problems.email = "Enter the e-mail address you ordered with.";
  return problems;
}

async function showLookUp(tools, request, response, context) {
  const values = { number: readText(request.query, "number"), email: "" };
  return buildLookUpPage(context, { values, problems: {} });
}

async function lookUp(tools, request, response, context) {
  const values = {
    number: readText(request.body, "number"),
    email: readText(request.body, "email"),
  };
  const problems = checkForm(values);
  const refuse = (status, problem) => ({
    status,
    ...buildLookUpPage(context, { values, problems, problem }),
  });
  if (Object.keys(problems).length > 0) return refuse(422);
  const number = Number(NUMBER.exec(values.number)[1]);
  const keys = { client: request.ip, number, email: values.email.toLowerCase() };
  if (tools.lookUp.isExhausted(keys)) return refuse(429, TOO_MANY);
  tools.lookUp.begin(keys);
  const id = await findOrderId(request.scope, number, values.email);
  if (!id) return refuse(422, NOT_FOUND);
  tools.lookUp.succeed(keys);
  tools.cookies.keepOrder(response, { id, right: "found" });
  return goTo(response, `/orders/${number}`);
}

/** Only what this browser bought or looked up; for all else the way is the look-up. */
async function show({ api, cookies }, request, response, context) {
  const access = cookies.findOrder(request);
  const order = access && (await findOrder(api, access.id));
  if (!order || String(order.display_id) !== request.params.number) {
    const query = new URLSearchParams({ number: request.params.number.slice(0, 10) });
    return goTo(response, `/orders?${query}`);
  }
  const country = findCountryName(context.shop, order.shipping_address?.country_code);
  return buildOrderPage(context, { order, bought: access.right === "bought", country });
}

module.exports = { buildLookUpLimit, showLookUp, lookUp, show };
