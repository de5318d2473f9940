"use strict";

/** More keys than this are not remembered one by one: a flood must not fill the memory. */
const MOST_KEYS = 10_000;

/**
 * Counts attempts per key and says when too many of late failed. An attempt counts from its
 * beginning, or many at once would all find room.
 *
 * Keys come as {kind: value}, such as {client: "10.0.0.1", number: 7}.
 *
 * @param {{most: Record<string, number>, milliseconds: number, now?: () => number}} limits how
 *   many failures of each kind within how long
 */
function buildAttempts({ most, milliseconds, now = Date.now }) {
  const failures = new Map();

  function listRecent(key) {
    return (failures.get(key) ?? []).filter((time) => time > now() - milliseconds);
  }

  function forgetOld() {
    for (const key of [...failures.keys()]) {
      if (listRecent(key).length === 0) failures.delete(key);
    }
  }

  function listKeys(keys) {
    return Object.entries(keys).map(([kind, value]) => [kind, `${kind} ${value}`]);
  }

  return {
    isExhausted(keys) {
      if (failures.size >= MOST_KEYS) forgetOld();
      if (failures.size >= MOST_KEYS) return true;
      return listKeys(keys).some(([kind, key]) => listRecent(key).length >= most[kind]);
    },
    begin(keys) {
      for (const [, key] of listKeys(keys)) failures.set(key, [...listRecent(key), now()]);
    },
    succeed(keys) {
      for (const [, key] of listKeys(keys)) failures.set(key, listRecent(key).slice(0, -1));
    },
  };
}

module.exports = { buildAttempts };
