"""Room in the cluster: what the platform says fits, fits; what does not is refused with reasons."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from e2e.platform_under_test import Platform, open_client, wait_for

ENGINE, PLAN = "tiny", "large"
NAME = "full-{number}"


def read_fit(platform: Platform) -> dict[str, Any]:
    """What ``storectl capacity`` says of the plan that fills a cluster quickly."""
    document = json.loads(platform.storectl("capacity", "-o", "json"))
    [fit] = [i for i in document["items"] if (i["engine"], i["plan"]) == (ENGINE, PLAN)]
    return {**fit, "surveyed_at": document["surveyed_at"]}


def wait_for_survey(platform: Platform) -> dict[str, Any]:
    """What a survey says that begins from now on."""
    before = read_fit(platform)["surveyed_at"]

    def look() -> dict[str, Any] | None:
        fit = read_fit(platform)
        return fit if fit["surveyed_at"] not in (None, before) else None

    return wait_for("a new survey", look, seconds=400)


def list_large(platform: Platform) -> list[str]:
    """Names of this test's stores."""
    stores = json.loads(platform.storectl("store", "list", "-o", "json"))["items"]
    return [s["name"] for s in stores if s["name"].startswith("full-")]


@pytest.fixture
def emptied(platform: Platform) -> Iterator[Platform]:
    """The platform; whatever large stores a test made are deleted after it."""
    yield platform
    for name in list_large(platform):
        platform.storectl("store", "delete", name, "--yes")
    wait_for("the large stores are gone", lambda: not list_large(platform), seconds=180)


def count_unplaced(platform: Platform) -> int:
    """Pods that no node takes."""
    pods = platform.kubectl_json("get", "pods", "-A", "--field-selector", "status.phase=Pending")
    return sum("nodeName" not in pod["spec"] for pod in pods["items"])


def test_as_many_stores_become_ready_as_capacity_says_and_the_next_is_refused(
    emptied: Platform,
) -> None:
    platform = emptied
    # Whatever other tests left, this one's first store makes the next survey due.
    create(platform, 0)
    said = wait_for_survey(platform)["fits"]
    assert said >= 1, "the machine is too small for this test"
    for number in range(1, said + 1):
        create(platform, number)
        assert read_fit(platform)["fits"] == said - number
    refused = platform.run_storectl(
        "store", "create", NAME.format(number=99), "--engine", ENGINE, "--plan", PLAN
    )
    assert refused.returncode == 1
    assert "no room for another tiny store" in refused.stderr
    assert "it needs 400m of CPU and at most" in refused.stderr
    with open_client(platform.url, platform.token) as client:
        order = {"name": NAME.format(number=99), "engine": ENGINE, "plan": PLAN}
        answer = client.post("/api/v1/stores", json=order)
    assert answer.status_code == 409
    assert answer.json()["type"].endswith(":capacity-exhausted")
    for number in range(said + 1):
        wait_until_ready(platform, number)
    assert count_unplaced(platform) == 0
    assert len(list_large(platform)) == said + 1
    assert read_fit(platform)["fits"] == 0


def create(platform: Platform, number: int) -> None:
    """Ask for one more large store."""
    name = NAME.format(number=number)
    platform.storectl("store", "create", name, "--engine", ENGINE, "--plan", PLAN)


def wait_until_ready(platform: Platform, number: int) -> None:
    """Return once it sells."""
    name = NAME.format(number=number)
    wait_for(f"{name} is Ready", lambda: platform.get_store(name)["phase"] == "Ready", seconds=180)
