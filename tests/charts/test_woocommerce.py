"""What only the WooCommerce chart has: one pod of three containers, joined by sockets."""

from typing import Any

import pytest

from charts.rendering import Chart, Manifest, Refused, Rendered, Values, merge, remove
from charts.stores import build_values
from charts.test_secrets import list_seen
from store_orchestrator.engines.registry import get_engine

WOOCOMMERCE = build_values(get_engine("woocommerce"), "small")


@pytest.fixture(params=["small", "standard", "large", "bare", "mail"])
def shop(request: pytest.FixtureRequest, every_shape: dict[str, Rendered]) -> Rendered:
    return every_shape[f"store-woocommerce/{request.param}"]


def get_pod(shop: Rendered) -> Manifest:
    pod: Manifest = shop.get("StatefulSet", "shop")["spec"]["template"]["spec"]
    return pod


def get_container(shop: Rendered, name: str) -> dict[str, Any]:
    (found,) = [c for c in get_pod(shop)["containers"] if c["name"] == name]
    return dict(found)


def read_environment(shop: Rendered, name: str) -> dict[str, str]:
    return {v["name"]: v["value"] for v in get_container(shop, name).get("env", [])}


def test_only_the_web_server_has_a_port(shop: Rendered) -> None:
    ports = {c["name"]: c.get("ports") for c in get_pod(shop)["containers"]}
    assert ports == {
        "mariadb": None,
        "php": None,
        "nginx": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
    }


def test_each_container_sees_only_the_files_it_works_with(shop: Rendered) -> None:
    mounts = {
        c["name"]: {m["name"]: m.get("readOnly", False) for m in c["volumeMounts"]}
        for c in get_pod(shop)["containers"]
    }
    scratch = {"run": False, "tmp": False}
    identity = {"identity": True, "claimed": False}
    mail = {"mail": True} if "mail" in shop.values else {}
    assert mounts == {
        "mariadb": {"data": False, "credentials": True, **identity, **scratch},
        "php": {"uploads": False, "credentials": True, **identity, **mail, **scratch},
        "nginx": {"uploads": True, **scratch},
    }


def test_the_database_tells_when_the_shop_serves(shop: Rendered) -> None:
    """Where the probe is counts: its container's restart makes the shop unready at once."""
    probed = {c["name"]: c for c in get_pod(shop)["containers"] if "startupProbe" in c}
    assert set(probed) == {"mariadb"}
    startup = probed["mariadb"]["startupProbe"]
    assert "/healthz" in startup["exec"]["command"][-1]
    # It waits for 40 seconds by itself; kubelet must not lose patience before.
    assert startup["timeoutSeconds"] > 40
    # A readiness probe without a startup probe may lose its first run.
    assert probed["mariadb"]["readinessProbe"]["httpGet"]["path"] == "/healthz"


def test_the_web_server_sees_no_secret(shop: Rendered) -> None:
    assert list_seen(get_pod(shop), get_container(shop, "nginx")) == set()


def test_the_database_sees_of_a_claim_its_own_password_only(shop: Rendered) -> None:
    mounts = {m["name"]: m for m in get_container(shop, "mariadb")["volumeMounts"]}
    assert mounts["claimed"] == {
        "name": "claimed",
        "mountPath": "/run/store",
        "subPath": "database",
    }


def test_the_shop_is_told_how_many_decimals_its_prices_have(charts: dict[str, Chart]) -> None:
    chart = charts["store-woocommerce"]
    for decimals in (0, 2, 3):
        values = merge(WOOCOMMERCE, "php.currencyDecimals", decimals)
        shop = Rendered(chart, values, chart.render(values))
        assert shop.get("ConfigMap", "identity")["data"]["currency-decimals"] == str(decimals)


