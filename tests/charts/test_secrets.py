"""Secrets are in Secret objects and nowhere else."""

import base64
import json

from charts.rendering import Manifest, Rendered, describe

DATABASES = {"mariadb", "postgresql"}


def test_no_credential_is_outside_the_secret(store: Rendered) -> None:
    credentials = store.values["credentials"].values()
    for manifest in store.manifests:
        if manifest["kind"] != "Secret":
            text = json.dumps(manifest)
            assert not [c for c in credentials if c in text], describe(manifest)


def test_the_secret_holds_exactly_the_credentials_that_were_given(store: Rendered) -> None:
    secret = store.get("Secret", "credentials")
    assert "stringData" not in secret
    held = {
        name.replace("-", "_"): base64.b64decode(value).decode()
        for name, value in secret["data"].items()
    }
    assert held == store.values["credentials"]


def test_rendering_twice_gives_the_same(store: Rendered) -> None:
    """Nothing is drawn in a template: a retry repeats."""
    assert store.chart.render(store.values) == list(store.manifests)


def list_seen(pod: Manifest, container: Manifest) -> set[str]:
    """Secret and key of all that a container can read; ``*`` for a whole Secret."""
    sources = [v["valueFrom"]["secretKeyRef"] for v in container.get("env", []) if "valueFrom" in v]
    seen = {f"{source['name']}/{source['key']}" for source in sources}
    secrets = {v["name"]: v["secret"] for v in pod["volumes"] if "secret" in v}
    for mount in container["volumeMounts"]:
        if mount["name"] in secrets:
            secret = secrets[mount["name"]]
            items = [item["key"] for item in secret.get("items", [])] or ["*"]
            keys = [mount["subPath"]] if "subPath" in mount else items
            seen |= {f"{secret['secretName']}/{key}" for key in keys}
    return seen


def test_the_database_gets_its_own_password_only(store: Rendered) -> None:
    pod = store.get("StatefulSet", "shop")["spec"]["template"]["spec"]
    (database,) = [c for c in pod["containers"] if c["name"] in DATABASES]
    assert list_seen(pod, database) == {"credentials/database-password"}


def test_the_mail_servers_password_is_in_a_secret_of_its_own(store: Rendered) -> None:
    secrets = {s["metadata"]["name"]: s["data"] for s in store.list_kind("Secret")}
    mail = store.values.get("mail")
    if mail is None:
        assert set(secrets) == {"credentials"}
    else:
        assert set(secrets) == {"credentials", "mail"}
        assert base64.b64decode(secrets["mail"]["password"]).decode() == mail["password"]
        pod = store.get("StatefulSet", "shop")["spec"]["template"]["spec"]
        reading = [c for c in pod["containers"] if "mail/*" in list_seen(pod, c)]
        assert len(reading) == 1
        assert mail["password"] not in json.dumps(store.list_kind("StatefulSet"))


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
    mail = {"smtp-password"} if platform.values.get("mail") else set()
    sealed = {"database-password", "encryption-key", "encryption-key-id"}
    assert used == {
        "Deployment api": sealed,
        "Deployment orchestrator": sealed | mail,
        "StatefulSet database": {"database-password"},
        "Job migrate": {"database-password", "operator-token"},
    }


def test_secret_files_are_not_for_everybody(rendered: Rendered) -> None:
    for owner, pod in rendered.list_pods():
        for volume in pod["spec"]["volumes"]:
            if "secret" in volume:
                assert volume["secret"]["defaultMode"] == 0o440, owner
