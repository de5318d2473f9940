"""A shop's life as an operator sees it: create, sell, credentials, delete without a trace."""

import json
from typing import Any

import pytest

from e2e.platform_under_test import Platform, open_client


@pytest.fixture(scope="module")
def created(platform: Platform) -> dict[str, Any]:
    output = platform.storectl(
        "store", "create", "life", "--engine", "medusa", "--wait", "-o", "json"
    )
    document: dict[str, Any] = json.loads(output)
    return document


def test_created_store_is_ready_with_its_conditions(created: dict[str, Any]) -> None:
    assert created["phase"] == "Ready"
    assert created["observed_generation"] == created["generation"]
    statuses = {c["type"]: c["status"] for c in created["conditions"]}
    assert statuses == {
        "ReleaseDeployed": "True",
        "WorkloadsAvailable": "True",
        "Reachable": "True",
        "Orderable": "True",
        "Ready": "True",
    }


def test_the_address_is_the_shop(created: dict[str, Any]) -> None:
    with open_client(created["url"]) as shop:
        page = shop.get("/")
    assert page.status_code == 200
    assert "text/html" in page.headers["content-type"]


def test_verify_places_an_order_that_the_admin_api_knows(
    platform: Platform, created: dict[str, Any]
) -> None:
    platform.storectl("store", "verify", "life")
    verification = platform.get_store("life")["verification"]
    assert verification["ok"], verification
    order = get_order_as_admin(platform, created, verification["order_id"])
    assert str(order["display_id"]) == verification["order_number"].lstrip("#")
    assert order["canceled_at"] is not None, "a test order must be cancelled again"


def get_order_as_admin(platform: Platform, store: dict[str, Any], order_id: str) -> dict[str, Any]:
    credentials = platform.credentials(store["name"])
    with open_client(store["url"]) as shop:
        login = {"email": credentials["admin_email"], "password": credentials["admin_password"]}
        token = shop.post("auth/user/emailpass", json=login).raise_for_status().json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        fields = {"fields": "id,display_id,status,canceled_at"}
        reply = shop.get(f"admin/orders/{order_id}", params=fields, headers=headers)
        document: dict[str, Any] = reply.raise_for_status().json()["order"]
        return document


def test_pods_of_the_shop_are_restricted(platform: Platform, created: dict[str, Any]) -> None:
    namespace = platform.kubectl_json("get", "namespace", created["namespace"])
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    policies = platform.kubectl_json("get", "networkpolicies", "-n", created["namespace"])
    assert policies["items"], "the namespace has no network policy"


def test_deleting_leaves_nothing_and_gives_a_receipt(
    platform: Platform, created: dict[str, Any]
) -> None:
    assert platform.find_traces(created["key"]), "the store's traces must be seen before deletion"
    platform.storectl("store", "delete", "life", "--yes", "--wait")
    assert platform.find_traces(created["key"]) == []
    receipt = platform.get_store(created["id"])["receipt"]
    kinds = [item["kind"] for item in receipt["items"]]
    assert kinds.count("Namespace") == 1
    assert kinds.count("PersistentVolume") == 2
    assert kinds.count("Ingress") == 1
    assert all(item["gone_at"] for item in receipt["items"])


def test_the_name_is_free_again(platform: Platform, created: dict[str, Any]) -> None:
    platform.storectl("store", "create", "life", "--engine", "medusa")
    platform.storectl("store", "delete", "life", "--yes", "--wait")
