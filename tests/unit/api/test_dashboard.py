"""The dashboard's files: which address gives what, and under which policy."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from store_orchestrator.api.dashboard import Dashboard
from store_orchestrator.api.middleware import SecurityHeaders
from store_orchestrator.api.problems import add_problem_handlers

PAGE = '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><div id="root">'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "index-abc123.js").write_text("export {}")
    return tmp_path


def _build_client(dashboard: Dashboard) -> httpx2.AsyncClient:
    app = FastAPI(openapi_url=None)
    add_problem_handlers(app)
    app.add_middleware(SecurityHeaders)
    app.router.default = dashboard
    transport = httpx2.ASGITransport(app)
    return httpx2.AsyncClient(transport=transport, base_url="http://dashboard.localhost")


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    async with _build_client(Dashboard(folder)) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/index.html", "/stores", "/stores/1234", "/sign-in"])
async def test_pages_carry_a_fresh_nonce_that_the_policy_names(
    client: httpx2.AsyncClient, path: str
) -> None:
    nonces = set()
    for _ in range(2):
        response = await client.get(path)
        assert response.status_code == 200
        assert response.headers["cache-control"] == "no-store"
        [nonce] = re.findall(r'content="([\w-]{22})"', response.text)
        policy = response.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert "default-src 'self'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        nonces.add(nonce)
    assert len(nonces) == 2


async def test_hashed_files_are_cached_for_ever_and_others_are_asked_for_again(
    client: httpx2.AsyncClient,
) -> None:
    hashed = await client.get("/assets/index-abc123.js")
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert hashed.headers["content-type"].startswith("text/javascript")
    assert hashed.headers["x-content-type-options"] == "nosniff"
    other = await client.get("/favicon.svg")
    assert other.headers["cache-control"] == "no-cache"
    again = await client.get("/favicon.svg", headers={"If-None-Match": other.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/assets/index-old.js",
        "/missing.css",
        "/api/v1/nothing",
        "/%00.txt",
        "/..%2f..%2f..%2fetc/passwd.txt",
        "/assets/..%2f..%2fsecret.txt",
    ],
)
async def test_what_is_missing_is_a_problem_and_never_the_page(
    client: httpx2.AsyncClient, folder: Path, path: str
) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    response = await client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_nothing_can_be_sent_to_a_page(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/stores")).status_code == 404


async def test_without_a_dashboard_there_is_no_page() -> None:
    async with _build_client(Dashboard(None)) as client:
        response = await client.get("/")
    assert response.status_code == 404
    assert response.json()["type"] == "urn:store-orchestrator:problem:not-found"
