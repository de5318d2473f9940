"""Looking at a whole cluster, against an API server on paper."""

import base64
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from store_orchestrator.cluster.survey import ClusterSurvey, read_release, see_volume
from store_orchestrator.domain.capacity import NodeRoom
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.orphan import FoundRelease, FoundVolume
from unit.cluster.conftest import build_api

KEY = "abcdefgh"
LABELS = {"store-orchestrator.io/plan": "standard"}
RECORD: dict[str, Any] = {
    "version": 4,
    "info": {"status": "deployed"},
    "chart": {"metadata": {"name": "store-woocommerce"}},
    "config": {
        "store": {"name": "my-shop", "key": KEY},
        "choices": {
            "displayName": "My Shop",
            "country": "DE",
            "currency": "EUR",
            "sampleProducts": False,
        },
        "credentials": {"admin_password": "secret"},
    },
}


def encode(record: object) -> str:
    """As Helm keeps it in a Secret, and the API server shows it."""
    packed = gzip.compress(json.dumps(record).encode())
    return base64.b64encode(base64.b64encode(packed)).decode()


def build_pod(namespace: str, node: str, cpu: str, **labels: str) -> dict[str, Any]:
    resources = {"requests": {"cpu": cpu, "memory": "64Mi"}}
    return {
        "metadata": {"name": "shop-0", "namespace": namespace, "labels": labels},
        "spec": {"nodeName": node, "containers": [{"name": "c", "resources": resources}]},
    }


NODE = {
    "metadata": {"name": "node"},
    "spec": {},
    "status": {
        "allocatable": {"cpu": "2", "memory": "1Gi", "pods": "10"},
        "conditions": [{"type": "Ready", "status": "True"}],
    },
}
PODS = [
    build_pod(f"store-{KEY}", "node", "100m"),
    build_pod("store-ijklmnop", "node", "10m", **{"store-orchestrator.io/self-test": "1"}),
    build_pod("kube-system", "node", "250m"),
]


class PaperServer:
    """Answers a page with one object at a time."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.lists = {"/api/v1/nodes": [NODE], "/api/v1/pods": PODS}

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        url = urlsplit(str(request.url))
        query = parse_qs(url.query)
        self.asked.append(f"{url.path} {query.get('fieldSelector', [''])[0]}".strip())
        items = self.lists[url.path]
        at = int(query.get("continue", ["0"])[0])
        more = {"continue": str(at + 1)} if at + 1 < len(items) else {}
        return httpx2.Response(200, json={"metadata": more, "items": items[at : at + 1]})


@pytest.fixture
async def server() -> AsyncIterator[tuple[PaperServer, ClusterSurvey]]:
    server = PaperServer()
    api = build_api(httpx2.MockTransport(server.answer))
    yield server, ClusterSurvey(api)
    await api.close()


async def test_all_pages_count_and_self_tests_are_no_stores(
    server: tuple[PaperServer, ClusterSurvey],
) -> None:
    paper, survey = server
    surveyed = await survey.survey_room()
    assert surveyed.room.nodes == (NodeRoom("node", 2000 - 360, 1024 - 3 * 64, 7),)
    assert KEY in surveyed.seen
    assert "ijklmnop" not in surveyed.seen
    assert len([path for path in paper.asked if path.startswith("/api/v1/pods")]) == len(PODS)
    assert paper.asked[-1].endswith("status.phase!=Succeeded,status.phase!=Failed")


def test_a_release_tells_of_its_store_and_not_its_secrets() -> None:
    release = read_release(LABELS, encode(RECORD))
    assert release == FoundRelease(
        revision=4,
        status="deployed",
        name="my-shop",
        engine="woocommerce",
        plan="standard",
        choices=Choices("My Shop", "DE", "EUR", sample_products=False),
    )
    assert "secret" not in repr(release)


def test_a_release_of_an_earlier_version_lacks_the_plan() -> None:
    release = read_release({}, encode(RECORD))
    assert release is not None
    assert release.plan == ""


@pytest.mark.parametrize("data", ["", "AAAA", encode([]), encode({"config": {}}), encode("x")])
def test_what_is_no_record_of_ours_tells_nothing(data: str) -> None:
    assert read_release(LABELS, data) is None


def test_a_volume_tells_whose_it_was() -> None:
    item = {
        "metadata": {"name": "pv-1", "uid": "u"},
        "spec": {
            "capacity": {"storage": "1Gi"},
            "claimRef": {"namespace": f"store-{KEY}", "name": "data"},
            "persistentVolumeReclaimPolicy": "Retain",
        },
        "status": {"phase": "Released"},
    }
    assert see_volume(item) == FoundVolume(
        "pv-1", "u", f"store-{KEY}", "data", "1Gi", "Released", "Retain"
    )
    unclaimed = {"metadata": {"name": "pv-2", "uid": "v"}, "spec": {}}
    assert see_volume(unclaimed).namespace == ""
