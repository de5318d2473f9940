"""Bad input gets a precise problem with the remedy, and changes nothing."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from e2e.platform_under_test import Platform, open_client, wait_for

GOOD = {"name": "fine", "engine": "tiny", "plan": "small"}


@pytest.fixture
def api(platform: Platform) -> Iterator[httpx2.Client]:
    with open_client(f"{platform.url}/api/v1/", platform.token) as client:
        yield client


@pytest.mark.parametrize(
    ("body", "slug", "field"),
    [
        (GOOD | {"engine": "magento"}, "unknown-engine", "engine"),
        (GOOD | {"name": "Fine"}, "validation", "name"),
        (GOOD | {"name": "ab"}, "validation", "name"),
        (GOOD | {"plan": "galactic"}, "validation", "plan"),
        (GOOD | {"colour": "red"}, "validation", "colour"),
        (GOOD | {"display_name": " "}, "validation", "display_name"),
        (GOOD | {"display_name": "two\nlines"}, "validation", "display_name"),
        (GOOD | {"display_name": "x" * 61}, "validation", "display_name"),
        (GOOD | {"country": "Germany"}, "validation", "country"),
        (GOOD | {"country": "FR"}, "validation", "country"),
        (GOOD | {"currency": "euro"}, "validation", "currency"),
        (GOOD | {"currency": "CHF"}, "validation", "currency"),
        (GOOD | {"sample_products": "many"}, "validation", "sample_products"),
    ],
)
def test_bad_fields_are_named(
    api: httpx2.Client, body: dict[str, object], slug: str, field: str
) -> None:
    before = list_ids(api)
    reply = api.post("stores", json=body)
    problem = read_problem(reply)
    assert reply.status_code == 422
    assert problem["type"].endswith(slug)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["remedy"]
    assert list_ids(api) == before


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"{", 400, "malformed-json"),
        (b'{"name": "' + b"x" * 100_000 + b'"}', 413, "body-too-large"),
    ],
)
def test_bad_bodies_are_refused(api: httpx2.Client, content: bytes, status: int, slug: str) -> None:
    reply = api.post("stores", content=content, headers={"Content-Type": "application/json"})
    assert reply.status_code == status
    problem = read_problem(reply)
    assert problem["type"].endswith(slug)
    assert problem["remedy"]


def test_wrong_token(platform: Platform) -> None:
    with open_client(f"{platform.url}/api/v1/", "so_wrong") as stranger:
        reply = stranger.get("stores")
    assert reply.status_code == 401
    assert read_problem(reply)["type"].endswith("unauthenticated")
    result = platform.run_storectl("store", "list", STORECTL_TOKEN="so_wrong")
    assert result.returncode == 1
    assert "token" in result.stderr.lower()


def test_name_in_use(platform: Platform, api: httpx2.Client) -> None:
    created = api.post("stores", json=GOOD)
    assert created.status_code == 202
    again = api.post("stores", json=GOOD)
    assert again.status_code == 409
    assert read_problem(again)["type"].endswith("name-in-use")
    platform.storectl("store", "delete", "fine", "--yes", "--wait")


def test_the_command_line_says_what_is_wrong(platform: Platform) -> None:
    result = platform.run_storectl("store", "create", "Bad_Name", "--engine", "medusa")
    assert result.returncode == 2
    assert "lowercase" in result.stderr
    nowhere = platform.run_storectl("store", "list", STORECTL_URL="http://127.0.0.1:9")
    assert nowhere.returncode == 1
    assert "127.0.0.1:9" in nowhere.stderr


def test_a_dead_database_is_said_and_survived(platform: Platform, api: httpx2.Client) -> None:
    database = ("statefulset/database", "-n", "store-orchestrator")
    platform.kubectl("scale", *database, "--replicas=0")
    try:
        reply = wait_for("a 503", lambda: find_unavailable(api))
        problem = read_problem(reply)
        assert problem["type"].endswith("database-unavailable")
        assert problem["remedy"]
    finally:
        platform.kubectl("scale", *database, "--replicas=1")
    wait_for("the API to answer again", lambda: answers(api))


def find_unavailable(api: httpx2.Client) -> httpx2.Response | None:
    reply = api.get("stores")
    is_problem = reply.headers["content-type"] == "application/problem+json"
    return reply if reply.status_code == 503 and is_problem else None


def answers(api: httpx2.Client) -> bool:
    return api.get("stores").status_code == 200


def read_problem(reply: httpx2.Response) -> dict[str, Any]:
    assert reply.headers["content-type"] == "application/problem+json", reply.text
    document: dict[str, Any] = reply.json()
    return document


def list_ids(api: httpx2.Client) -> list[str]:
    return [store["id"] for store in api.get("stores").raise_for_status().json()["items"]]
