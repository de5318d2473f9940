"""Broken stores on the real cluster say what is wrong, in every place where somebody looks.

All are created at once and left to break side by side: broken/engine.py has one plan per fault.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from e2e.platform_under_test import Platform, wait_for

RULE = "no-shops-of-the-diagnosis-test"
RULE_SAYS = "shops of this test are not welcome"
IS_REFUSED = (
    "object.spec.containers.exists(c, c.?command.orValue([])"
    ".exists(word, word.contains('refused-by-a-rule')))"
)
PATIENCE = 150
SIDE_BY_SIDE = 8


@dataclass(frozen=True)
class Expected:
    """What a fault leads to: parts of the cause and of the evidence."""

    reason: str
    cause: tuple[str, ...]
    evidence: str


EXPECTED = {
    "image": Expected("ImageUnavailable", ("registry.invalid/nothing:1",), "registry.invalid"),
    "quota": Expected("QuotaExceeded", ("quota store", "16 MiB", "too much"), "exceeded quota"),
    "room": Expected(
        "Unschedulable",
        ("512 GiB of memory", "no node has more than", "GiB short"),
        "Insufficient memory",
    ),
    "volume": Expected("VolumePending", ("no-such-class",), "no-such-class"),
    "memory": Expected("OutOfMemory", ("8Mi", "killed"), "OOMKilled"),
    "crash": Expected("CrashLoop", ("exit code 3",), "cannot read the catalogue"),
    "setup": Expected("SetupFailed", ("set-up failed",), "the template does not fit"),
    "rule": Expected("PodsRefused", (RULE, RULE_SAYS), RULE_SAYS),
}


def build_rule() -> str:
    """A rule of the cluster's owner that refuses the pods of one store."""
    policy = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicy",
        "metadata": {"name": RULE},
        "spec": {
            "failurePolicy": "Fail",
            "matchConstraints": {
                "resourceRules": [
                    {
                        "apiGroups": [""],
                        "apiVersions": ["v1"],
                        "resources": ["pods"],
                        "operations": ["CREATE"],
                    }
                ],
            },
            "matchConditions": [{"name": "of-the-test", "expression": IS_REFUSED}],
            "validations": [{"expression": "false", "message": RULE_SAYS}],
        },
    }
    binding = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingAdmissionPolicyBinding",
        "metadata": {"name": RULE},
        "spec": {"policyName": RULE, "validationActions": ["Deny"]},
    }
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": [policy, binding]})


@dataclass(frozen=True)
class Seen:
    """A broken store as the API, its history and ``storectl store get`` show it."""

    store: dict[str, Any]
    events: list[dict[str, Any]]
    shown: str


@pytest.fixture(scope="module")
def broken(platform: Platform) -> Iterator[dict[str, Seen]]:
    """Every broken store, as it is once the platform has given up on all of them."""
    platform.kubectl("apply", "-f", "-", stdin=build_rule())
    names = {fault: f"broken-{fault}" for fault in EXPECTED}
    try:
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(lambda pair: create(platform, *pair), names.items()))
        wait_for("all broken stores to fail", lambda: list_failed(platform, names), PATIENCE)
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            seen = pool.map(lambda name: look(platform, name), names.values())
            found = dict(zip(names, seen, strict=True))
        yield found
    finally:
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            list(pool.map(lambda name: delete(platform, name), names.values()))
        kinds = "validatingadmissionpolicy,validatingadmissionpolicybinding"
        platform.kubectl("delete", kinds, RULE, "--ignore-not-found")


def look(platform: Platform, name: str) -> Seen:
    events = json.loads(platform.storectl("store", "events", name, "-o", "json"))["items"]
    return Seen(platform.get_store(name), events, platform.storectl("store", "get", name))


def create(platform: Platform, fault: str, name: str) -> None:
    platform.storectl("store", "create", name, "--engine", "broken", "--plan", fault)


def delete(platform: Platform, name: str) -> None:
    platform.run_storectl("store", "delete", name, "--yes", "--wait")


def list_failed(platform: Platform, names: dict[str, str]) -> bool:
    listed = json.loads(platform.storectl("store", "list", "-o", "json"))["items"]
    phases = {store["name"]: store["phase"] for store in listed}
    assert "Ready" not in {phases[name] for name in names.values()}, phases
    return {phases[name] for name in names.values()} == {"Failed"}


@pytest.mark.parametrize("fault", EXPECTED)
def test_status_names_cause_evidence_and_action(broken: dict[str, Seen], fault: str) -> None:
    expected, store = EXPECTED[fault], broken[fault].store
    for told in (store["failure"], store["problems"][0]):
        assert told["reason"] == expected.reason, told
        for words in expected.cause:
            assert words in told["cause"]
        assert expected.evidence in told["evidence"]
        assert told["suggestion"].endswith(".")
    assert store["phase_reason"] == store["failure"]["cause"]


@pytest.mark.parametrize("fault", EXPECTED)
def test_the_history_tells_each_problem_once(broken: dict[str, Seen], fault: str) -> None:
    events, reason = broken[fault].events, EXPECTED[fault].reason
    told = [event for event in events if event["reason"] == reason]
    assert [e["type"] for e in told] == ["Warning"], [(e["reason"], e["message"]) for e in events]
    assert EXPECTED[fault].cause[0] in told[0]["message"]


@pytest.mark.parametrize("fault", EXPECTED)
def test_storectl_shows_it_to_people(broken: dict[str, Seen], fault: str) -> None:
    shown = broken[fault].shown
    assert EXPECTED[fault].reason in shown
    assert EXPECTED[fault].evidence in shown
    assert "What to do:" in shown


def test_credentials_in_a_shops_log_are_shown_nowhere(
    platform: Platform, broken: dict[str, Seen]
) -> None:
    """The crashing shop writes its password as its last words."""
    crashing = broken["crash"]
    password = platform.credentials(crashing.store["name"])["admin_password"]
    document = json.dumps(crashing.store)
    assert not any(
        password in text for text in (document, json.dumps(crashing.events), crashing.shown)
    )
    assert "signed in with ***" in document
