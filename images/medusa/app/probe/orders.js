"use strict";

const {
  ContainerRegistrationKeys,
  MedusaError,
  Modules,
} = require("@medusajs/framework/utils");

/** The mark that src/store_orchestrator/engines/medusa_admin.py sets. */
const PROBE_EMAIL = "probe@store-orchestrator.invalid";
const PROBE_MARK = "store_orchestrator_probe";

function isOfProbe(order) {
  return order?.email === PROBE_EMAIL && order.metadata?.[PROBE_MARK] === true;
}

/** @throws {MedusaError} when there is none, it is a shopper's, or it still counts */
async function getCancelledOrder(orders, id) {
  const [order] = await orders.listOrders({ id }, { select: ["id", "email", "status", "metadata"] });
  if (!isOfProbe(order)) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `There is no probe's order ${id}.`);
  }
  if (order.status !== "canceled") {
    throw new MedusaError(MedusaError.Types.NOT_ALLOWED, `Cancel the order ${id} first.`);
  }
  return order;
}

/** Medusa makes a guest of everybody who orders; the probe is none for the merchant's list. */
async function removeGuest(scope) {
  const customers = scope.resolve(Modules.CUSTOMER);
  const guests = await customers.listCustomers({ email: PROBE_EMAIL, has_account: false });
  if (guests.length > 0) await customers.deleteCustomers(guests.map((guest) => guest.id));
}

/** Removes one cancelled order of the probe, what is linked to it, and the probe as a customer. */
async function removeOrder(scope, id) {
  const orders = scope.resolve(Modules.ORDER);
  const order = await getCancelledOrder(orders, id);
  await scope
    .resolve(ContainerRegistrationKeys.LINK)
    .delete({ [Modules.ORDER]: { order_id: order.id } });
  await orders.deleteOrders([order.id]);
  await removeGuest(scope);
}

module.exports = { removeOrder };
