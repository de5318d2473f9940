"""What somebody changes by hand comes back, and a shop that ceases to sell is noticed.

The orchestrator looks at a settled store every quarter of an hour; what comes back sooner here,
comes back because a watch told.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from e2e.contract.adapters import get_adapter
from e2e.platform_under_test import Platform, open_client, wait_for

NAME = "drifted"
PLATFORM = "store-orchestrator"
OPEN = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "open"},
    "spec": {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{}],
        "egress": [{}],
    },
}

WATCHED = (
    *("StatefulSet/shop", "Service/shop", "Ingress/shop", "NetworkPolicy/shop"),
    *("NetworkPolicy/default-deny", "ResourceQuota/store", "LimitRange/store"),
    "ServiceAccount/store",
)
UNWATCHED = ("Secret/credentials", "ConfigMap/identity")

# Each adds something besides what it changes, because what is added is the harder part to undo.
CHANGES: dict[str, dict[str, Any]] = {
    "StatefulSet/shop": {
        "spec": {"template": {"spec": {"containers": [{"name": "tiny", "tty": True}]}}}
    },
    "Service/shop": {
        "spec": {
            "selector": {"somebody": "else"},
            "ports": [{"name": "http", "port": 80}, {"name": "extra", "port": 81}],
        }
    },
    "Ingress/shop": {"spec": {"rules": [{"host": "somebody.else.example"}]}},
    "NetworkPolicy/shop": {"spec": {"ingress": [{}], "egress": [{}]}},
    "NetworkPolicy/default-deny": {"spec": {"egress": [{}]}},
    "ResourceQuota/store": {"spec": {"hard": {"pods": "99", "services": "9"}}},
    "LimitRange/store": {
        "spec": {"limits": [{"type": "Container", "default": {"cpu": "3", "memory": "3Gi"}}]}
    },
    "ServiceAccount/store": {"automountServiceAccountToken": True},
    "Secret/credentials": {"stringData": {"admin-password": "guessed", "extra": "key"}},
    "ConfigMap/identity": {"data": {"display-name": "Somebody", "extra": "key"}},
}


class Drifted:
    """The store that everybody meddles with."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        created = platform.storectl(
            "store", "create", NAME, "--engine", "tiny", "--wait", "-o", "json"
        )
        self.created: dict[str, Any] = json.loads(created)
        self.namespace: str = self.created["namespace"]

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        return self.platform.kubectl(*arguments, "--namespace", self.namespace, stdin=stdin)

    def read(self, title: str) -> dict[str, Any] | None:
        """What an object asks for; None while it is not there."""
        found = self.kubectl("get", title, "--ignore-not-found", "-o", "json")
        if not found:
            return None
        item = json.loads(found)
        asked = {k: v for k, v in item.items() if k not in ("metadata", "status")}
        for changing in ("clusterIP", "clusterIPs"):
            asked.get("spec", {}).pop(changing, None)
        return asked

    def list_events(self, reason: str) -> list[str]:
        """Messages of all events with this reason."""
        lines = self.platform.storectl("store", "events", NAME, "-o", "json")
        return [item["message"] for item in json.loads(lines)["items"] if item["reason"] == reason]

    def phase(self) -> str:
        phase: str = self.platform.get_store(NAME)["phase"]
        return phase

    @contextmanager
    def put_back(self, title: str, how: str) -> Iterator[None]:
        """Whatever is done to an object inside, it is undone, told, and the shop sells again."""
        before, told = self.read(title), len(self.list_events("DriftFound"))
        repaired = len(self.list_events("DriftRepaired"))
        assert before is not None
        yield
        wait_for(f"{title} as it was", lambda: self.read(title) == before)

        def find_story() -> str | None:
            found = self.list_events("DriftFound")[told:]
            return next((line for line in found if f"{title} was {how}" in line), None)

        message = wait_for(f"an event on {title}", find_story)
        assert "kubectl" in message or how == "removed", "it says who did it"
        wait_for("its end", lambda: self.list_events("DriftRepaired")[repaired:])
        wait_for("the store Ready", lambda: self.phase() == "Ready")
        self.buy()

    def buy(self) -> None:
        with open_client(self.created["url"]) as visitor:
            get_adapter("tiny").place_order(visitor, self.platform.credentials(NAME))

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the shop something as its merchant."""
        password = self.platform.credentials(NAME)["admin_password"]
        headers = {"Authorization": f"Bearer {password}"}
        with open_client(self.created["url"]) as visitor:
            reply = visitor.request(method, path, json=body, headers=headers)
            document: dict[str, Any] = reply.raise_for_status().json()
        return document


@pytest.fixture(scope="module")
def drifted(platform: Platform) -> Iterator[Drifted]:
    """A tiny store of its own."""
    yield Drifted(platform)
    platform.storectl("store", "delete", NAME, "--wait", "--yes")


@pytest.fixture
def hurried(platform: Platform, drifted: Drifted) -> Iterator[None]:
    """An orchestrator that looks at the store, and tries it, every few seconds."""
    set_intervals(platform, "5")
    # The next look was planned by the orchestrator before: an order brings it forward.
    platform.storectl("store", "verify", drifted.created["name"])
    yield
    set_intervals(platform, "900")


def set_intervals(platform: Platform, seconds: str) -> None:
    settings = [f"SO_RESYNC_SECONDS={seconds}", f"SO_RECHECK_SECONDS={seconds}"]
    target = ("deployment/orchestrator", "--namespace", PLATFORM)
    platform.kubectl("set", "env", *target, *settings)
    platform.kubectl("rollout", "status", *target, "--timeout=120s")


@pytest.mark.parametrize("title", WATCHED)
def test_what_was_removed_is_back_before_the_next_resync(drifted: Drifted, title: str) -> None:
    with drifted.put_back(title, "removed"):
        drifted.kubectl("delete", title, "--wait=false")


@pytest.mark.parametrize("title", WATCHED)
def test_what_was_changed_is_undone_before_the_next_resync(drifted: Drifted, title: str) -> None:
    with drifted.put_back(title, "changed"):
        change(drifted, title)


def change(drifted: Drifted, title: str) -> None:
    # Only a strategic patch finds a container by its name.
    kind = "strategic" if title.startswith("StatefulSet") else "merge"
    drifted.kubectl("patch", title, f"--type={kind}", "--patch", json.dumps(CHANGES[title]))


@pytest.mark.usefixtures("hurried")
def test_secrets_are_put_back_at_the_next_resync(drifted: Drifted) -> None:
    """Nobody may watch those of all namespaces."""
    for title in UNWATCHED:
        with drifted.put_back(title, "removed"):
            drifted.kubectl("delete", title)
        with drifted.put_back(title, "changed"):
            change(drifted, title)


def test_the_namespaces_labels_are_put_back(drifted: Drifted) -> None:
    def read_labels() -> dict[str, str]:
        document = drifted.platform.kubectl_json("get", "namespace", drifted.namespace)
        labels: dict[str, str] = document["metadata"]["labels"]
        return labels

    before = read_labels()
    for label in (
        *("store-orchestrator.io/managed", "store-orchestrator.io/store"),
        "pod-security.kubernetes.io/enforce",
    ):
        told = drifted.list_events("DriftFound")
        drifted.platform.kubectl("label", "namespace", drifted.namespace, f"{label}-")
        wait_for(f"label {label}", lambda: read_labels() == before)
        wait_for("an event", lambda: drifted.list_events("DriftFound")[len(told) :])  # noqa: B023
        assert f"Namespace/{drifted.namespace} was changed" in drifted.list_events("DriftFound")[-1]
    wait_for("the store Ready", lambda: drifted.phase() == "Ready")


def test_a_foreign_policy_is_told_and_left_alone(drifted: Drifted) -> None:
    drifted.kubectl("create", "--filename=-", stdin=json.dumps(OPEN))
    wait_for("an event", lambda: drifted.list_events("ForeignPolicyFound"))
    notices = drifted.platform.get_store(NAME)["notices"]
    assert "ForeignPolicy" in [notice["reason"] for notice in notices]
    assert drifted.read("NetworkPolicy/open") is not None
    drifted.kubectl("delete", "networkpolicy", "open")
    wait_for("an event", lambda: drifted.list_events("ForeignPolicyGone"))


@pytest.mark.usefixtures("hurried")
def test_a_shop_that_ceases_to_sell_is_noticed(drifted: Drifted) -> None:
    before = drifted.platform.get_store(NAME)["proven_at"]
    wait_for("a check", lambda: drifted.platform.get_store(NAME)["proven_at"] > before)
    orders = drifted.call("GET", "/api/admin/orders")["orders"]
    assert [order for order in orders if "probe" in order["email"]] == [], "nothing is left"
    drifted.call("POST", "/api/admin/open", {"open": False})
    wait_for("the store Degraded", lambda: drifted.phase() == "Degraded")
    assert "the shop is closed" in wait_for("why", lambda: drifted.list_events("CheckFailed"))[-1]
    drifted.call("POST", "/api/admin/open", {"open": True})
    wait_for("the store Ready", lambda: drifted.phase() == "Ready")
    drifted.buy()
