"""Links that sign in to a shop's admin: who gets one, when, and what is in it."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
import pytest
from fastapi import FastAPI

from integration.clients import (
    API,
    add_token,
    count_rows,
    create_store,
    list_actions,
    open_client,
    read_problem,
)
from integration.store_rows import FULL_STATUS, LATER, LEASE
from store_orchestrator.db.connection import Database
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.conditions import ConditionStatus
from store_orchestrator.domain.store import Status

SECRET = "never to be seen outside"
READY = replace(FULL_STATUS, failure=None)
DEGRADED = replace(
    READY,
    conditions=tuple(replace(c, status=ConditionStatus.FALSE) for c in READY.conditions),
)


async def _become(queue: StoreQueue, status: Status, **credentials: str) -> None:
    [leased] = await queue.fetch_due("test", 1, LEASE)
    if credentials:
        assert await queue.save_credentials(leased, credentials) is not None
    assert await queue.record(leased, status, [], due_in=LATER) is not None


def _open(link: dict[str, str], store_url: str) -> dict[str, object]:
    """The token's content, its signature checked as a shop does it."""
    address, _, fragment = link["url"].partition("#")
    assert address == f"{store_url}sign-in"
    assert urlsplit(link["url"]).query == ""
    payload, _, signature = fragment.partition(".")
    expected = hmac.new(SECRET.encode(), payload.encode(), hashlib.sha256).hexdigest()
    assert hmac.compare_digest(signature, expected)
    content = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return dict(json.loads(content))


@pytest.mark.parametrize("engine", ["medusa", "woocommerce"])
@pytest.mark.parametrize("status", [READY, DEGRADED], ids=["Ready", "Degraded"])
async def test_a_link_is_signed_short_lived_and_audited(
    client: httpx2.AsyncClient,
    queue: StoreQueue,
    owner_database: Database,
    engine: str,
    status: Status,
) -> None:
    store = await create_store(client, engine=engine)
    await _become(queue, status, sign_in_secret=SECRET)
    began = int(datetime.now(UTC).timestamp())
    url = f"{API}/stores/{store['id']}/login"
    response = await client.post(url)
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    link = response.json()
    content = _open(link, store["url"])
    assert SECRET not in response.text
    expires_at = datetime.fromisoformat(link["expires_at"]).timestamp()
    assert content["exp"] == expires_at
    # The database's clock is this machine's; two minutes are the limit of every link.
    assert began + 110 < expires_at < began + 130
    assert len(bytes.fromhex(str(content["nonce"]))) == 16
    assert _open((await client.post(url)).json(), store["url"])["nonce"] != content["nonce"]
    assert await list_actions(owner_database) == [
        "store.created",
        "store.sign_in_link_made",
        "store.sign_in_link_made",
    ]


@pytest.mark.parametrize(
    ("status", "credentials", "detail", "remedy"),
    [
        (
            replace(READY, ready_at=None, conditions=()),
            {"sign_in_secret": SECRET},
            "is not Ready yet",
            "Wait until it is Ready",
        ),
        (FULL_STATUS, {"sign_in_secret": SECRET}, "has failed", "Retry the store"),
        (READY, {"admin_password": "x"}, "no secret for sign-in links yet", "Try again"),
        (READY, {}, "no secret for sign-in links yet", "Try again"),
    ],
)
async def test_without_a_shop_that_can_check_it_there_is_no_link(
    client: httpx2.AsyncClient,
    queue: StoreQueue,
    owner_database: Database,
    status: Status,
    credentials: dict[str, str],
    detail: str,
    remedy: str,
) -> None:
    store = await create_store(client)
    await _become(queue, status, **credentials)
    before = await count_rows(owner_database)
    problem = read_problem(await client.post(f"{API}/stores/{store['id']}/login"), 409, "conflict")
    assert detail in problem["detail"]
    assert remedy in problem["remedy"]
    assert await count_rows(owner_database) == before


async def test_an_engine_that_is_gone_or_knows_no_links_says_so(
    client: httpx2.AsyncClient, queue: StoreQueue, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await create_store(client)
    await _become(queue, READY, sign_in_secret=SECRET)
    monkeypatch.setattr(app.state.context.services.catalogue, "_registry", {})
    problem = read_problem(await client.post(f"{API}/stores/{store['id']}/login"), 409, "conflict")
    assert "knows no sign-in links" in problem["detail"]
    assert "credentials" in problem["remedy"]


async def test_who_may_only_read_or_is_of_another_tenant_gets_none(
    client: httpx2.AsyncClient,
    stranger: httpx2.AsyncClient,
    queue: StoreQueue,
    app: FastAPI,
    owner_database: Database,
) -> None:
    store = await create_store(client)
    await _become(queue, READY, sign_in_secret=SECRET)
    reader_token = await add_token(owner_database, scope="read")
    before = await count_rows(owner_database)
    for act in ("login", "isolation"):
        url = f"{API}/stores/{store['id']}/{act}"
        async with open_client(app, reader_token) as reader:
            read_problem(await reader.post(url), 403, "forbidden")
        read_problem(await stranger.post(url), 404, "not-found")
    assert await count_rows(owner_database) == before


async def test_the_link_is_in_no_log(
    client: httpx2.AsyncClient, queue: StoreQueue, caplog: pytest.LogCaptureFixture
) -> None:
    store = await create_store(client)
    await _become(queue, READY, sign_in_secret=SECRET)
    link = (await client.post(f"{API}/stores/{store['id']}/login")).json()
    assert f"/stores/{store['id']}/login" in caplog.text
    assert link["url"].partition("#")[2] not in caplog.text
