"""Processes may be killed at any instant; another continues."""

import json
import os
import signal
import subprocess
from typing import Any

import pytest

from e2e.platform_under_test import ROOT, Platform, find_processes, kill_hard, wait_for

ORCHESTRATOR = ("-m store_orchestrator orchestrator",)
API = ("-m store_orchestrator api",)


def reasons(platform: Platform, name: str) -> set[str]:
    document = json.loads(platform.storectl("store", "events", name, "-o", "json"))
    return {event["reason"] for event in document["items"]}


def test_killing_the_orchestrator_three_times_during_one_creation(platform: Platform) -> None:
    platform.storectl("store", "create", "crash", "--engine", "medusa")
    drawn = wait_for("credentials", lambda: find_credentials(platform, "crash"))
    killed = [kill_orchestrator(set())]
    killed.append(kill_orchestrator(set(killed)))
    killed.append(kill_orchestrator(set(killed)))
    assert platform.get_store("crash")["ready_at"] is None, "it was too late to prove anything"
    store = wait_for("Ready", lambda: find_ready(platform, "crash"), seconds=420)
    assert platform.credentials("crash") == drawn
    selector = f"store-orchestrator.io/store={store['key']}"
    namespaces = platform.kubectl_json("get", "namespaces", "-l", selector)
    assert [n["metadata"]["name"] for n in namespaces["items"]] == [store["namespace"]]
    assert list_orphans(platform) == []
    assert_one_release(platform, store["namespace"])
    platform.storectl("store", "verify", "crash")
    platform.storectl("store", "delete", "crash", "--yes", "--wait")
    assert platform.find_traces(store["key"]) == []


def list_orphans(platform: Platform) -> list[str]:
    """Namespaces made for stores that belong to no store."""
    stores = json.loads(platform.storectl("store", "list", "-o", "json"))["items"]
    wanted = {store["namespace"] for store in stores}
    managed = platform.kubectl_json("get", "ns", "-l", "store-orchestrator.io/managed=true")
    names = [namespace["metadata"]["name"] for namespace in managed["items"]]
    return [name for name in names if name not in wanted]


def kill_orchestrator(killed: set[int]) -> int:
    """SIGKILL an orchestrator process that was not killed before; its PID."""

    def find_fresh() -> list[int]:
        return [pid for pid in find_processes(*ORCHESTRATOR) if pid not in killed]

    pid = min(wait_for("a fresh orchestrator", find_fresh))
    os.kill(pid, signal.SIGKILL)
    return pid


def find_credentials(platform: Platform, name: str) -> dict[str, str] | None:
    result = platform.run_storectl("store", "credentials", name, "-o", "json")
    if result.returncode != 0:
        return None
    return {item["name"]: item["value"] for item in json.loads(result.stdout)["items"]}


def find_ready(platform: Platform, name: str) -> dict[str, Any] | None:
    store = platform.get_store(name)
    assert store["phase"] != "Failed", store["failure"]
    return store if store["phase"] == "Ready" else None


def assert_one_release(platform: Platform, namespace: str) -> None:
    selector = "owner=helm,status=deployed"
    releases = platform.kubectl_json("get", "secrets", "-n", namespace, "-l", selector)
    assert len(releases["items"]) == 1
    pending = platform.kubectl_json("get", "secrets", "-n", namespace, "-l", "owner=helm")
    unhealthy = [
        s["metadata"]["labels"]["status"]
        for s in pending["items"]
        if s["metadata"]["labels"]["status"] not in ("deployed", "superseded")
    ]
    assert unhealthy == []


def test_killing_the_api_while_somebody_waits(platform: Platform) -> None:
    command = ["store", "create", "patient", "--engine", "medusa", "--wait", "-o", "json"]
    settings = {"STORECTL_URL": platform.url, "STORECTL_TOKEN": platform.token}
    with subprocess.Popen(
        [ROOT / "bin" / "storectl", *command],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as waiting:
        wait_for("the store", lambda: "patient" in platform.storectl("store", "list", "-o", "name"))
        kill_hard(*API)
        output, errors = waiting.communicate(timeout=420)
    assert waiting.returncode == 0, errors
    assert json.loads(output)["phase"] == "Ready"


@pytest.mark.parametrize("when", ["at once", "while provisioning"])
def test_deletion_wins_while_provisioning(platform: Platform, when: str) -> None:
    platform.storectl("store", "create", "unwanted", "--engine", "medusa")
    if when == "while provisioning":
        wait_for("a release", lambda: "ReleaseDeployed" in reasons(platform, "unwanted"))
    store = platform.get_store("unwanted")
    platform.storectl("store", "delete", "unwanted", "--yes", "--wait")
    assert platform.find_traces(store["key"]) == []
    assert platform.get_store(store["id"])["phase"] == "Deleted"


def test_the_patient_store_is_removed(platform: Platform) -> None:
    platform.storectl("store", "delete", "patient", "--yes", "--wait")
