import re
from typing import Any

import pytest

from store_orchestrator.engines.base import Platform, Shop
from store_orchestrator.engines.medusa import Medusa

CREDENTIALS = {spec.name: f"value-of-{spec.name}" for spec in Medusa.credentials}
PLATFORM = Platform(
    images={"medusa": "r/medusa:1", "postgresql": "r/postgresql:1", "other": "r/other:1"},
    ingress_class="",
    ingress_namespace="ingress",
    ingress_pod_labels={"app": "controller"},
)


def build_values(plan: str) -> dict[str, Any]:
    shop = Shop("corner", "abcdefgh", plan, "corner.localhost", "http://corner.localhost/")
    return Medusa().build_values(shop, CREDENTIALS, PLATFORM)


def measure(quantity: str) -> int:
    """Millicores, MiB or GiB of a quantity as the engine writes it."""
    match = re.fullmatch(r"(\d+)(m|Mi|Gi)", quantity)
    assert match, quantity
    return int(match[1])


def test_values_carry_only_the_images_it_runs() -> None:
    assert build_values("small")["images"] == {
        "medusa": "r/medusa:1",
        "postgresql": "r/postgresql:1",
    }


@pytest.mark.parametrize("plan", [plan.name for plan in Medusa.plans])
@pytest.mark.parametrize("resource", ["cpu", "memory"])
@pytest.mark.parametrize("kind", ["requests", "limits"])
def test_quota_leaves_room_to_replace_any_pod(plan: str, resource: str, kind: str) -> None:
    values = build_values(plan)
    shares = [measure(values[part]["resources"][kind][resource]) for part in ("shop", "database")]
    assert measure(values["quota"][f"{kind}.{resource}"]) == sum(shares) + max(shares)


@pytest.mark.parametrize("plan", [plan.name for plan in Medusa.plans])
def test_quota_holds_exactly_the_volumes(plan: str) -> None:
    values = build_values(plan)
    volumes = [measure(values[part]["storage"]) for part in ("shop", "database")]
    assert measure(values["quota"]["requests.storage"]) == sum(volumes)
    assert values["quota"]["persistentvolumeclaims"] == str(len(volumes))


@pytest.mark.parametrize("plan", [plan.name for plan in Medusa.plans])
def test_the_heap_leaves_memory_for_the_rest_of_the_process(plan: str) -> None:
    shop = build_values(plan)["shop"]
    limit = measure(shop["resources"]["limits"]["memory"])
    # Measured: a heap of 288 MiB makes a process of 350 MB under load.
    assert shop["heapMegabytes"] + 128 <= limit


def test_standard_is_larger_than_small() -> None:
    small, standard = build_values("small"), build_values("standard")
    for part in ("shop", "database"):
        for kind in ("requests", "limits"):
            for resource in ("cpu", "memory"):
                assert measure(small[part]["resources"][kind][resource]) <= measure(
                    standard[part]["resources"][kind][resource]
                )
        assert measure(small[part]["storage"]) < measure(standard[part]["storage"])


def test_the_publishable_key_looks_like_medusas_own() -> None:
    (spec,) = [spec for spec in Medusa.credentials if spec.name == "publishable_key"]
    assert (spec.prefix, spec.length, spec.alphabet) == ("pk_", 64, "0123456789abcdef")


def test_merchants_see_what_they_sign_in_with_and_not_the_shops_own_secrets() -> None:
    shown = {spec.name for spec in Medusa.credentials if spec.shown}
    assert shown == {"admin_email", "admin_password", "publishable_key"}


def test_the_admin_address_is_the_stores_own() -> None:
    shop = Shop("corner", "abcdefgh", "small", "h", "http://corner.localhost:8080/")
    assert Medusa().build_admin_url(shop) == "http://corner.localhost:8080/app"
