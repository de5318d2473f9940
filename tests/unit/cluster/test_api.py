"""The plain-HTTP part of the Kubernetes API, and how its errors are translated."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
import structlog

from store_orchestrator.cluster import hints
from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.errors import Conflict, Expired, Forbidden, NotFound
from store_orchestrator.cluster.hints import News, derive_workload_state, watch_hints
from store_orchestrator.cluster.namespaces import build_subject
from store_orchestrator.domain.names import LABEL_STORE
from unit.cluster.conftest import build_api

NAMESPACES = "/api/v1/namespaces"


def refusal(code: int, message: str) -> httpx2.Response:
    return httpx2.Response(
        code, json={"kind": "Status", "code": code, "message": message, "status": "Failure"}
    )


def answering(answer: Callable[[httpx2.Request], httpx2.Response]) -> KubernetesApi:
    return build_api(httpx2.MockTransport(answer))


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        (403, Forbidden, True),
        (404, NotFound, True),
        (409, Conflict, True),
        (410, Expired, True),
        (422, ClusterError, False),
        (429, ClusterError, True),
        (500, ClusterError, True),
        (503, ClusterError, True),
    ],
)
async def test_refusals(code: int, kind: type[ClusterError], retryable: bool) -> None:
    api = answering(lambda _: refusal(code, "the message"))
    with pytest.raises(kind) as caught:
        await api.list_metadata(NAMESPACES)
    assert caught.value.retryable is retryable
    assert "the message" in caught.value.cause
    await api.close()


async def test_an_answer_that_is_no_status_object() -> None:
    api = answering(lambda _: httpx2.Response(502, text="<html>bad gateway"))
    with pytest.raises(ClusterError, match="502"):
        await api.list_metadata(NAMESPACES)
    await api.close()


async def test_no_answer(api: KubernetesApi) -> None:
    with pytest.raises(ClusterError) as caught:
        await api.list_metadata(NAMESPACES)
    assert (caught.value.reason, caught.value.retryable) == ("ClusterUnreachable", True)


async def test_only_metadata_is_asked_for() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        item = {"metadata": {"name": "s", "namespace": "n", "uid": "u", "labels": {"a": "b"}}}
        return httpx2.Response(200, json={"metadata": {"resourceVersion": "7"}, "items": [item]})

    api = answering(answer)
    [item] = await api.list_metadata("/api/v1/namespaces/n/secrets", labelSelector="owner=helm")
    assert (item.name, item.namespace, item.uid, item.labels) == ("s", "n", "u", {"a": "b"})
    assert "as=PartialObjectMetadataList" in seen[0].headers["Accept"]
    assert seen[0].url.params["labelSelector"] == "owner=helm"
    assert await api.find_version(NAMESPACES) == "7"
    await api.close()


async def test_an_empty_list_may_be_null() -> None:
    api = answering(lambda _: httpx2.Response(200, json={"metadata": {}, "items": None}))
    assert await api.list_metadata(NAMESPACES) == []
    await api.close()


async def test_deletion_names_the_uid_and_the_grace() -> None:
    bodies: list[dict[str, object]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        bodies.append(json.loads(request.content))
        return httpx2.Response(200, json={})

    api = answering(answer)
    await api.delete(f"{NAMESPACES}/n", uid="u", grace_seconds=2)
    assert bodies[0]["preconditions"] == {"uid": "u"}
    assert bodies[0]["gracePeriodSeconds"] == 2
    await api.close()


class PlayedWatches:
    """An API server whose first watch of namespaces expires, and whose second brings news."""

    def __init__(self) -> None:
        self.versions: list[str] = []
        self.hold = asyncio.Event()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        parameters = request.url.params
        if request.url.path != NAMESPACES:
            await self.hold.wait()
        if "watch" not in parameters:
            self.versions.append("list")
            return httpx2.Response(200, json={"metadata": {"resourceVersion": "5"}, "items": []})
        self.versions.append(parameters["resourceVersion"])
        if len(self.versions) == 2:
            return refusal(410, "too old resource version")
        if len(self.versions) == 4:
            return httpx2.Response(200, text=f"{_event('BOOKMARK', '8')}\n")
        if len(self.versions) == 5:
            status = {"code": 410, "message": "expired"}
            line = json.dumps({"type": "ERROR", "object": status})
            return httpx2.Response(200, text=f"{_event('MODIFIED', '9', 'abcdefgh')}\n{line}\n")
        await self.hold.wait()
        raise AssertionError("never answered")


def _event(kind: str, version: str, key: str = "") -> str:
    labels = {LABEL_STORE: key} if key else {}
    metadata = {"name": "n", "resourceVersion": version, "labels": labels}
    return json.dumps({"type": kind, "object": {"metadata": metadata}})


async def test_an_expired_watch_lists_anew_and_an_ended_one_goes_on_where_it_was() -> None:
    played = PlayedWatches()
    transport = httpx2.MockTransport(played.handle_async_request)
    api = build_api(transport)
    heard: list[str] = []
    watching = asyncio.create_task(watch_hints(api, heard.append))
    async with asyncio.timeout(20):
        while len(played.versions) < 7:  # noqa: ASYNC110 - what is waited for signals nobody
            await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await api.close()
    assert played.versions == ["list", "5", "list", "5", "8", "list", "5"]
    assert heard == ["abcdefgh"]


def workload(generation: int = 1, **status: int) -> dict[str, Any]:
    metadata = {"name": "shop", "uid": "uid-1", "generation": generation}
    return {"metadata": metadata, "spec": {"replicas": 1}, "status": status}


STARTED = {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1}
UPGRADED = {"observedGeneration": 2, "replicas": 1}

# What a watch tells of a workload's life, and whether each line is worth a look.
LIFE: list[tuple[str, dict[str, Any], bool]] = [
    ("ADDED", workload(), False),
    ("MODIFIED", workload(observedGeneration=1), False),
    ("MODIFIED", workload(**STARTED), False),
    ("MODIFIED", workload(**STARTED, readyReplicas=1), False),
    ("MODIFIED", workload(**STARTED, readyReplicas=1, availableReplicas=1), True),
    ("MODIFIED", workload(**STARTED, readyReplicas=1, availableReplicas=1), False),
    ("MODIFIED", workload(**STARTED), True),
    ("MODIFIED", workload(**STARTED, availableReplicas=1), True),
    ("MODIFIED", workload(2, **STARTED, availableReplicas=1), True),
    ("MODIFIED", workload(2, **UPGRADED, availableReplicas=1), False),
    ("MODIFIED", workload(2, **UPGRADED, updatedReplicas=1, availableReplicas=1), True),
    ("DELETED", workload(2, **UPGRADED), True),
    ("ADDED", workload(**STARTED), False),
]


def test_of_a_workload_only_changes_that_matter_are_hints() -> None:
    news = News(derive_workload_state)
    assert [news.is_new(kind, item) for kind, item, _ in LIFE] == [told for *_, told in LIFE]


def test_the_first_that_is_heard_of_a_workload_is_a_hint_unless_it_is_new() -> None:
    assert News(derive_workload_state).is_new("MODIFIED", workload(**STARTED))
    assert News(None).is_new("ADDED", workload())


async def test_watches_wait_out_an_outage_and_tell_of_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hints, "PAUSE_SECONDS", 0.001)
    attempts: list[str] = []
    back = asyncio.Event()
    hold = asyncio.Event()

    async def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path != NAMESPACES or "watch" in request.url.params:
            await hold.wait()
        attempts.append(request.url.path)
        if len(attempts) < 5:
            raise httpx2.ConnectError("refused", request=request)
        back.set()
        return httpx2.Response(200, json={"metadata": {"resourceVersion": "5"}, "items": []})

    api = build_api(httpx2.MockTransport(answer))
    with structlog.testing.capture_logs() as lines:
        watching = asyncio.create_task(watch_hints(api, lambda _: None))
        async with asyncio.timeout(20):
            await back.wait()
            while not any(line["event"] == "watches_back" for line in lines):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    await api.close()
    loud = [line["event"] for line in lines if line["log_level"] != "debug"]
    assert loud == ["watches_away", "watches_back"]


def test_who_the_orchestrator_is() -> None:
    account = build_subject("system:serviceaccount:platform:orchestrator")
    assert (account.kind, account.namespace, account.name) == (
        "ServiceAccount",
        "platform",
        "orchestrator",
    )
    user = build_subject("admin")
    assert (user.kind, user.name) == ("User", "admin")
