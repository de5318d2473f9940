"""A deletion that a finalizer holds up says which object and which finalizer, and can be forced."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from e2e.platform_under_test import Platform, wait_for

HOLD = "example.org/hold"
OBJECT = "held-by-somebody"


@pytest.fixture
def stuck(platform: Platform) -> Iterator[dict[str, Any]]:
    """A store whose deletion was asked, and in whose namespace something does not go."""
    platform.storectl("store", "create", "stuck", "--engine", "tiny", "--wait")
    store = platform.get_store("stuck")
    held = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": OBJECT, "namespace": store["namespace"], "finalizers": [HOLD]},
    }
    platform.kubectl("apply", "-f", "-", stdin=json.dumps(held))
    try:
        yield store
    finally:
        platform.run_storectl("store", "delete", store["id"], "--yes", "--force", "--wait")


def find_problem(platform: Platform, store: dict[str, Any]) -> dict[str, Any] | None:
    problems = platform.get_store(store["id"])["problems"]
    return next((p for p in problems if p["reason"] == "FinalizerStuck"), None)


def list_events(platform: Platform, store: dict[str, Any]) -> list[dict[str, Any]]:
    document = json.loads(platform.storectl("store", "events", store["id"], "-o", "json"))
    events: list[dict[str, Any]] = document["items"]
    return events


def test_a_stuck_finalizer_is_named_and_taken_off_when_told(
    platform: Platform, stuck: dict[str, Any]
) -> None:
    waiting = platform.run_storectl("store", "delete", "stuck", "--yes", "--wait", "--timeout=40s")
    assert waiting.returncode == 3, "it was deleted although something held it"
    assert OBJECT in waiting.stderr
    assert HOLD in waiting.stderr
    problem = wait_for("the problem", lambda: find_problem(platform, stuck))
    assert f"ConfigMap {OBJECT}" in problem["cause"]
    assert HOLD in problem["cause"]
    seen = platform.get_store(stuck["id"])
    assert (seen["phase"], seen["phase_reason"]) == ("Deleting", problem["cause"])
    told = [e for e in list_events(platform, stuck) if e["reason"] == "FinalizerStuck"]
    assert [event["type"] for event in told] == ["Warning"]

    asked = platform.run_storectl("store", "delete", "stuck", "--force")
    assert asked.returncode == 2, "without a terminal it must not go on by itself"
    assert f"/configmaps/{OBJECT}" in asked.stderr
    assert HOLD in asked.stderr
    assert platform.get_store(stuck["id"])["removal_forced_at"] is None

    forced = platform.run_storectl(
        "store", "delete", "stuck", "--force", "--yes", "--wait", "-o", "json"
    )
    assert forced.returncode == 0, forced.stderr
    receipt = json.loads(forced.stdout)["receipt"]
    freed = {i["name"]: i for i in receipt["items"] if i["kind"] == "ConfigMap"}
    assert freed[OBJECT]["proof"] == f"freed by force from {HOLD}"
    assert platform.find_traces(stuck["key"]) == []
    assert "RemovalForced" in [event["reason"] for event in list_events(platform, stuck)]


def test_the_receipt_says_what_is_known_of_the_data_on_disk(platform: Platform) -> None:
    platform.storectl("store", "create", "erased", "--engine", "tiny", "--wait")
    deleted = platform.storectl("store", "delete", "erased", "--yes", "--wait", "-o", "json")
    items = json.loads(deleted)["receipt"]["items"]
    volumes = [item for item in items if item["kind"] == "PersistentVolume"]
    assert volumes
    for volume in volumes:
        assert volume["proof"].startswith("data removed from disk first")


@pytest.mark.parametrize("terminating", [False, True], ids=["alive", "object going away"])
def test_the_orchestrator_takes_finalizers_off_nothing_that_stays(
    platform: Platform, terminating: bool
) -> None:
    """Its account, tried through the API server, in a namespace of a store that stays."""
    name = "stays-going" if terminating else "stays"
    platform.storectl("store", "create", name, "--engine", "tiny", "--wait")
    namespace = platform.get_store(name)["namespace"]
    held = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": OBJECT, "namespace": namespace, "finalizers": [HOLD]},
    }
    platform.kubectl("apply", "-f", "-", stdin=json.dumps(held))
    try:
        if terminating:
            platform.kubectl("delete", "configmap", OBJECT, "-n", namespace, "--wait=false")
        account = "system:serviceaccount:store-orchestrator:orchestrator"
        answer = platform.ask_kubectl(
            *("patch", "configmap", OBJECT, "-n", namespace, "--as", account),
            *("--type=merge", "-p", '{"metadata":{"finalizers":null}}'),
        )
        assert "takes finalizers off only from what is being deleted" in answer
    finally:
        platform.kubectl(
            *("patch", "configmap", OBJECT, "-n", namespace),
            *("--type=merge", "-p", '{"metadata":{"finalizers":null}}'),
        )
        platform.storectl("store", "delete", name, "--yes", "--wait")
