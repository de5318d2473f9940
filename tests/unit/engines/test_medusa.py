import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.engines.base import Mail, Platform, Shop, UnknownPlan
from store_orchestrator.engines.medusa import Medusa
from store_orchestrator.engines.medusa_markets import COUNTRIES, CURRENCIES
from store_orchestrator.engines.sign_in import build_sign_in_token

CREDENTIALS = {spec.name: f"value-of-{spec.name}" for spec in Medusa.credentials}
PLATFORM = Platform(
    images={"medusa": "r/medusa:1", "postgresql": "r/postgresql:1"},
    ingress_class="",
    ingress_namespace="ingress",
    ingress_pod_labels={"app": "controller"},
    versions={"medusa": {"medusa": "2.21.2"}, "postgresql": {"postgresql": "17.6"}},
)
PLANS = [plan.name for plan in Medusa.plans]
PARTS = ("shop", "database")
URL = "http://corner.localhost:8080/"


def build_shop(plan: str = "small") -> Shop:
    choices = Choices("Corner Shop", "JP", "JPY", sample_products=False)
    return Shop("corner", "abcdefgh", plan, "corner.localhost", URL, choices)


def build_values(plan: str = "small", platform: Platform = PLATFORM) -> dict[str, Any]:
    return Medusa().build_values(build_shop(plan), CREDENTIALS, platform)


def measure(quantity: str) -> int:
    """Millicores, MiB or GiB of a quantity as the engine writes it."""
    match = re.fullmatch(r"(\d+)(m|Mi|Gi)", quantity)
    assert match, quantity
    return int(match[1])


def test_values_carry_only_the_image_it_runs_and_what_that_holds() -> None:
    assert build_values()["images"] == {"medusa": "r/medusa:1"}
    assert build_values()["versions"] == {"medusa": "2.21.2"}


def test_values_carry_what_the_merchant_chose() -> None:
    assert build_values()["choices"] == {
        "displayName": "Corner Shop",
        "country": "JP",
        "currency": "JPY",
        "sampleProducts": False,
    }


def test_the_network_stays_closed_for_a_mail_server_that_it_does_not_use() -> None:
    mail = Mail("smtp.example.org", 587, "starttls", "a@example.org", ("192.0.2.1/32",))
    assert "mail" not in build_values(platform=replace(PLATFORM, mail=mail))


@pytest.mark.parametrize("platform_mail", [None, Mail("m", 25, "none", "a@b.c", ("10.0.0.0/8",))])
def test_the_merchant_is_told_that_no_mail_is_sent(platform_mail: Mail | None) -> None:
    (notice,) = Medusa().build_notices(build_shop(), replace(PLATFORM, mail=platform_mail))
    assert notice.reason == "MailDropped"


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("resource", ["cpu", "memory"])
@pytest.mark.parametrize("kind", ["requests", "limits"])
def test_quota_leaves_room_for_the_pods_successor(plan: str, resource: str, kind: str) -> None:
    values = build_values(plan)
    pod = sum(measure(values[part]["resources"][kind][resource]) for part in PARTS)
    assert measure(values["quota"][f"{kind}.{resource}"]) >= 2 * pod


@pytest.mark.parametrize("plan", PLANS)
def test_quota_holds_exactly_the_volumes(plan: str) -> None:
    values = build_values(plan)
    volumes = [measure(size) for size in values["storage"].values()]
    # One more: the claim that a killed Helm had asked for may stay counted for minutes.
    assert measure(values["quota"]["requests.storage"]) == sum(volumes) + max(volumes)
    assert values["quota"]["persistentvolumeclaims"] == str(len(volumes) + 1)


@pytest.mark.parametrize("plan", PLANS)
def test_the_page_cache_leaves_memory_for_the_rest_of_the_database(plan: str) -> None:
    database = build_values(plan)["database"]
    buffers = int(database["sharedBuffers"].removesuffix("MB"))
    assert 3 * buffers <= measure(database["resources"]["limits"]["memory"])


@pytest.mark.parametrize("plan", PLANS)
def test_the_heap_leaves_memory_for_the_rest_of_the_process(plan: str) -> None:
    shop = build_values(plan)["shop"]
    limit = measure(shop["resources"]["limits"]["memory"])
    # Measured: a heap of 288 MiB makes a process of 350 MB under load.
    assert shop["heapMegabytes"] + 128 <= limit


@pytest.mark.parametrize(("smaller", "larger"), list(pairwise(PLANS)))
def test_each_plan_buys_more_than_the_one_before(smaller: str, larger: str) -> None:
    less, more = build_values(smaller), build_values(larger)
    for part in PARTS:
        for kind in ("requests", "limits"):
            for resource in ("cpu", "memory"):
                assert measure(less[part]["resources"][kind][resource]) <= measure(
                    more[part]["resources"][kind][resource]
                )
    for volume in ("data", "uploads"):
        assert measure(less["storage"][volume]) < measure(more["storage"][volume])


def test_larger_plans_are_ready_only_after_their_isolation_was_tested() -> None:
    tested = {plan.name: plan.isolation_tested for plan in Medusa.plans}
    assert tested == {"small": False, "standard": True, "large": True}


def test_an_unknown_plan_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownPlan, match="small, standard, large"):
        build_values("huge")


def test_markets_are_codes_and_hold_the_common_ones() -> None:
    assert {"US", "DE", "JP", "IN"} <= COUNTRIES
    assert {"USD", "EUR", "JPY", "KWD"} <= CURRENCIES
    assert all(re.fullmatch("[A-Z]{2}", code) for code in COUNTRIES)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CURRENCIES)


def test_the_publishable_key_looks_like_medusas_own() -> None:
    (spec,) = [spec for spec in Medusa.credentials if spec.name == "publishable_key"]
    assert (spec.prefix, spec.length, spec.alphabet) == ("pk_", 64, "0123456789abcdef")


def test_merchants_see_what_they_sign_in_with_and_not_the_shops_own_secrets() -> None:
    shown = {spec.name for spec in Medusa.credentials if spec.shown}
    assert shown == {"admin_email", "admin_password", "publishable_key"}


def test_the_admin_address_is_the_stores_own() -> None:
    assert Medusa().build_admin_url(build_shop()) == f"{URL}app"


def test_the_sign_in_link_carries_its_token_where_no_server_sees_it() -> None:
    expires_at = datetime(2026, 1, 2, tzinfo=UTC)
    link = Medusa().build_sign_in_url(build_shop(), CREDENTIALS, "0a" * 16, expires_at)
    address, _, token = link.partition("#")
    assert address == f"{URL}sign-in"
    assert token == build_sign_in_token("value-of-sign_in_secret", "0a" * 16, expires_at)


def test_the_probe_opens_the_storefront_first() -> None:
    script = Medusa().build_order_probe(build_shop(), CREDENTIALS)
    assert next(script).path == "/"
