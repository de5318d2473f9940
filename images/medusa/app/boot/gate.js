"use strict";

const { Client } = require("pg");

/**
 * Lets Medusa start beside its database: every connection that it opens, and nothing else,
 * waits until the database is ready.
 *
 * @param {Promise<unknown>} ready rejects when there will be no database; so do the connections
 */
function holdConnections(ready) {
  const connect = Client.prototype.connect;
  Client.prototype.connect = function connectWhenReady(callback) {
    if (callback === undefined) return ready.then(() => connect.call(this));
    ready.then(() => connect.call(this, callback), callback);
    return undefined;
  };
}

module.exports = { holdConnections };
