"""Bad input: a precise problem document with its remedy, and nothing changes."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from integration.clients import (
    API,
    ORDER,
    add_token,
    count_rows,
    open_client,
    read_problem,
)
from integration.installation import Installation, OpenInstallation
from store_orchestrator.api.app import build_app
from store_orchestrator.bootstrap import build_api_context
from store_orchestrator.db.connection import Database

JSON = {"Content-Type": "application/json"}


def _list_fields(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]


@pytest.fixture(scope="module")
def installation(open_installation: OpenInstallation) -> Iterator[Installation]:
    """One for all tests here: they prove that they change nothing."""
    with open_installation() as installation:
        yield installation


@pytest.fixture(autouse=True)
async def _nothing_changes(owner_database: Database) -> AsyncIterator[None]:
    before = await count_rows(owner_database)
    yield
    assert await count_rows(owner_database) == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ab", "3 to 40 characters, has 2"),
        ("a" * 41, "3 to 40 characters, has 41"),
        ("1shop", "start with a lowercase letter"),
        ("Shop", "start with a lowercase letter"),
        ("shop-", "single hyphens between"),
        ("a--b", "single hyphens between"),
        ("sh\u00f6p", "lowercase letters"),
        ("shop\n", "lowercase letters"),
        (7, "string"),
        (None, "string"),
    ],
)
async def test_a_bad_name(client: httpx2.AsyncClient, name: object, words: str) -> None:
    response = await client.post(f"{API}/stores", json={**ORDER, "name": name})
    problem = read_problem(response, 422, "validation")
    assert _list_fields(problem) == ["name"]
    assert words in problem["errors"][0]["message"]


async def test_missing_and_unknown_fields_are_all_named(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{API}/stores", json={"name": "shop", "colour": "red"})
    problem = read_problem(response, 422, "validation")
    assert problem["errors"] == [
        {"field": "engine", "message": "is required"},
        {"field": "colour", "message": "is not a known field"},
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"name": "shop", "engine": "medusa", "\\ud800": 1}', "body"),
        (b'{"name": "shop", "engine": "\\ud800"}', "engine"),
        (b'{"name": "shop", "engine": "medusa", "%s": 1}' % (b"x" * 9000), "x" * 100),
    ],
)
async def test_text_that_is_no_text_or_too_much(
    client: httpx2.AsyncClient, body: bytes, field: str
) -> None:
    response = await client.post(f"{API}/stores", content=body, headers=JSON)
    assert _list_fields(read_problem(response, 422, "validation")) == [field]


async def test_an_unknown_engine(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{API}/stores", json={**ORDER, "engine": "magento"})
    problem = read_problem(response, 422, "unknown-engine")
    assert _list_fields(problem) == ["engine"]
    assert "medusa" in problem["remedy"]


async def test_an_unknown_plan(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{API}/stores", json={**ORDER, "plan": "huge"})
    problem = read_problem(response, 422, "validation")
    assert _list_fields(problem) == ["plan"]
    assert "small" in problem["remedy"]


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"country": "XX"}, "no country 'XX'"),
        ({"country": "de"}, "two capital letters"),
        ({"country": 49}, "string"),
        ({"country": "DEU"}, "two capital letters"),
        ({"country": "DE\n"}, "two capital letters"),
        ({"currency": "DEM"}, "no currency 'DEM'"),
        ({"currency": "eur"}, "three capital letters"),
        ({"currency": "STN"}, "cannot charge in STN"),
        ({"country": "AQ"}, "AQ has no currency"),
        ({"display_name": ""}, "must not be empty"),
        ({"display_name": " \u00a0 "}, "must not be empty"),
        ({"display_name": "x" * 61}, "has 61 characters, at most 60"),
        ({"display_name": "a\nb"}, "one line of text"),
        ({"display_name": "a\u0000b"}, "one line of text"),
        ({"display_name": "a\u202eb"}, "one line of text"),
        ({"display_name": ["x"]}, "string"),
        ({"sample_products": "perhaps"}, "boolean"),
        ({"sample_products": None}, "boolean"),
    ],
)
async def test_a_bad_choice(
    client: httpx2.AsyncClient, choice: dict[str, object], words: str
) -> None:
    response = await client.post(f"{API}/stores", json={**ORDER, **choice})
    problem = read_problem(response, 422, "validation")
    fields = _list_fields(problem)
    # A country without usable money is a currency that is missing.
    assert fields == (["currency"] if "AQ" in choice.values() else list(choice))
    assert words in problem["errors"][0]["message"]


async def test_every_bad_choice_is_named_at_once(client: httpx2.AsyncClient) -> None:
    wrong = {"name": "x", "display_name": "", "country": "germany", "currency": "\u20ac"}
    response = await client.post(f"{API}/stores", json={**ORDER, **wrong})
    assert _list_fields(read_problem(response, 422, "validation")) == list(wrong)


async def test_an_engine_whose_image_could_not_be_built_says_why(
    installation: Installation, api_database: Database
) -> None:
    why = "The WooCommerce plugin could not be had: set WOOCOMMERCE_ZIP and run make up again."
    images = {n: r for n, r in installation.settings.images.items() if "woo" not in n}
    update = {"images": images, "image_absences": {"woocommerce": why, "woocommerce-database": why}}
    settings = installation.settings.model_copy(update=update)
    app = build_app(build_api_context(settings, api_database))
    async with open_client(app, installation.operator_token) as client:
        response = await client.post(f"{API}/stores", json={**ORDER, "engine": "woocommerce"})
        problem = read_problem(response, 409, "engine-unavailable")
        engines = (await client.get(f"{API}/engines")).json()["items"]
    reasons = {engine["name"]: engine["unavailable_reason"] for engine in engines}
    assert problem["detail"] == why
    assert _list_fields(problem) == ["engine"]
    assert reasons == {"woocommerce": why, "medusa": None}


async def test_an_engine_whose_images_are_missing(
    installation: Installation, api_database: Database
) -> None:
    settings = installation.settings.model_copy(update={"images": {"postgresql": "x"}})
    app = build_app(build_api_context(settings, api_database))
    async with open_client(app, installation.operator_token) as client:
        response = await client.post(f"{API}/stores", json=ORDER)
        problem = read_problem(response, 409, "engine-unavailable")
        assert "medusa" in problem["detail"]
        [medusa] = [
            engine
            for engine in (await client.get(f"{API}/engines")).json()["items"]
            if engine["name"] == "medusa"
        ]
    assert medusa["available"] is False
    assert medusa["unavailable_reason"] == problem["detail"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"name": ', "at character 9"),
        (b'{"\xff": 1}', "cannot be decoded"),
        (b"[" * 60_000, "cannot be decoded"),
    ],
)
async def test_malformed_json(client: httpx2.AsyncClient, body: bytes, detail: str) -> None:
    response = await client.post(f"{API}/stores", content=body, headers=JSON)
    assert detail in read_problem(response, 400, "malformed-json")["detail"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'{"name": "shop", "engine": "medusa"}', {"Content-Type": "text/plain"}),
    ],
)
async def test_a_body_that_is_no_json_object(
    client: httpx2.AsyncClient, body: bytes, headers: dict[str, str]
) -> None:
    response = await client.post(f"{API}/stores", content=body, headers=headers)
    problem = read_problem(response, 422, "validation")
    assert "application/json" in problem["remedy"]


async def test_a_body_that_says_it_is_too_large(client: httpx2.AsyncClient) -> None:
    response = await client.post(f"{API}/stores", content=b" " * 65_537, headers=JSON)
    assert "65536 bytes" in read_problem(response, 413, "body-too-large")["detail"]


async def test_a_body_that_turns_out_too_large(client: httpx2.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(80):
            yield b" " * 1024

    response = await client.post(f"{API}/stores", content=chunks(), headers=JSON)
    assert "content-length" not in response.request.headers
    read_problem(response, 413, "body-too-large")


async def test_the_largest_body_is_read(client: httpx2.AsyncClient) -> None:
    body = b'{"name": "ab"}'.rjust(65_536)
    response = await client.post(f"{API}/stores", content=body, headers=JSON)
    assert "name" in _list_fields(read_problem(response, 422, "validation"))


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eDp5"}])
async def test_no_token(app: FastAPI, headers: dict[str, str]) -> None:
    async with open_client(app) as anonymous:
        response = await anonymous.get(f"{API}/stores", headers=headers)
    read_problem(response, 401, "unauthenticated")
    assert response.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_token(app: FastAPI) -> None:
    async with open_client(app, "0" * 64) as wrong:
        problem = read_problem(await wrong.get(f"{API}/stores"), 401, "unauthenticated")
        assert "unknown, expired or revoked" in problem["detail"]
        response = await wrong.post(f"{API}/session", json={"token": "0" * 64})
    read_problem(response, 401, "unauthenticated")
    assert "set-cookie" not in response.headers


async def test_an_expired_token(app: FastAPI, owner_database: Database) -> None:
    token = await add_token(owner_database, expires="now() - interval '1 second'")
    async with open_client(app, token) as late:
        read_problem(await late.get(f"{API}/stores"), 401, "unauthenticated")


async def test_a_token_for_reading_changes_nothing(app: FastAPI, owner_database: Database) -> None:
    token = await add_token(owner_database, scope="read")
    async with open_client(app, token) as reader:
        assert (await reader.get(f"{API}/stores")).status_code == 200
        read_problem(await reader.post(f"{API}/stores", json=ORDER), 403, "forbidden")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/stores/", "/api", "/nothing.js", "/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_address(client: httpx2.AsyncClient, method: str, path: str) -> None:
    problem = read_problem(await client.request(method, path), 404, "not-found")
    assert path in problem["detail"]


async def test_a_wrong_method_names_the_right_ones(client: httpx2.AsyncClient) -> None:
    response = await client.put(f"{API}/stores", json=ORDER)
    problem = read_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, POST"
    assert "GET, POST" in problem["remedy"]


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "MjAyNi0wMS0wMSB4"}, "cursor"),
        ({"include_deleted": "perhaps"}, "include_deleted"),
        ({"name": "a\x00b"}, "name"),
    ],
)
async def test_bad_parameters(
    client: httpx2.AsyncClient, params: dict[str, str], field: str
) -> None:
    response = await client.get(f"{API}/stores", params=params)
    assert _list_fields(read_problem(response, 422, "validation")) == [field]


async def test_an_id_that_is_none(client: httpx2.AsyncClient) -> None:
    response = await client.get(f"{API}/stores/shop")
    assert _list_fields(read_problem(response, 422, "validation")) == ["store_id"]


async def test_a_bad_idempotency_key(client: httpx2.AsyncClient) -> None:
    response = await client.post(
        f"{API}/stores", json=ORDER, headers={"Idempotency-Key": "x" * 129}
    )
    assert _list_fields(read_problem(response, 422, "validation")) == ["idempotency-key"]


async def test_a_mistake_of_ours_shows_no_inside(
    app: FastAPI, client: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(app.state.context.services.catalogue, "list_offers", break_down)
    response = await client.get(f"{API}/engines")
    problem = read_problem(response, 500, "internal")
    assert "secret inside" not in response.text
    assert "instance" in problem["remedy"]
