"""A store's pods do not know whose they are: a claim of a prepared shop restarts nothing."""

import json
from typing import Any

import pytest

from charts.rendering import Manifest, Rendered, Values, merge, remove
from charts.stores import KEY

# A name of any characters arrives as it is.
NAME = """'n" {{ .Values }} $(STORE_URL) \\ <b>&amp; ñ 店"""
HOST = f"other-name-{KEY}.localhost"


def render(store: Rendered, values: Values) -> Rendered:
    return Rendered(store.chart, values, store.chart.render(values))


def change_owner(values: Values) -> dict[str, Any]:
    """The same store with everything else that a claim changes."""
    changed = {
        "store": {"key": KEY, "name": "other-name", "host": HOST, "url": f"http://{HOST}:8080/"},
        "choices": {
            "displayName": NAME,
            "country": "JP",
            "currency": "JPY",
            "sampleProducts": not values["choices"]["sampleProducts"],
        },
        "credentials": {name: text[::-1] for name, text in values["credentials"].items()},
    }
    if "php" in values:
        changed["php"] = {**values["php"], "currencyDecimals": 0}
    return {**values, **_keep_forms(values, changed)}


def _keep_forms(values: Values, changed: dict[str, Any]) -> dict[str, Any]:
    """Credentials whose form the chart checks stay as they are."""
    fixed = [name for name in values["credentials"] if name in {"admin_email", "publishable_key"}]
    changed["credentials"] |= {name: values["credentials"][name] for name in fixed}
    return changed


def list_templates(store: Rendered) -> list[Manifest]:
    return [pod for _, pod in store.list_pods()]


def read_annotations(store: Rendered) -> dict[str, str]:
    (pod,) = list_templates(store)
    return dict(pod["metadata"]["annotations"])


def test_a_new_owner_changes_nothing_of_the_workload(store: Rendered) -> None:
    other = render(store, change_owner(store.values))
    assert other.manifests != store.manifests
    for kind in ("StatefulSet", "Deployment"):
        before = [workload["spec"] for workload in store.list_kind(kind)]
        assert [workload["spec"] for workload in other.list_kind(kind)] == before


def test_no_pod_shows_an_identity(store: Rendered) -> None:
    told = {store.values["store"][name] for name in ("name", "host", "url")}
    told |= {store.values["choices"]["displayName"]}
    assert not [text for text in told if text in json.dumps(list_templates(store))]


def test_the_identity_is_in_a_config_map(store: Rendered) -> None:
    identity = render(store, change_owner(store.values)).get("ConfigMap", "identity")["data"]
    decimals = identity.pop("currency-decimals", "0")
    assert decimals == "0"
    assert identity == {
        "url": f"http://{HOST}:8080",
        "display-name": NAME,
        "country": "JP",
        "currency": "JPY",
        "sample-products": "false",
    }


def test_pods_restart_for_a_credential_that_a_later_version_adds(store: Rendered) -> None:
    """It is missing here: what the older release had."""
    before = read_annotations(store)
    name = "sign_in_secret"
    older = render_without_schema(store, remove(store.values, f"credentials.{name}"))
    assert older["store-orchestrator.io/credentials"] != before["store-orchestrator.io/credentials"]


def render_without_schema(store: Rendered, values: Values) -> dict[str, str]:
    command = store.chart.render(values, "--skip-schema-validation")
    return read_annotations(Rendered(store.chart, values, command))


@pytest.mark.parametrize(
    "address",
    ["https://{host}.localhost:8080/", "http://{host}.shops.example/", "http://{host}.localhost/"],
)
def test_pods_restart_when_the_address_of_all_stores_changes(store: Rendered, address: str) -> None:
    url = address.replace("{host}", f"corner-shop-{KEY}")
    moved = render(store, merge(store.values, "store.url", url))
    assert read_annotations(moved) != read_annotations(store)
