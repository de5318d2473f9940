"""What holds a deletion up, in plain words, and what a volume's end proves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from lightkube.resources.core_v1 import PersistentVolume

from store_orchestrator.cluster.api import Metadata
from store_orchestrator.cluster.remains import (
    STUCK_AFTER,
    build_held,
    build_volume_item,
    derive_holdups,
    derive_volume_problems,
    describe_erasure,
)
from store_orchestrator.domain.held import HeldObject, build_forced_items, list_forceable
from store_orchestrator.domain.observed import NamespaceSeen
from unit.cluster.door_contract import build_spec

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SPEC = build_spec("abcdefgh")
PATH = f"/api/v1/namespaces/{SPEC.namespace}/configmaps/x"
SEEN = NamespaceSeen(SPEC.namespace, "uid", managed=True, access_granted=True, terminating=True)


def metadata(asked_ago: timedelta | None, *finalizers: str) -> Metadata:
    asked = NOW - asked_ago if asked_ago is not None else None
    return Metadata("x", SPEC.namespace, "uid-x", {}, finalizers, asked)


def held(*finalizers: str, stuck: bool = True) -> HeldObject:
    return HeldObject("ConfigMap", "x", "uid-x", PATH, finalizers, stuck)


@pytest.mark.parametrize(
    ("asked_ago", "stuck"),
    [(None, False), (timedelta(), False), (STUCK_AFTER + timedelta(seconds=1), True)],
)
def test_what_was_told_to_go_long_ago_is_stuck(asked_ago: timedelta | None, stuck: bool) -> None:
    assert build_held("ConfigMap", PATH, metadata(asked_ago, "a/b"), NOW).stuck is stuck


def test_object_and_finalizer_are_named_with_what_to_do() -> None:
    [problem] = derive_holdups(SPEC, SEEN, [held("example.org/hold")])
    assert problem.reason == "FinalizerStuck"
    assert "ConfigMap x" in problem.cause
    assert "example.org/hold" in problem.cause
    assert f"storectl store delete {SPEC.name} --force" in problem.suggestion
    assert problem.evidence == f"{PATH}\nfinalizers: example.org/hold"


def test_what_only_kubernetes_holds_is_not_offered_for_force() -> None:
    item = held("kubernetes.io/pvc-protection")
    [problem] = derive_holdups(SPEC, SEEN, [item])
    assert "--force" not in problem.suggestion
    assert list_forceable([item]) == ()


def test_what_is_not_stuck_yet_is_no_problem() -> None:
    item = held("example.org/hold", stuck=False)
    assert list(derive_holdups(SPEC, SEEN, [item])) == []
    assert list_forceable([item]) == ()


def test_where_the_object_may_not_be_seen_kubernetes_own_words_are_passed_on() -> None:
    said = "Some content in the namespace has finalizers remaining: a.b/c in 1 resource instances"
    blocked = NamespaceSeen(
        SEEN.name, "uid", managed=True, access_granted=False, terminating=True, blockers=(said,)
    )
    [problem] = derive_holdups(SPEC, blocked, [])
    assert problem.reason == "FinalizerStuck"
    assert "a.b/c" in problem.cause


def test_the_receipt_says_what_was_freed_by_force() -> None:
    [item] = build_forced_items([held("example.org/hold"), held("example.org/b", stuck=False)])
    assert (item.kind, item.uid) == ("ConfigMap", "uid-x")
    assert item.proof == "freed by force from example.org/hold"


def volume(
    policy: str, phase: str = "Released", provisioner: str | None = None
) -> PersistentVolume:
    annotations = {"pv.kubernetes.io/provisioned-by": provisioner} if provisioner else {}
    document: Mapping[str, object] = {
        "metadata": {"name": "pv-1", "uid": "uid-pv", "annotations": annotations},
        "spec": {"persistentVolumeReclaimPolicy": policy},
        "status": {"phase": phase, "message": "rmdir: busy"},
    }
    return msgspec.convert(document, PersistentVolume)


def test_our_provisioner_proves_that_the_data_are_gone() -> None:
    item = build_volume_item(volume("Delete", provisioner="store-orchestrator.io/node-folder"))
    assert item.proof == "data removed from disk first, by store-orchestrator.io/node-folder"


@pytest.mark.parametrize("policy", ["Retain", ""])
def test_without_removal_nothing_is_claimed_of_the_data(policy: str) -> None:
    assert "not verified" in describe_erasure(policy, "store-orchestrator.io/node-folder")


def test_a_foreign_provisioner_answers_for_itself() -> None:
    assert describe_erasure("Delete", "ebs.csi.aws.com").startswith("removed by ebs.csi.aws.com")


@pytest.mark.parametrize(
    ("seen", "reason"),
    [
        (volume("Retain"), "VolumeRetained"),
        (volume("Delete", "Failed"), "VolumeNotRemoved"),
        (volume("Delete"), None),
    ],
)
def test_volumes_that_stay(seen: PersistentVolume, reason: str | None) -> None:
    assert [p.reason for p in derive_volume_problems(seen, None)] == ([reason] if reason else [])


def test_a_volume_is_no_trouble_while_its_namespace_is_there() -> None:
    assert list(derive_volume_problems(volume("Retain"), SEEN)) == []


def test_what_is_seen_needs_no_guess_from_the_namespaces_own_words() -> None:
    """The object is named once it is stuck; before that, and after, its kind is no second news."""
    said = "Some content in the namespace has finalizers remaining: a.b/c in 1 resource instances"
    blocked = replace(SEEN, blockers=(said,))
    for stuck in (False, True):
        problems = list(derive_holdups(SPEC, blocked, [held("a.b/c", stuck=stuck)]))
        assert [p.cause.startswith("ConfigMap x") for p in problems] == [True] * stuck
