"""Whatever a chart renders is valid and says who it belongs to."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import kubernetes_validate  # type: ignore[import-untyped]
import pytest

from charts.rendering import KUBERNETES_VERSION, Rendered, describe
from charts.stores import KEY
from store_orchestrator.domain.names import LABEL_STORE


def test_every_manifest_is_valid_for_kubernetes(rendered: Rendered) -> None:
    assert rendered.manifests
    for manifest in rendered.manifests:
        kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)


def test_the_validation_sees_an_unknown_field(rendered: Rendered) -> None:
    manifest = json.loads(json.dumps(rendered.list_kind("Service")[0]))
    manifest["spec"]["portts"] = []
    with pytest.raises(kubernetes_validate.ValidationError, match="portts"):
        kubernetes_validate.validate(manifest, KUBERNETES_VERSION, strict=True)


def test_no_object_appears_twice(rendered: Rendered) -> None:
    names = [describe(manifest) for manifest in rendered.manifests]
    assert len(names) == len(set(names))


def test_objects_are_in_the_releases_namespace_or_in_none(rendered: Rendered) -> None:
    for manifest in rendered.manifests:
        if re.match(r"Cluster|ValidatingAdmission", manifest["kind"]):
            assert "namespace" not in manifest["metadata"]
        else:
            assert manifest["metadata"]["namespace"] == rendered.chart.namespace


def test_every_object_of_a_store_carries_its_key(store: Rendered) -> None:
    for manifest in store.manifests:
        assert manifest["metadata"]["labels"][LABEL_STORE] == KEY, describe(manifest)
    for owner, pod in store.list_pods():
        assert pod["metadata"]["labels"][LABEL_STORE] == KEY, owner


def test_a_store_has_nothing_outside_its_namespace(store: Rendered) -> None:
    assert all("namespace" in manifest["metadata"] for manifest in store.manifests)


def test_a_stores_workload_says_what_its_images_hold(store: Rendered) -> None:
    (workload,) = store.list_kind("Deployment", "StatefulSet")
    recorded = workload["metadata"]["annotations"]["store-orchestrator.io/versions"]
    assert json.loads(recorded) == store.values["versions"]
    annotations = workload["spec"]["template"]["metadata"]["annotations"]
    assert "store-orchestrator.io/versions" not in annotations


def test_selectors_find_the_pods_of_their_own_component_only(rendered: Rendered) -> None:
    pods = {owner: pod["metadata"]["labels"] for owner, pod in rendered.list_pods()}
    for manifest in rendered.list_kind("Deployment", "StatefulSet"):
        selector = manifest["spec"]["selector"]["matchLabels"]
        found = [owner for owner, labels in pods.items() if selector.items() <= labels.items()]
        assert found == [describe(manifest)]


def test_services_lead_to_a_port_that_their_pods_have(rendered: Rendered) -> None:
    for service in rendered.list_kind("Service"):
        selector = service["spec"]["selector"]
        (pod,) = [
            pod
            for _, pod in rendered.list_pods()
            if selector.items() <= pod["metadata"]["labels"].items()
        ]
        names = {p["name"] for c in pod["spec"]["containers"] for p in c.get("ports", [])}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= names


def test_selectors_and_pods_of_stores_survive_a_new_chart_version(
    store: Rendered, tmp_path: Path
) -> None:
    """Otherwise a new version could not be rolled out, or would restart every shop."""
    newer = _copy_with_version(store, tmp_path, "9.9.9")
    for manifest in newer.list_kind("Deployment", "StatefulSet"):
        older = store.get(manifest["kind"], manifest["metadata"]["name"])
        assert manifest["metadata"]["labels"] != older["metadata"]["labels"]
        assert manifest["spec"] == older["spec"]


def _copy_with_version(rendered: Rendered, folder: Path, version: str) -> Rendered:
    target = folder / rendered.chart.folder.name
    shutil.copytree(rendered.chart.folder, target)
    description = target / "Chart.yaml"
    text = re.sub(r"(?m)^version: .*$", f"version: {version}", description.read_text())
    description.write_text(text)
    chart = replace(rendered.chart, folder=target)
    return Rendered(chart, rendered.values, chart.render(rendered.values))
