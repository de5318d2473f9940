"""``storectl capacity`` and ``storectl orphans``."""

import json
from collections import deque
from typing import Any

import pytest

from store_orchestrator.client import orphan_actions
from unit.client.conftest import Storectl
from unit.client.fake_platform import FakePlatform, build_store

ID = "6e5b8f0c-6f0f-4c5e-9d1c-2f3a4b5c6d7e"
CAPACITY = {
    "surveyed_at": "2026-11-24T15:00:00Z",
    "when_full": "refuse",
    "room": {"nodes": 1, "cpu_millicores": 700, "memory_mib": 9000, "pods": 90},
    "waiting": 2,
    "items": [
        {
            "engine": "medusa",
            "plan": "small",
            "cpu_millicores": 150,
            "memory_mib": 480,
            "storage_gib": 2,
            "fits": 4,
            "shortage": "",
        },
        {
            "engine": "medusa",
            "plan": "large",
            "cpu_millicores": 701,
            "memory_mib": 1792,
            "storage_gib": 40,
            "fits": 0,
            "shortage": "It needs 701m of CPU.",
        },
    ],
}
ORPHAN: dict[str, Any] = {
    "id": ID,
    "kind": "Namespace",
    "name": "store-abcdefgh",
    "store_key": "abcdefgh",
    "message": "medusa shop 'lost', revision 1 deployed, 1 volumes",
    "release": {"name": "lost", "engine": "medusa", "plan": "small"},
    "volumes": [{"name": "pv-1", "claim": "data", "size": "1Gi", "policy": "Retain"}],
    "adoptable": True,
    "obstacle": "",
    "found_at": "2026-11-24T15:00:00Z",
    "gone_at": None,
    "removal_requested_at": None,
    "failure": None,
    "store_id": None,
}
LIST = {"items": [ORPHAN], "surveyed_at": "2026-11-24T15:00:00Z"}
REMOVING = {**ORPHAN, "removal_requested_at": "2026-11-24T16:00:00Z", "store_id": ID}
GONE = {**REMOVING, "gone_at": "2026-11-24T16:01:00Z"}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orphan_actions, "_LOOK_SECONDS", 0.001)


def tell(platform: FakePlatform, path: str, *documents: dict[str, Any]) -> None:
    platform.told[path] = deque(documents)


def test_capacity_shows_what_fits_and_what_is_short(
    platform: FakePlatform, storectl: Storectl
) -> None:
    tell(platform, "GET /capacity", CAPACITY)
    ran = storectl("capacity")
    assert ran.code == 0
    assert "Left on 1 nodes: 700m CPU, 9000 MiB memory and 90 pods" in ran.out
    assert "A store that does not fit is refused; 2 stores wait." in ran.out
    rows = [line.split() for line in ran.out.splitlines() if line.startswith("medusa ")]
    assert [row[:3] for row in rows] == [["medusa", "small", "4"], ["medusa", "large", "0"]]
    assert "medusa, plan large: It needs 701m of CPU." in ran.out


def test_capacity_nobody_looked_at_is_unknown(platform: FakePlatform, storectl: Storectl) -> None:
    items = [{**item, "fits": None, "shortage": ""} for item in CAPACITY["items"]]  # type: ignore[attr-defined]
    unknown = {**CAPACITY, "room": None, "surveyed_at": None, "items": items}
    tell(platform, "GET /capacity", unknown)
    ran = storectl("capacity")
    assert "Nobody has looked at the cluster yet" in ran.out
    assert ran.out.count("unknown") == 2


def test_capacity_for_scripts(platform: FakePlatform, storectl: Storectl) -> None:
    tell(platform, "GET /capacity", CAPACITY)
    assert json.loads(storectl("capacity", "-o", "json").out) == CAPACITY
    assert storectl("capacity", "-o", "name").out == "medusa/small\n"


def test_orphans_are_listed_with_their_volumes(platform: FakePlatform, storectl: Storectl) -> None:
    tell(platform, "GET /orphans", LIST)
    ran = storectl("orphans", "list")
    assert ran.code == 0
    assert f"{ID}   Namespace   store-abcdefgh   adopt or remove" in ran.out
    assert "volume pv-1 (1Gi, claim data, reclaim Retain)" in ran.out
    assert json.loads(storectl("orphans", "list", "-o", "json").out) == LIST


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"items": [], "surveyed_at": None}, "Nobody has looked for orphans yet."),
        ({"items": [], "surveyed_at": "2026-11-24T15:00:00Z"}, "No orphans"),
    ],
)
def test_an_empty_list_says_whether_anybody_looked(
    platform: FakePlatform, storectl: Storectl, document: dict[str, Any], words: str
) -> None:
    tell(platform, "GET /orphans", document)
    assert storectl("orphans", "list").out.startswith(words)


def test_refresh_waits_for_a_later_survey(platform: FakePlatform, storectl: Storectl) -> None:
    later = {**LIST, "surveyed_at": "2026-11-24T15:05:00Z"}
    tell(platform, "POST /orphans/survey", {**LIST, "items": []})
    tell(platform, "GET /orphans", LIST, LIST, later)
    ran = storectl("orphans", "list", "--refresh", "-o", "json")
    assert json.loads(ran.out) == later


def test_adopting_shows_the_store(platform: FakePlatform, storectl: Storectl) -> None:
    tell(platform, f"POST /orphans/{ID}/adopt", build_store("found"))
    ran = storectl("orphans", "adopt", ID, "--name", "found")
    assert ran.code == 0
    assert ran.out.splitlines()[1].startswith("found ")
    assert platform.bodies[-1] == {"name": "found"}


def test_removing_needs_a_yes(
    platform: FakePlatform, storectl: Storectl, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(platform, f"GET /orphans/{ID}", ORPHAN)
    monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
    ran = storectl("orphans", "remove", ID)
    assert ran.code == 1
    assert "Volumes that go with it, whatever their policy: pv-1 (1Gi)" in ran.err
    assert "Nothing was removed." in ran.err
    assert platform.count_requests("POST", "/remove") == 0


def test_removing_waits_until_it_is_gone(platform: FakePlatform, storectl: Storectl) -> None:
    tell(platform, f"GET /orphans/{ID}", ORPHAN, REMOVING, REMOVING, GONE)
    tell(platform, f"POST /orphans/{ID}/remove", REMOVING)
    ran = storectl("orphans", "remove", ID, "--yes", "--wait")
    assert ran.code == 0
    assert ran.out == "Namespace store-abcdefgh is gone.\n"
    assert f"storectl store get {ID}" in ran.err


def test_removing_that_takes_too_long_ends_with_3_and_the_reason(
    platform: FakePlatform, storectl: Storectl
) -> None:
    tell(platform, f"GET /orphans/{ID}", {**REMOVING, "failure": "It is not allowed."})
    tell(platform, f"POST /orphans/{ID}/remove", REMOVING)
    ran = storectl("orphans", "remove", ID, "--yes", "--wait", "--timeout", "1s")
    assert ran.code == 3
    assert "is not gone yet: It is not allowed." in ran.err


def test_what_is_no_id_is_wrong_usage(storectl: Storectl) -> None:
    assert storectl("orphans", "adopt", "store-abcdefgh").code == 2
