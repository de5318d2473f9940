"""Values schemas are closed, described, and say no."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from charts.rendering import Chart, Refused, Values, merge, read_values, remove
from charts.stores import build_values
from package_charts import CHARTS, BrokenChart, package_charts
from store_orchestrator.engines.registry import get_engine

MEDUSA = build_values(get_engine("medusa"), "small")
PLATFORM = read_values("platform")
SCHEMAS = sorted(CHARTS.glob("*/values.schema.json"))


def list_objects(schema: dict[str, Any], place: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part of a schema that describes a value, with where it is."""
    yield place, schema
    for key in ("properties", "definitions"):
        for name, part in schema.get(key, {}).items():
            yield from list_objects(part, f"{place}.{name}")


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.parent.name)
def test_schemas_are_closed_and_describe_every_value(path: Path) -> None:
    schema = json.loads(path.read_text())
    for place, part in list_objects(schema):
        assert part.get("description"), place
        if part.get("type") == "object":
            # Either closed, or a map whose values are described.
            assert part["additionalProperties"] is False or isinstance(
                part["additionalProperties"], dict
            ), place


def test_every_application_chart_has_a_schema() -> None:
    applications = {p.parent.name for p in CHARTS.glob("*/Chart.yaml")} - {"store-common"}
    assert {path.parent.name for path in SCHEMAS} == applications


STORE_REFUSALS: dict[str, tuple[Values, str]] = {
    "unknown value": (merge(MEDUSA, "replicas", 2), "replicas"),
    "unknown value inside": (merge(MEDUSA, "shop.replicas", 2), "replicas"),
    "unknown credential": (merge(MEDUSA, "credentials.root_password", "x" * 40), "root_password"),
    "missing image": (remove(MEDUSA, "images.medusa"), "medusa"),
    "missing credentials": (remove(MEDUSA, "credentials"), "credentials"),
    "image tag latest": (merge(MEDUSA, "images.medusa", "r/medusa:latest"), "medusa"),
    "image without a tag": (merge(MEDUSA, "images.medusa", "r/medusa"), "medusa"),
    "image as a number": (merge(MEDUSA, "images.medusa", 7), "medusa"),
    "key with a bad character": (merge(MEDUSA, "store.key", "abcdefg1"), "key"),
    "key too long": (merge(MEDUSA, "store.key", "abcdefghi"), "key"),
    "address without a slash": (merge(MEDUSA, "store.url", "http://shop.example"), "url"),
    "host with a space": (merge(MEDUSA, "store.host", "a b.example"), "host"),
    "short password": (merge(MEDUSA, "credentials.admin_password", "short"), "admin_password"),
    "key that Medusa refuses": (
        merge(MEDUSA, "credentials.publishable_key", "pk_" + "Z" * 64),
        "publishable_key",
    ),
    "no labels for the controller": (
        merge(MEDUSA, "ingress.controllerPodLabels", {}),
        "controllerPodLabels",
    ),
    "heap as text": (merge(MEDUSA, "shop.heapMegabytes", "288"), "heapMegabytes"),
    "odd quantity": (merge(MEDUSA, "storage.data", "1 GB"), "data"),
    "country in lower case": (merge(MEDUSA, "choices.country", "de"), "country"),
    "no display name": (merge(MEDUSA, "choices.displayName", ""), "displayName"),
    "sample products as text": (merge(MEDUSA, "choices.sampleProducts", "yes"), "sampleProducts"),
    "mail, which it sends none of": (merge(MEDUSA, "mail", {}), "mail"),
    "no memory limit": (remove(MEDUSA, "shop.resources.limits.memory"), "memory"),
    "unknown quota": ({**MEDUSA, "quota": {"count/pods": "1"}}, "quota"),
}


@pytest.mark.parametrize("case", STORE_REFUSALS)
def test_the_store_chart_refuses(charts: dict[str, Chart], case: str) -> None:
    values, named = STORE_REFUSALS[case]
    with pytest.raises(Refused) as refused:
        charts["store-medusa"].render(values)
    assert named in str(refused.value)
    assert "schema" in str(refused.value)


PLATFORM_REFUSALS: dict[str, tuple[Values, str]] = {
    "unknown value": (merge(PLATFORM, "serviceMonitor", True), "serviceMonitor"),
    "no host": (remove(PLATFORM, "ingress.host"), "host"),
    "no image": (remove(PLATFORM, "images.platform"), "platform"),
    "store image without a tag": (merge(PLATFORM, "stores.images.medusa", "medusa"), "medusa"),
    "empty secret name": (merge(PLATFORM, "secretName", ""), "secretName"),
    "template without a host": (
        merge(PLATFORM, "ingress.storeUrlTemplate", "http://shops.example/"),
        "storeUrlTemplate",
    ),
    "replicas as text": (merge(PLATFORM, "api.replicas", "1"), "replicas"),
    "no API": (merge(PLATFORM, "api.replicas", 0), "replicas"),
    "controller address with a path": (
        merge(PLATFORM, "ingress.address", "http://traefik.ingress.svc/x"),
        "address",
    ),
    "odd address range": (merge(PLATFORM, "apiServer.cidrs", ["everywhere"]), "cidrs"),
    "odd log format": (merge(PLATFORM, "log.format", "xml"), "format"),
}


@pytest.mark.parametrize("case", PLATFORM_REFUSALS)
def test_the_platform_chart_refuses(charts: dict[str, Chart], case: str) -> None:
    values, named = PLATFORM_REFUSALS[case]
    with pytest.raises(Refused) as refused:
        charts["platform"].render(values)
    assert named in str(refused.value)
    assert "schema" in str(refused.value)


def write_chart(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "Chart.yaml").write_text(text)


def test_packaging_puts_libraries_into_the_charts_that_use_them(tmp_path: Path) -> None:
    (tmp_path / "out/store-medusa").mkdir(parents=True)
    (tmp_path / "out/store-medusa/stale").touch()

    packaged = package_charts(tmp_path / "out")

    assert [path.name for path in packaged] == ["platform", "store-medusa", "store-woocommerce"]
    assert (tmp_path / "out/store-medusa/charts/store-common/Chart.yaml").is_file()
    assert not (tmp_path / "out/store-medusa/stale").exists()
    assert not (tmp_path / "out/store-common").exists()


def test_packaging_refuses_a_library_of_another_version(tmp_path: Path) -> None:
    write_chart(tmp_path / "in", "library", "{name: library, type: library, version: 2.0.0}")
    write_chart(
        tmp_path / "in",
        "shop",
        "{name: shop, type: application, version: 1.0.0, "
        "dependencies: [{name: library, version: 1.0.0}]}",
    )
    with pytest.raises(BrokenChart, match=r"shop wants library 1\.0\.0, but it is 2\.0\.0"):
        package_charts(tmp_path / "out", tmp_path / "in")


def test_packaging_refuses_a_chart_in_the_wrong_folder(tmp_path: Path) -> None:
    write_chart(tmp_path / "in", "shop", "{name: other, type: application, version: 1.0.0}")
    with pytest.raises(BrokenChart, match="has the name 'other'"):
        package_charts(tmp_path / "out", tmp_path / "in")
