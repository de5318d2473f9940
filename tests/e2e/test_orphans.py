"""What belongs to no store, after the platform's database lost or regained an older state."""

import json
import subprocess
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from e2e.contract.adapters import get_adapter
from e2e.platform_under_test import Platform, open_client, wait_for

ENGINE = "tiny"
ORCHESTRATOR = "system:serviceaccount:store-orchestrator:orchestrator"
FORGET = """
    DELETE FROM idempotency_keys WHERE store_id = '{id}';
    DELETE FROM store_events WHERE store_id = '{id}';
    DELETE FROM stores WHERE id = '{id}';
"""


def forget(platform: Platform, store: dict[str, Any]) -> None:
    """Take the store's rows out of the platform's database, as an older backup would."""
    run_sql(platform, FORGET.format(id=store["id"]))


def run_sql(platform: Platform, statements: str) -> None:
    """As the superuser, who comes in by the socket inside the pod only."""
    platform.kubectl(
        *("exec", "-n", "store-orchestrator", "-i", "database-0", "--"),
        *("psql", "-h", "/run/postgresql", "-U", "postgres", "-v", "ON_ERROR_STOP=1"),
        "store_orchestrator",
        stdin=statements,
    )


def list_orphans(platform: Platform) -> list[dict[str, Any]]:
    """What a survey finds that is made now."""
    document = json.loads(platform.storectl("orphans", "list", "--refresh", "-o", "json"))
    items: list[dict[str, Any]] = document["items"]
    return items


def find_orphan(platform: Platform, name: str) -> dict[str, Any]:
    """The orphan with this name."""
    [orphan] = [item for item in list_orphans(platform) if item["name"] == name]
    return orphan


@pytest.fixture
def lost(platform: Platform) -> Iterator[dict[str, Any]]:
    """A store that took an order and that the platform knows nothing of any more."""
    name = f"lost-{uuid4().hex[:6]}"
    platform.storectl("store", "create", name, "--engine", ENGINE, "--wait")
    store = platform.get_store(name)
    credentials = platform.credentials(name)
    with open_client(store["url"]) as shopper:
        number = get_adapter(ENGINE).place_order(shopper, credentials)
    forget(platform, store)
    yield {**store, "order": number, "credentials": credentials}
    platform.kubectl("delete", "namespace", store["namespace"], "--ignore-not-found")


def test_a_forgotten_store_is_listed_and_adopted_with_its_credentials_and_data(
    platform: Platform, lost: dict[str, Any]
) -> None:
    orphan = find_orphan(platform, lost["namespace"])
    assert orphan["kind"] == "Namespace"
    assert orphan["release"]["name"] == lost["name"]
    assert orphan["release"]["plan"] == lost["plan"]
    assert [volume["claim"] for volume in orphan["volumes"]] == ["data"]
    adopted = json.loads(platform.storectl("orphans", "adopt", orphan["id"], "-o", "json"))
    assert adopted["key"] == lost["key"]
    name = lost["name"]
    wait_for("it is Ready again", lambda: platform.get_store(name)["phase"] == "Ready")
    assert platform.credentials(name) == lost["credentials"]
    with open_client(platform.get_store(name)["url"]) as shop:
        assert lost["order"] in get_adapter(ENGINE).list_orders(shop, lost["credentials"])
    assert all(item["name"] != lost["namespace"] for item in list_orphans(platform))
    platform.storectl("store", "delete", name, "--yes", "--wait")
    assert platform.find_traces(lost["key"]) == []


def test_a_forgotten_store_is_removed_until_nothing_is_left(
    platform: Platform, lost: dict[str, Any]
) -> None:
    orphan = find_orphan(platform, lost["namespace"])
    [volume] = orphan["volumes"]
    retain(platform, volume["name"])
    orphan = find_orphan(platform, lost["namespace"])
    assert orphan["volumes"][0]["policy"] == "Retain"
    platform.storectl("orphans", "remove", orphan["id"], "--yes", "--wait")
    assert platform.find_traces(lost["key"]) == []


def test_a_retained_volume_whose_store_is_gone_is_listed_and_removed(
    platform: Platform, lost: dict[str, Any]
) -> None:
    [volume] = find_orphan(platform, lost["namespace"])["volumes"]
    retain(platform, volume["name"])
    platform.kubectl("delete", "namespace", lost["namespace"])
    orphan = find_orphan(platform, volume["name"])
    assert (orphan["kind"], orphan["adoptable"]) == ("PersistentVolume", False)
    assert orphan["volumes"][0]["phase"] == "Released"
    refused = platform.run_storectl("orphans", "adopt", orphan["id"])
    assert refused.returncode == 1
    assert "its namespace is gone" in refused.stderr
    asked = platform.run_storectl("orphans", "remove", orphan["id"])
    assert asked.returncode == 1, "nobody said yes"
    assert platform.find_traces(lost["key"])
    platform.storectl("orphans", "remove", orphan["id"], "--yes", "--wait")
    assert platform.find_traces(lost["key"]) == []


def retain(platform: Platform, volume: str) -> None:
    """As a StorageClass of the kind Retain would."""
    patch = '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'
    platform.kubectl("patch", "persistentvolume", volume, "-p", patch)


@pytest.mark.parametrize(
    ("patch", "why"),
    [
        ('{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}', "nothing of a volume but"),
        (
            '{"metadata":{"labels":{"x":"y"}},"spec":{"persistentVolumeReclaimPolicy":"Delete"}}',
            "nothing of a volume but",
        ),
    ],
)
def test_of_a_volume_the_orchestrator_may_only_let_the_data_go(
    platform: Platform, lost: dict[str, Any], patch: str, why: str
) -> None:
    [volume] = find_orphan(platform, lost["namespace"])["volumes"]
    with pytest.raises(subprocess.CalledProcessError) as refused:
        platform.kubectl(
            *("patch", "persistentvolume", volume["name"], "-p", patch, "--as", ORCHESTRATOR)
        )
    assert why in refused.value.stderr


def test_a_volume_of_somebody_else_is_none_of_the_orchestrators_business(
    platform: Platform,
) -> None:
    volumes = platform.kubectl_json("get", "persistentvolumes")["items"]
    [ours] = [
        v["metadata"]["name"]
        for v in volumes
        if v["spec"]["claimRef"]["namespace"] == "store-orchestrator"
    ]
    patch = '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}'
    with pytest.raises(subprocess.CalledProcessError) as refused:
        platform.kubectl("patch", "persistentvolume", ours, "-p", patch, "--as", ORCHESTRATOR)
    assert "only volumes that were claimed in namespaces of stores" in refused.value.stderr
