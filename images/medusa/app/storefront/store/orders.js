"use strict";

const { findOrNull } = require("./api");

async function findOrder(api, id) {
  const answer = await findOrNull(api.get(`orders/${id}`));
  return answer?.order ?? null;
}

/**
 * The order of this number if this is the buyer's e-mail address, else null. Whether the
 * number or the address is wrong cannot be told apart.
 *
 * @param {number} number as printed on the confirmation
 */
async function findOrderId(scope, number, email) {
  const { data } = await scope.resolve("query").graph({
    entity: "order",
    fields: ["id", "email"],
    filters: { display_id: number },
  });
  const wanted = email.toLowerCase();
  return data.find((order) => order.email?.toLowerCase() === wanted)?.id ?? null;
}

module.exports = { findOrder, findOrderId };
