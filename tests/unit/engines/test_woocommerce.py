import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.engines.base import Mail, Platform, Shop
from store_orchestrator.engines.woocommerce import WooCommerce
from store_orchestrator.engines.woocommerce_markets import COUNTRIES, CURRENCIES, get_decimals

CREDENTIALS = {spec.name: f"value-of-{spec.name}" for spec in WooCommerce.credentials}
PLATFORM = Platform(
    images={"woocommerce": "r/w:1", "woocommerce-database": "r/d:1", "other": "r/other:1"},
    ingress_class="",
    ingress_namespace="ingress",
    ingress_pod_labels={"app": "controller"},
    versions={
        "woocommerce": {"woocommerce": "11.0.1", "wordpress": "7.1.4"},
        "woocommerce-database": {"mariadb": "11.8.2", "template": "1"},
        "other": {"other": "9"},
    },
)
MAIL = Mail("smtp.example.org", 587, "starttls", "a@example.org", ("192.0.2.1/32",), "u", "p")
SHOP = Shop(
    "corner",
    "abcdefgh",
    "small",
    "corner.localhost",
    "http://corner.localhost:8080/",
    Choices("Corner", "JP", "JPY", sample_products=False),
)
PLANS = [plan.name for plan in WooCommerce.plans]
CONTAINERS = ("php", "nginx", "database")


def build_values(plan: str = "small", platform: Platform = PLATFORM) -> dict[str, Any]:
    return WooCommerce().build_values(replace(SHOP, plan=plan), CREDENTIALS, platform)


def measure(quantity: str) -> int:
    """Millicores, MiB, GiB or MB of a quantity as the engine writes it."""
    match = re.fullmatch(r"(\d+)(m|Mi|Gi|M)", quantity)
    assert match, quantity
    return int(match[1])


def test_values_carry_only_the_images_it_runs_and_what_they_hold() -> None:
    values = build_values()
    assert values["images"] == {"woocommerce": "r/w:1", "woocommerce-database": "r/d:1"}
    assert values["versions"] == {
        "woocommerce": "11.0.1",
        "wordpress": "7.1.4",
        "mariadb": "11.8.2",
        "template": "1",
    }


def test_values_carry_what_the_merchant_chose() -> None:
    values = build_values()
    assert values["choices"] == {
        "displayName": "Corner",
        "country": "JP",
        "currency": "JPY",
        "sampleProducts": False,
    }
    assert values["php"]["currencyDecimals"] == 0


def test_mail_is_there_with_a_server_only() -> None:
    assert "mail" not in build_values()
    mail = build_values(platform=replace(PLATFORM, mail=MAIL))["mail"]
    assert mail == {
        "host": "smtp.example.org",
        "port": 587,
        "security": "starttls",
        "sender": "a@example.org",
        "networks": ["192.0.2.1/32"],
        "user": "u",
        "password": "p",
    }


def test_the_merchant_is_told_that_mail_is_dropped() -> None:
    (notice,) = WooCommerce().build_notices(SHOP, PLATFORM)
    assert notice.reason == "MailDropped"
    assert WooCommerce().build_notices(SHOP, replace(PLATFORM, mail=MAIL)) == ()


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("resource", ["cpu", "memory"])
@pytest.mark.parametrize("kind", ["requests", "limits"])
def test_quota_leaves_room_to_replace_the_pod(plan: str, resource: str, kind: str) -> None:
    values = build_values(plan)
    pod = sum(measure(values[name]["resources"][kind][resource]) for name in CONTAINERS)
    assert measure(values["quota"][f"{kind}.{resource}"]) >= 2 * pod


@pytest.mark.parametrize("plan", PLANS)
def test_the_database_has_memory_for_its_pages_and_for_itself(plan: str) -> None:
    database = build_values(plan)["database"]
    pool = measure(database["bufferPool"])
    # Measured: about 45 MB beside the pages.
    assert pool + 45 <= measure(database["resources"]["limits"]["memory"])


@pytest.mark.parametrize(("smaller", "larger"), [("small", "standard"), ("standard", "large")])
def test_a_larger_plan_has_more_of_everything_that_a_busy_shop_uses(
    smaller: str, larger: str
) -> None:
    small, large = build_values(smaller), build_values(larger)
    assert small["php"]["children"] < large["php"]["children"]
    for name in ("php", "database"):
        for kind in ("requests", "limits"):
            few, many = (values[name]["resources"][kind] for values in (small, large))
            assert measure(few["memory"]) < measure(many["memory"])
            assert measure(few["cpu"]) <= measure(many["cpu"])
    for volume in ("data", "uploads"):
        assert measure(small["storage"][volume]) < measure(large["storage"][volume])


def test_isolation_is_tested_for_shops_that_matter_most() -> None:
    tested = {plan.name: plan.isolation_tested for plan in WooCommerce.plans}
    assert tested == {"small": False, "standard": True, "large": True}


def test_merchants_see_what_they_sign_in_with_and_not_the_shops_own_secrets() -> None:
    shown = {spec.name for spec in WooCommerce.credentials if spec.shown}
    assert shown == {"admin_user", "admin_email", "admin_password"}


def test_the_admin_address_is_the_stores_own() -> None:
    assert WooCommerce().build_admin_url(SHOP) == "http://corner.localhost:8080/wp-admin/"


def test_sign_in_links_are_signed_with_the_stores_secret() -> None:
    def build(secret: str) -> str:
        credentials = {**CREDENTIALS, "sign_in_secret": secret}
        expires_at = datetime(2026, 1, 1, tzinfo=UTC)
        return WooCommerce().build_sign_in_url(SHOP, credentials, "0" * 32, expires_at)

    link = build("one secret")
    assert link.startswith("http://corner.localhost:8080/sign-in#")
    assert link == build("one secret")
    assert link.split(".")[-1] != build("another secret").split(".")[-1]
    assert "one secret" not in link


def test_the_probe_carries_the_stores_secret() -> None:
    call = next(WooCommerce().build_order_probe(SHOP, CREDENTIALS))
    assert call.headers == {"X-Order-Probe": "value-of-probe_secret"}
    assert "value-of-probe_secret" not in call.path


def test_markets_are_codes_and_have_the_large_ones() -> None:
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in COUNTRIES)
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in CURRENCIES)
    assert {"US", "DE", "IN", "JP", "GB", "BR", "AE"} <= COUNTRIES
    assert {"USD", "EUR", "INR", "JPY", "GBP", "BRL", "AED"} <= CURRENCIES
    assert "XK" not in COUNTRIES
    assert "BTC" not in CURRENCIES


@pytest.mark.parametrize(("currency", "decimals"), [("JPY", 0), ("USD", 2), ("KWD", 3)])
def test_prices_have_the_currencys_decimals(currency: str, decimals: int) -> None:
    assert get_decimals(currency) == decimals
