"""Rules for every pod of every chart."""

import re

import pytest

from charts.rendering import Rendered

# What a person might put behind a colon in an image reference, and may not.
PINNED = re.compile(r"^[^\s@]+(:(?!latest$)[\w][\w.-]*|@sha256:[0-9a-f]{64})$")


def test_pods_meet_the_level_restricted(rendered: Rendered) -> None:
    for owner, pod in rendered.list_pods():
        context = pod["spec"]["securityContext"]
        assert context["runAsNonRoot"] is True, owner
        assert context["runAsUser"] == context["runAsGroup"] == context["fsGroup"] == 10001
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}, owner
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod["spec"].keys(), owner
        kinds = {kind for volume in pod["spec"]["volumes"] for kind in volume if kind != "name"}
        assert kinds <= {"secret", "configMap", "emptyDir", "persistentVolumeClaim"}, owner


def test_containers_meet_the_level_restricted(rendered: Rendered) -> None:
    for name, container in rendered.list_containers():
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert all("hostPort" not in port for port in container.get("ports", [])), name


def test_every_container_has_requests_and_limits(rendered: Rendered) -> None:
    for name, container in rendered.list_containers():
        for kind in ("requests", "limits"):
            assert set(container["resources"][kind]) == {"cpu", "memory"}, name


def test_images_are_pinned_and_never_pulled_needlessly(rendered: Rendered) -> None:
    for name, container in rendered.list_containers():
        assert PINNED.match(container["image"]), name
        assert container["imagePullPolicy"] == "IfNotPresent", name


def test_only_the_orchestrator_gets_a_token(rendered: Rendered) -> None:
    accounts = {a["metadata"]["name"]: a for a in rendered.list_kind("ServiceAccount")}
    for owner, pod in rendered.list_pods():
        allowed = owner == "Deployment orchestrator"
        assert pod["spec"]["automountServiceAccountToken"] is allowed, owner
        assert pod["spec"]["serviceAccountName"] in accounts, owner
    assert all(a["automountServiceAccountToken"] is False for a in accounts.values())


def test_pods_do_not_get_the_addresses_of_other_services(rendered: Rendered) -> None:
    assert all(pod["spec"]["enableServiceLinks"] is False for _, pod in rendered.list_pods())


def test_long_running_containers_are_probed(rendered: Rendered) -> None:
    for name, container in rendered.list_containers():
        if not name.startswith("Job "):
            assert "livenessProbe" in container, name


def test_pods_end_within_half_a_minute(rendered: Rendered) -> None:
    for owner, pod in rendered.list_pods():
        assert pod["spec"]["terminationGracePeriodSeconds"] <= 30, owner


def test_what_is_mounted_exists_and_scratch_space_is_bounded(rendered: Rendered) -> None:
    claims = {c["metadata"]["name"] for c in rendered.list_kind("PersistentVolumeClaim")}
    for owner, pod in rendered.list_pods():
        volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
        for name, volume in volumes.items():
            if "emptyDir" in volume:
                assert "sizeLimit" in volume["emptyDir"], (owner, name)
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in claims
        mounted = {m["name"] for c in pod["spec"]["containers"] for m in c["volumeMounts"]}
        assert mounted - _list_templates(rendered, owner) == set(volumes), owner


def _list_templates(rendered: Rendered, owner: str) -> set[str]:
    kind, name = owner.split(" ")
    templates = rendered.get(kind, name)["spec"].get("volumeClaimTemplates", [])
    return {template["metadata"]["name"] for template in templates}


def test_the_shop_starts_beside_its_database_and_never_twice(store: Rendered) -> None:
    shop = store.get("StatefulSet", "shop")["spec"]
    assert (shop["replicas"], shop["podManagementPolicy"]) == (1, "Parallel")
    # An init container would cost a second of every creation.
    assert all("initContainers" not in pod["spec"] for _, pod in store.list_pods())
    assert [owner for owner, _ in store.list_pods()] == ["StatefulSet shop"]


def test_nobody_is_led_to_a_shop_that_is_not_ready(store: Rendered) -> None:
    (service,) = store.list_kind("Service")
    assert "publishNotReadyAddresses" not in service["spec"]
    assert any("readinessProbe" in container for _, container in store.list_containers())


@pytest.mark.parametrize("kind", ["requests", "limits"])
@pytest.mark.parametrize("resource", ["cpu", "memory"])
def test_the_quota_has_room_for_the_pod_and_its_successor(
    store: Rendered, kind: str, resource: str
) -> None:
    shares = [_measure(c["resources"][kind][resource]) for _, c in store.list_containers()]
    hard = store.get("ResourceQuota", "store")["spec"]["hard"]
    assert _measure(hard[f"{kind}.{resource}"]) >= 2 * sum(shares)
    assert int(hard["pods"]) > len(list(store.list_pods()))


def test_the_quota_holds_the_volumes_and_one_that_was_never_made(store: Rendered) -> None:
    claims = store.list_kind("PersistentVolumeClaim")
    sizes = [_measure(claim["spec"]["resources"]["requests"]["storage"]) for claim in claims]
    hard = store.get("ResourceQuota", "store")["spec"]["hard"]
    assert _measure(hard["requests.storage"]) == sum(sizes) + max(sizes)
    assert hard["persistentvolumeclaims"] == str(len(claims) + 1)


def test_the_quota_allows_no_way_around_the_ingress(store: Rendered) -> None:
    hard = store.get("ResourceQuota", "store")["spec"]["hard"]
    assert hard["services.nodeports"] == hard["services.loadbalancers"] == "0"
    services = store.list_kind("Service")
    assert all(s["spec"].get("type", "ClusterIP") == "ClusterIP" for s in services)


def _measure(quantity: str) -> int:
    """A quantity of the plans as a whole number of millicores or bytes."""
    units = {"m": 1, "Mi": 2**20, "Gi": 2**30}
    match = re.fullmatch(r"(\d+)(m|Mi|Gi)", quantity)
    assert match, quantity
    return int(match[1]) * units[match[2]]
