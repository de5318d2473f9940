"""What identifies an object as it was deployed, who changed it, and taking it back."""

import json
from typing import Any

import httpx2
import pytest

from store_orchestrator.cluster.hints import News, derive_object_state
from store_orchestrator.cluster.objects import (
    KINDS,
    RELEASE_ANNOTATION,
    list_objects,
    see_object,
    take_over,
)
from store_orchestrator.cluster.ownership import (
    build_taken_over,
    derive_changed_by,
    merge_fields,
)
from store_orchestrator.domain.drift import Drift, DriftKind
from store_orchestrator.domain.names import RELEASE_NAME
from unit.cluster.conftest import build_api

BY_NAME = {kind.name: kind for kind in KINDS}
HELM = {
    "manager": "helm",
    "operation": "Apply",
    "apiVersion": "v1",
    "time": "2026-01-01T10:00:00Z",
    "fieldsV1": {"f:spec": {"f:selector": {"f:app": {}}}},
}
EDITOR = {
    "manager": "kubectl-edit",
    "operation": "Update",
    "apiVersion": "v1",
    "time": "2026-01-01T11:00:00Z",
    "fieldsV1": {"f:spec": {"f:selector": {"f:other": {}}, "f:type": {}}},
}
STATUS = {**EDITOR, "manager": "traefik", "subresource": "status", "time": "2026-01-01T12:00:00Z"}
CONTROLLER = {**EDITOR, "manager": "kube-controller-manager", "time": "2026-01-01T12:00:00Z"}


def build(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - as JSON has it
    metadata = {
        "name": "shop",
        "uid": "uid-1",
        "generation": 1,
        "resourceVersion": "7",
        "labels": {"a": "b"},
        "annotations": {RELEASE_ANNOTATION: RELEASE_NAME},
        "managedFields": [HELM],
    }
    spec = changes.pop("spec", {"hard": {"pods": "5"}})
    return {"metadata": metadata | changes, "spec": spec}


def fingerprint(kind: str, **changes: Any) -> str:  # noqa: ANN401
    return see_object(BY_NAME[kind], build(**changes)).fingerprint


RECREATED: dict[str, Any] = {"uid": "uid-2"}
EDITED: dict[str, Any] = {"generation": 2, "resourceVersion": "8"}
STATUS_MOVED = {"resourceVersion": "8"}
LABELLED: dict[str, Any] = {"labels": {"a": "c"}, "resourceVersion": "8"}


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "Ingress", "NetworkPolicy"])
def test_kinds_with_a_generation(kind: str) -> None:
    as_deployed = fingerprint(kind)
    assert fingerprint(kind, **STATUS_MOVED) == as_deployed
    for change in (RECREATED, EDITED, LABELLED):
        assert fingerprint(kind, **change) != as_deployed


@pytest.mark.parametrize("kind", ["Service", "LimitRange", "ServiceAccount", "Secret", "ConfigMap"])
def test_kinds_without_generation_and_status(kind: str) -> None:
    as_deployed = fingerprint(kind)
    for change in (RECREATED, STATUS_MOVED, LABELLED):
        assert fingerprint(kind, **change) != as_deployed


def test_a_quota_is_told_by_what_it_asks_for() -> None:
    as_deployed = fingerprint("ResourceQuota")
    assert fingerprint("ResourceQuota", **STATUS_MOVED) == as_deployed
    for change in (RECREATED, LABELLED, {"spec": {"hard": {"pods": "9"}}}):
        assert fingerprint("ResourceQuota", **change) != as_deployed
    assert BY_NAME["ResourceQuota"].full


def test_a_claim_is_told_by_its_presence() -> None:
    as_deployed = fingerprint("PersistentVolumeClaim")
    for change in (EDITED, LABELLED):
        assert fingerprint("PersistentVolumeClaim", **change) == as_deployed
    leaving: dict[str, Any] = {"deletionTimestamp": "2026-01-01T10:00:00Z"}
    for change in (RECREATED, leaving):
        assert fingerprint("PersistentVolumeClaim", **change) != as_deployed


def test_only_what_helm_marked_is_of_the_release() -> None:
    assert see_object(BY_NAME["Service"], build()).released
    assert not see_object(BY_NAME["Service"], build(annotations=None)).released


def test_who_changed_it_last() -> None:
    assert derive_changed_by([HELM, STATUS, CONTROLLER]) == ""
    assert derive_changed_by([]) == ""
    older = {**EDITOR, "manager": "argocd", "time": "2026-01-01T09:00:00Z"}
    assert derive_changed_by([EDITOR, older, HELM]) == "kubectl-edit at 2026-01-01T11:00:00Z"


def test_what_others_own_becomes_helms() -> None:
    taken = build_taken_over([HELM, EDITOR, STATUS])
    assert taken == [
        {
            **HELM,
            "fieldsV1": {"f:spec": {"f:selector": {"f:app": {}, "f:other": {}}, "f:type": {}}},
        },
        STATUS,
    ]
    assert HELM["fieldsV1"] == {"f:spec": {"f:selector": {"f:app": {}}}}, "not changed in place"
    assert build_taken_over([HELM, STATUS]) is None
    assert build_taken_over([EDITOR]) is None, "nothing of Helm's to add it to"
    assert build_taken_over([HELM, {**EDITOR, "apiVersion": "v2"}]) is None


