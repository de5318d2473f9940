"""Stores that are made ahead, on the real cluster: claimed, turned into somebody's, filled up."""

import base64
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import httpx2
import pytest

from e2e.platform_under_test import Platform, Secrets, open_client, wait_for
from e2e.pools import Pool, create, open_pool

SIZE = 2
ENGINE = "tiny"


@pytest.fixture(scope="module")
def pool(platform: Platform) -> Iterator[Pool]:
    """A pool of two; without one again afterwards."""
    with open_pool(platform, {ENGINE: SIZE}) as pool:
        yield pool


def read_secrets(platform: Platform, namespace: str) -> dict[str, str]:
    """Digests would do, but the old password must be tried: what the shop's Secret holds."""
    secret = platform.kubectl_json("get", "secret", "credentials", "-n", namespace)
    return Secrets(secret["data"])


def read_pod(platform: Platform, namespace: str) -> tuple[str, list[str], int]:
    """UID, container ids and restarts of the shop's only pod."""
    selector = "app.kubernetes.io/component=shop,!store-orchestrator.io/self-test"
    [pod] = platform.kubectl_json("get", "pods", "-n", namespace, "-l", selector)["items"]
    states = pod["status"]["containerStatuses"]
    restarts = sum(state["restartCount"] for state in states)
    return pod["metadata"]["uid"], [state["containerID"] for state in states], restarts


def decode(secrets: dict[str, str], name: str) -> str:
    """A credential of a Secret."""
    return base64.b64decode(secrets[name]).decode()


def visit_admin(url: str, password: str) -> int:
    """The status that somebody with this password gets."""
    with open_client(url) as shop:
        headers = {"Authorization": f"Bearer {password}"}
        return shop.get("/api/admin/orders", headers=headers).status_code


def test_a_claimed_shop_is_its_owners_without_a_restart(platform: Platform, pool: Pool) -> None:
    ready = {store["namespace"] for store in pool.wait_until_full(ENGINE)}
    pods = {namespace: read_pod(platform, namespace) for namespace in ready}
    former = {namespace: read_secrets(platform, namespace) for namespace in ready}

    options = ("--display-name", "Käse & Söhne", "--country", "DE", "--currency", "EUR")
    store = create(platform, "claimed-one", ENGINE, *options)
    namespace = store["namespace"]
    assert namespace in ready
    assert store["claimed_at"] is not None
    assert read_pod(platform, namespace) == pods[namespace]

    with open_client(store["url"]) as shop:
        seen = shop.get("/api/shop").raise_for_status().json()
    assert (seen["display_name"], seen["country"], seen["currency"]) == (
        "Käse & Söhne",
        "DE",
        "EUR",
    )
    before, after = former[namespace], read_secrets(platform, namespace)
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] == after[name]] == []
    password = platform.credentials("claimed-one")["admin_password"]
    assert password == decode(after, "admin-password")
    assert visit_admin(store["url"], password) == httpx2.codes.OK
    assert visit_admin(store["url"], decode(before, "admin-password")) == httpx2.codes.FORBIDDEN


def test_the_old_secret_claims_nothing_any_more(platform: Platform, pool: Pool) -> None:
    namespace = pool.wait_until_full(ENGINE)[0]["namespace"]
    former = {
        s["namespace"]: read_secrets(platform, s["namespace"]) for s in pool.list_ready(ENGINE)
    }
    store = create(platform, "claimed-two", ENGINE)
    assert store["namespace"] in former, namespace
    secret = decode(former[store["namespace"]], "probe-secret")
    with open_client(store["url"]) as shop:
        body = {"url": store["url"], "credentials": {"probe_secret": "mine"}}
        reply = shop.post("/store-claim", json=body, headers={"X-Store-Secret": secret})
    assert reply.status_code == httpx2.codes.FORBIDDEN


def test_history_and_proof_are_the_owners(platform: Platform, pool: Pool) -> None:
    pool.wait_until_full(ENGINE)
    store = create(platform, "claimed-three", ENGINE)
    events = json.loads(platform.storectl("store", "events", store["name"], "-o", "json"))["items"]
    reasons = [event["reason"] for event in events]
    assert reasons[0] == "Requested"
    assert reasons.index("CredentialsRotated") < reasons.index("ShopClaimed")
    assert reasons.index("ShopClaimed") < reasons.index("OrderPlaced") < reasons.index("Ready")
    assert reasons.count("OrderPlaced") == 1
    assert min(event["at"] for event in events) >= store["created_at"]
    platform.storectl("store", "verify", store["name"])
    platform.storectl("store", "isolation", store["name"])


def test_the_pool_fills_up_and_tenants_do_not_see_it(platform: Platform, pool: Pool) -> None:
    ready = {store["key"] for store in pool.wait_until_full(ENGINE)}
    listed = json.loads(platform.storectl("store", "list", "-o", "json"))["items"]
    assert not {store["namespace"].removeprefix("store-") for store in listed} & ready
    for store in pool.list_ready(ENGINE):
        assert platform.run_storectl("store", "get", store["id"]).returncode == 1


def test_two_at_once_get_two_stores(platform: Platform, pool: Pool) -> None:
    pool.wait_until_full(ENGINE)
    for name in ("at-once-one", "at-once-two"):
        platform.storectl("store", "create", name, "--engine", ENGINE)
    stores = [
        wait_for(name, partial(_find_ready, platform, name))
        for name in ("at-once-one", "at-once-two")
    ]
    assert len({store["namespace"] for store in stores}) == 2
    assert all(store["claimed_at"] is not None for store in stores)


def test_a_claimed_store_is_deleted_like_any_other(platform: Platform, pool: Pool) -> None:
    pool.wait_until_full(ENGINE)
    store = create(platform, "claimed-gone", ENGINE)
    platform.storectl("store", "delete", store["name"], "--yes", "--wait")
    assert platform.find_traces(store["namespace"].removeprefix("store-")) == []


def test_without_the_setting_the_pool_goes_and_claimed_stores_stay(
    platform: Platform, pool: Pool
) -> None:
    pool.wait_until_full(ENGINE)
    store = create(platform, "claimed-kept", ENGINE)
    keys = {s["key"] for s in pool.list_stores()}
    pool.remove()
    assert [trace for key in keys for trace in platform.find_traces(key)] == []
    assert platform.get_store(store["name"])["phase"] == "Ready"
    platform.storectl("store", "verify", store["name"])
    cold = create(platform, "cold-again", ENGINE)
    assert cold["claimed_at"] is None


def _find_ready(platform: Platform, name: str) -> dict[str, Any] | None:
    store = platform.get_store(name)
    return store if store["phase"] == "Ready" else None
