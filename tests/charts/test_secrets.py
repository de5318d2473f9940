"""Secrets are in Secret objects and nowhere else."""

import base64
import json

from charts.rendering import Rendered, describe, merge


def test_no_credential_is_outside_the_secret(store: Rendered) -> None:
    credentials = store.values["credentials"].values()
    for manifest in store.manifests:
        if manifest["kind"] != "Secret":
            text = json.dumps(manifest)
            assert not [c for c in credentials if c in text], describe(manifest)


def test_the_secret_holds_exactly_the_credentials_that_were_given(store: Rendered) -> None:
    (secret,) = store.list_kind("Secret")
    assert "stringData" not in secret
    held = {
        name.replace("-", "_"): base64.b64decode(value).decode()
        for name, value in secret["data"].items()
    }
    assert held == store.values["credentials"]


def test_rendering_twice_gives_the_same(store: Rendered) -> None:
    """Nothing is drawn in a template: a retry repeats."""
    assert store.chart.render(store.values) == list(store.manifests)


def test_pods_restart_when_a_credential_changes_and_only_then(store: Rendered) -> None:
    name = next(iter(store.values["credentials"]))
    longer = merge(store.values, f"credentials.{name}", store.values["credentials"][name] + "x")
    changed = Rendered(store.chart, longer, store.chart.render(longer))
    before = {owner: pod["metadata"]["annotations"] for owner, pod in store.list_pods()}
    after = {owner: pod["metadata"]["annotations"] for owner, pod in changed.list_pods()}
    assert before.keys() == after.keys()
    assert all(before[owner] != after[owner] for owner in before)


def test_the_database_gets_its_own_password_only(store: Rendered) -> None:
    pod = store.get("StatefulSet", "database")["spec"]["template"]["spec"]
    (volume,) = [v for v in pod["volumes"] if "secret" in v]
    assert [item["key"] for item in volume["secret"]["items"]] == ["database-password"]
    (container,) = pod["containers"]
    assert all("valueFrom" not in variable for variable in container["env"])


def test_the_platform_chart_makes_no_secret(platform: Rendered) -> None:
    assert platform.list_kind("Secret") == []


def test_each_part_of_the_platform_gets_the_secrets_it_needs(platform: Rendered) -> None:
    name = platform.values.get("secretName", "store-orchestrator-secrets")
    used = {}
    for owner, pod in platform.list_pods():
        (container,) = pod["spec"]["containers"]
        sources = [v["valueFrom"].get("secretKeyRef") for v in container["env"] if "valueFrom" in v]
        references = [source for source in sources if source is not None]
        volumes = [v["secret"] for v in pod["spec"]["volumes"] if "secret" in v]
        assert {r["name"] for r in references} | {v["secretName"] for v in volumes} == {name}
        keys = [r["key"] for r in references]
        used[owner.partition("-")[0]] = {
            *keys,
            *(item["key"] for v in volumes for item in v["items"]),
        }
    assert used == {
        "Deployment api": {"database-password", "encryption-key", "encryption-key-id"},
        "Deployment orchestrator": {"database-password", "encryption-key", "encryption-key-id"},
        "StatefulSet database": {"database-password"},
        "Job migrate": {"database-password", "operator-token"},
    }


def test_secret_files_are_not_for_everybody(rendered: Rendered) -> None:
    for owner, pod in rendered.list_pods():
        for volume in pod["spec"]["volumes"]:
            if "secret" in volume:
                assert volume["secret"]["defaultMode"] == 0o440, owner