def test_mail_settings_are_there_with_a_mail_server_only(shop: Rendered) -> None:
    given = {k: v for k, v in read_environment(shop, "php").items() if k.startswith("SMTP_")}
    if "mail" not in shop.values:
        assert given == {}
    else:
        assert given == {
            "SMTP_HOST": "smtp.example.org",
            "SMTP_PORT": "587",
            "SMTP_SECURITY": "starttls",
            "SMTP_FROM": "shop@example.org",
            "SMTP_USER": "shops",
        }


def test_a_mail_server_without_sign_in_needs_no_secret(charts: dict[str, Chart]) -> None:
    chart = charts["store-woocommerce"]
    mail = {**build_values_with_mail(), "user": "", "password": ""}
    values = {**WOOCOMMERCE, "mail": mail}
    shop = Rendered(chart, values, chart.render(values))
    assert [s["metadata"]["name"] for s in shop.list_kind("Secret")] == ["credentials"]
    assert "SMTP_USER" not in read_environment(shop, "php")
    assert "mail" not in {volume["name"] for volume in get_pod(shop)["volumes"]}


def build_values_with_mail() -> dict[str, Any]:
    return {
        "host": "smtp.example.org",
        "port": 25,
        "security": "none",
        "sender": "shop@example.org",
        "networks": ["192.0.2.10/32"],
        "user": "shops",
        "password": "secret",
    }


def test_pods_restart_when_the_mail_server_changes(charts: dict[str, Chart]) -> None:
    chart = charts["store-woocommerce"]
    rendered = []
    for mail in (build_values_with_mail(), {**build_values_with_mail(), "password": "other"}):
        values = {**WOOCOMMERCE, "mail": mail}
        shop = Rendered(chart, values, chart.render(values))
        rendered.append(shop.get("StatefulSet", "shop")["spec"]["template"]["metadata"])
    assert rendered[0] != rendered[1]


REFUSALS: dict[str, tuple[Values, str]] = {
    "unknown value": (merge(WOOCOMMERCE, "replicas", 2), "replicas"),
    "unknown choice": (merge(WOOCOMMERCE, "choices.theme", "dark"), "theme"),
    "country in lower case": (merge(WOOCOMMERCE, "choices.country", "de"), "country"),
    "currency of two letters": (merge(WOOCOMMERCE, "choices.currency", "EU"), "currency"),
    "no name": (merge(WOOCOMMERCE, "choices.displayName", ""), "displayName"),
    "samples as text": (merge(WOOCOMMERCE, "choices.sampleProducts", "yes"), "sampleProducts"),
    "missing database image": (
        remove(WOOCOMMERCE, "images.woocommerce-database"),
        "woocommerce-database",
    ),
    "image tag latest": (merge(WOOCOMMERCE, "images.woocommerce", "r/w:latest"), "woocommerce"),
    "missing credential": (remove(WOOCOMMERCE, "credentials.probe_secret"), "probe_secret"),
    "short password": (merge(WOOCOMMERCE, "credentials.admin_password", "x"), "admin_password"),
    "children as text": (merge(WOOCOMMERCE, "php.children", "4"), "children"),
    "one child only": (merge(WOOCOMMERCE, "php.children", 1), "children"),
    "odd buffer pool": (merge(WOOCOMMERCE, "database.bufferPool", "32MiB"), "bufferPool"),
    "no storage": (remove(WOOCOMMERCE, "storage.uploads"), "uploads"),
    "mail without networks": (
        {**WOOCOMMERCE, "mail": {**build_values_with_mail(), "networks": []}},
        "networks",
    ),
    "mail to a name instead of a network": (
        {**WOOCOMMERCE, "mail": {**build_values_with_mail(), "networks": ["smtp.example.org"]}},
        "networks",
    ),
    "mail by carrier pigeon": (
        {**WOOCOMMERCE, "mail": {**build_values_with_mail(), "security": "pigeon"}},
        "security",
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_the_chart_refuses(charts: dict[str, Chart], case: str) -> None:
    values, named = REFUSALS[case]
    with pytest.raises(Refused) as refused:
        charts["store-woocommerce"].render(values)
    assert named in str(refused.value)
    assert "schema" in str(refused.value)
