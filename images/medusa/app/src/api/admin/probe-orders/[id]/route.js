"use strict";

const { removeOrder } = require("../../../../../probe/orders");

/**
 * Removes a cancelled order of the platform's probe for good; Medusa's own API can only archive one,
 * and its admin lists archived ones. Like all below /admin, for those who are signed in.
 */
async function DELETE(request, response) {
  await removeOrder(request.scope, request.params.id);
  response.json({ id: request.params.id, object: "order", deleted: true });
}

module.exports = { DELETE };