def test_fields_are_merged_deeply() -> None:
    assert merge_fields({"f:a": {".": {}}}, {"f:a": {"f:b": {}}, "f:c": None}) == {
        "f:a": {".": {}, "f:b": {}},
        "f:c": {},
    }


class Cluster:
    """Answers for one object, and remembers what was asked."""

    def __init__(self, item: dict[str, Any] | None) -> None:
        self.item = item
        self.requests: list[tuple[str, str, Any]] = []
        self.accepted: list[str] = []

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        body = json.loads(request.content) if request.content else None
        self.requests.append((request.method, request.url.path, body))
        self.accepted.append(request.headers["Accept"])
        if self.item is None:
            return httpx2.Response(404, json={"kind": "Status", "code": 404, "message": "none"})
        if request.url.path.endswith("/shop"):
            return httpx2.Response(200, json=self.item)
        return httpx2.Response(200, json={"items": [self.item]})


async def take(cluster: Cluster, kind: str, how: DriftKind) -> list[tuple[str, str, Any]]:
    api = build_api(httpx2.MockTransport(cluster.answer))
    await take_over(api, "store-x", (Drift(f"{kind}/shop", how),))
    await api.close()
    return cluster.requests


async def test_a_changed_object_is_taken_over_where_it_is() -> None:
    requests = await take(
        Cluster(build(managedFields=[HELM, EDITOR])), "Service", DriftKind.CHANGED
    )
    assert [(method, path) for method, path, _ in requests] == [
        ("GET", "/api/v1/namespaces/store-x/services/shop"),
        ("PATCH", "/api/v1/namespaces/store-x/services/shop"),
    ]
    metadata = requests[1][2]["metadata"]
    assert metadata["resourceVersion"] == "7", "else a change of this moment would be lost"
    assert [entry["manager"] for entry in metadata["managedFields"]] == ["helm"]


async def test_what_somebody_made_in_place_of_ours_makes_way() -> None:
    item = build(managedFields=[EDITOR])
    requests = await take(Cluster(item), "StatefulSet", DriftKind.REPLACED)
    method, path, body = requests[1]
    assert (method, path) == ("DELETE", "/apis/apps/v1/namespaces/store-x/statefulsets/shop")
    assert body["propagationPolicy"] == "Orphan", "its pods go on"
    assert body["preconditions"] == {"uid": "uid-1"}


async def test_a_repair_that_helm_was_killed_in_removes_nothing() -> None:
    requests = await take(Cluster(build()), "Service", DriftKind.REPLACED)
    assert [method for method, _, _ in requests] == ["GET"]


async def test_a_volume_claim_is_never_removed() -> None:
    item = build(managedFields=[EDITOR])
    requests = await take(Cluster(item), "PersistentVolumeClaim", DriftKind.REPLACED)
    assert [method for method, _, _ in requests] == ["GET"]


@pytest.mark.parametrize("how", DriftKind)
async def test_what_is_gone_is_left_to_the_deployment(how: DriftKind) -> None:
    requests = await take(Cluster(None), "Service", how)
    assert [m for m, _, _ in requests] == ([] if how is DriftKind.REMOVED else ["GET"])


async def test_only_metadata_is_read_except_of_quotas() -> None:
    cluster = Cluster(build())
    api = build_api(httpx2.MockTransport(cluster.answer))
    seen = await list_objects(api, "store-x")
    await api.close()
    assert {s.kind for s in seen} == set(BY_NAME)
    full = [
        p
        for (_, p, _), accept in zip(cluster.requests, cluster.accepted, strict=True)
        if "PartialObjectMetadata" not in accept
    ]
    assert "/api/v1/namespaces/store-x/resourcequotas" in full
    assert not any(p.endswith(("/secrets", "/configmaps")) for p in full)


def news_of(*changes: dict[str, Any]) -> list[bool]:
    news = News(derive_object_state)
    return [news.is_new("MODIFIED", build(**change)) for change in changes]


def test_what_somebody_else_adds_is_a_hint() -> None:
    """The orchestrator knows what it adds itself; a foreign network policy may open a shop."""
    assert not News(derive_object_state).is_new("ADDED", build())
    assert News(derive_object_state).is_new("ADDED", build(managedFields=[EDITOR]))


def test_hints_tell_of_people_and_not_of_status_or_ourselves() -> None:
    again = {**HELM, "time": "2026-01-01T13:00:00Z"}
    heard = news_of(
        {},
        {"managedFields": [HELM, STATUS]},
        {"managedFields": [again, CONTROLLER]},
        {"managedFields": [again, EDITOR]},
        {"managedFields": [again, {**EDITOR, "time": "2026-01-01T14:00:00Z"}]},
        {"deletionTimestamp": "2026-01-01T15:00:00Z"},
    )
    assert heard[1:] == [False, False, True, True, True]
