"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { afterEach, beforeEach, test } = require("node:test");
const { openState } = require("../../../../images/medusa/app/boot/identity");
const { settleClaim } = require("../../../../images/medusa/app/claim/settle");
const { IDENTITY, buildOther, mountIdentity } = require("./identities");

let pod;

beforeEach(() => {
  pod = mountIdentity();
});

afterEach(() => pod.remove());

test("reads the mounted files and tells the database's container its password", () => {
  assert.deepEqual(openState(pod.environment).read(), IDENTITY);
  assert.equal(pod.readPassword(), "d");
});

test("files that Kubernetes renews change nothing in a pod that has started", () => {
  openState(pod.environment).read();
  pod.remount(buildOther());
  assert.deepEqual(openState(pod.environment).read(), IDENTITY);
  assert.equal(pod.readPassword(), "d");
});

test("a claim counts when it is accepted, also after a restart", () => {
  const state = openState(pod.environment);
  state.read();
  state.propose(buildOther());
  assert.deepEqual(state.read(), IDENTITY);
  assert.equal(pod.readPassword(), "d");

  state.accept();

  assert.deepEqual(openState(pod.environment).read(), buildOther());
  assert.equal(pod.readPassword(), "other");
  assert.equal(state.findPending(), null);
});

test("a claim that is withdrawn leaves nothing", () => {
  const state = openState(pod.environment);
  state.read();
  state.propose(buildOther());
  state.withdraw();
  assert.equal(state.findPending(), null);
  assert.deepEqual(state.read(), IDENTITY);
});

test("secrets are for the shop's own user only", () => {
  openState(pod.environment).read();
  const { mode } = fs.statSync(path.join(pod.environment.STORE_STATE, "in-force.json"));
  assert.equal(mode & 0o777, 0o600);
});

test("without an interrupted claim nothing has to be settled", async () => {
  await settleClaim(pod.environment);
  assert.ok(!fs.existsSync(pod.environment.STORE_STATE));
});

for (const name of ["jwt-secret", "probe-secret"]) {
  test(`says that ${name} is not mounted, and none of the others' values`, () => {
    fs.rmSync(path.join(pod.environment.STORE_CREDENTIALS, name));
    assert.throws(() => openState(pod.environment).read(), (error) => {
      assert.match(error.message, new RegExp(`${name} cannot be read \\(ENOENT\\)`));
      assert.doesNotMatch(error.message, /secret words/);
      return true;
    });
  });
}

test("an empty file is no value", () => {
  fs.writeFileSync(path.join(pod.environment.STORE_IDENTITY, "country"), "");
  assert.throws(() => openState(pod.environment).read(), /country is empty/);
});
