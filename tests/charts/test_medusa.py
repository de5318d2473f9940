"""What is particular to the chart of Medusa shops."""

from typing import Any

import pytest

from charts.rendering import Chart, Rendered
from charts.stores import build_values
from store_orchestrator.engines.registry import get_engine


@pytest.fixture(scope="module")
def shop(charts: dict[str, Chart]) -> Rendered:
    chart = charts["store-medusa"]
    values = build_values(get_engine("medusa"), "small")
    return Rendered(chart, values, chart.render(values))


def get_container(shop: Rendered, name: str) -> dict[str, Any]:
    pod = shop.get("StatefulSet", "shop")["spec"]["template"]["spec"]
    (container,) = [c for c in pod["containers"] if c["name"] == name]
    return dict(container)


def get_mounts(shop: Rendered, name: str) -> dict[str, dict[str, Any]]:
    return {m["name"]: m for m in get_container(shop, name)["volumeMounts"]}


def test_the_database_sees_of_a_claim_its_own_password_only(shop: Rendered) -> None:
    assert get_mounts(shop, "postgresql")["claimed"] == {
        "name": "claimed",
        "mountPath": "/run/store",
        "subPath": "database",
        "readOnly": True,
    }


def test_the_database_goes_by_what_it_agreed_on_with_the_shop(shop: Rendered) -> None:
    environment = {v["name"]: v["value"] for v in get_container(shop, "postgresql")["env"]}
    assert environment["POSTGRES_PASSWORD_FILE"] == "/etc/store/database-password"
    assert environment["POSTGRES_AGREED_PASSWORD_FILE"] == "/run/store/database-password"


def test_the_shop_reads_who_it_is_from_files(shop: Rendered) -> None:
    mounts = get_mounts(shop, "medusa")
    assert mounts["credentials"] == {
        "name": "credentials",
        "mountPath": "/etc/store",
        "readOnly": True,
    }
    assert mounts["identity"]["mountPath"] == "/etc/store-identity"
    assert mounts["claimed"] == {"name": "claimed", "mountPath": "/run/store"}


def test_no_secret_is_in_an_environment(shop: Rendered) -> None:
    """Only a restart would change it, and every child process would see it."""
    for name in ("medusa", "postgresql"):
        assert not [v for v in get_container(shop, name)["env"] if "valueFrom" in v]
