"use strict";

const { ContainerRegistrationKeys, Modules } = require("@medusajs/framework/utils");

const EMPLOY = `
  WITH expired AS (DELETE FROM store_orchestrator.used_sign_in WHERE expires_at < now())
  INSERT INTO store_orchestrator.used_sign_in (nonce, expires_at)
  VALUES (?, to_timestamp(?))
  ON CONFLICT DO NOTHING`;

/**
 * Uses a link up. In the database, so that a restart of the shop gives no link a second life.
 *
 * @returns {Promise<boolean>} false when it had been used before
 */
async function useLink(scope, { nonce, exp }) {
  const database = scope.resolve(ContainerRegistrationKeys.PG_CONNECTION);
  const { rowCount } = await database.raw(EMPLOY, [nonce, exp]);
  return rowCount === 1;
}

/** The shop's first admin user: the one that the platform made, whatever its e-mail is by now. */
async function getMerchant(scope) {
  const [user] = await scope
    .resolve(Modules.USER)
    .listUsers({}, { take: 1, order: { created_at: "ASC" } });
  if (!user) throw new Error("The shop has no admin user.");
  return user;
}

/** Who is signed in, as Medusa's own sign-in writes it into a session. */
async function buildAuthContext(scope) {
  const user = await getMerchant(scope);
  const [identity] = await scope
    .resolve(Modules.AUTH)
    .listAuthIdentities({ app_metadata: { user_id: user.id } }, { take: 1 });
  if (!identity) throw new Error(`The admin user ${user.id} has no sign-in.`);
  return {
    actor_id: user.id,
    actor_type: "user",
    auth_identity_id: identity.id,
    app_metadata: { user_id: user.id },
    user_metadata: {},
  };
}

module.exports = { useLink, buildAuthContext };
