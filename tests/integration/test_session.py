"""Signing in with a cookie: what it allows, and what a page of another site cannot do with it."""

from http.cookies import SimpleCookie

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from integration.clients import API, ORDER, list_actions, open_client, read_problem
from integration.installation import Installation
from store_orchestrator.db.connection import Database


async def _sign_in(client: httpx2.AsyncClient, token: str) -> httpx2.Response:
    response = await client.post(f"{API}/session", json={"token": token})
    assert response.status_code == 204
    return response


async def test_signing_in_and_out(
    app: FastAPI, installation: Installation, owner_database: Database
) -> None:
    async with open_client(app) as browser:
        response = await _sign_in(browser, installation.operator_token)
        assert response.content == b""
        cookie = SimpleCookie(response.headers["set-cookie"])["so_session"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "strict"
        assert cookie["path"] == "/"
        assert not cookie["secure"]

        me = (await browser.get(f"{API}/me")).json()
        assert me["user"]["name"] == "operator"
        assert me["user"]["role"] == "admin"
        assert me["tenant"]["name"] == "default"

        response = await browser.delete(
            f"{API}/session", headers={"X-CSRF-Token": me["csrf_token"]}
        )
        assert response.status_code == 204
        # The session is over for whoever kept the cookie, too.
        browser.cookies.set("so_session", cookie.value, domain="dashboard.localhost")
        read_problem(await browser.get(f"{API}/me"), 401, "unauthenticated")
    assert await list_actions(owner_database) == ["session.opened", "session.ended"]


async def test_over_tls_the_cookie_is_secure(app: FastAPI, installation: Installation) -> None:
    async with open_client(app) as browser:
        response = await browser.post(
            f"https://dashboard.localhost{API}/session",
            json={"token": installation.operator_token},
        )
    assert SimpleCookie(response.headers["set-cookie"])["so_session"]["secure"]


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "\u00e4"}])
async def test_a_cookie_alone_changes_nothing(
    app: FastAPI, installation: Installation, headers: dict[str, str]
) -> None:
    async with open_client(app) as browser:
        await _sign_in(browser, installation.operator_token)
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        response = await browser.post(f"{API}/stores", json=ORDER, headers=encoded)
        problem = read_problem(response, 403, "forbidden")
        assert "X-CSRF-Token" in problem["detail"]
        token = (await browser.get(f"{API}/me")).json()["csrf_token"]
        response = await browser.post(f"{API}/stores", json=ORDER, headers={"X-CSRF-Token": token})
    assert response.status_code == 202


async def test_a_token_needs_no_csrf_token_and_gets_none(client: httpx2.AsyncClient) -> None:
    assert (await client.get(f"{API}/me")).json()["csrf_token"] is None
    assert (await client.post(f"{API}/stores", json=ORDER)).status_code == 202


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE api_tokens SET revoked_at = now()",
        "UPDATE api_tokens SET expires_at = now()",
        "UPDATE sessions SET expires_at = now()",
    ],
)
async def test_a_session_ends_with_its_time_and_with_its_token(
    app: FastAPI, installation: Installation, owner_database: Database, change: str
) -> None:
    async with open_client(app) as browser:
        await _sign_in(browser, installation.operator_token)
        assert (await browser.get(f"{API}/me")).status_code == 200
        async with owner_database.transaction() as connection:
            await connection.execute(text(change))
        read_problem(await browser.get(f"{API}/me"), 401, "unauthenticated")


async def test_the_table_knows_no_session_secret(
    app: FastAPI, installation: Installation, owner_database: Database
) -> None:
    async with open_client(app) as browser:
        response = await _sign_in(browser, installation.operator_token)
        secret = SimpleCookie(response.headers["set-cookie"])["so_session"].value
    async with owner_database.transaction() as connection:
        row = (await connection.execute(text("SELECT s::text FROM sessions s"))).scalar_one()
    assert secret not in row
    assert secret.encode().hex() not in row
