"""The platform's programs are told what they read, in a form that they accept."""

from pathlib import Path
from typing import Any

import pytest

from charts.rendering import Manifest, Rendered, merge
from store_orchestrator.settings import (
    ApiSettings,
    DatabaseSettings,
    MigrateSettings,
    OrchestratorSettings,
    load_settings,
)

ENCRYPTION_KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
SECRET_VALUES = {"encryption-key": ENCRYPTION_KEY, "encryption-key-id": "first"}
PROGRAMS: dict[str, tuple[str, type[DatabaseSettings]]] = {
    "api": ("Deployment", ApiSettings),
    "orchestrator": ("Deployment", OrchestratorSettings),
    "migrate": ("Job", MigrateSettings),
}


def find_migration(platform: Rendered) -> Manifest:
    """The Job that migrates; its name changes with what it runs."""
    (job,) = platform.list_kind("Job")
    return job


def build_environment(platform: Rendered, kind: str, name: str) -> dict[str, str]:
    """What the kubelet would make of the container's ``env``."""
    owner = find_migration(platform) if kind == "Job" else platform.get(kind, name)
    pod = owner["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    environment: dict[str, str] = {}
    for variable in container["env"]:
        environment[variable["name"]] = _resolve(variable, environment)
    return environment


def _resolve(variable: dict[str, Any], known: dict[str, str]) -> str:
    if "value" in variable:
        text: str = variable["value"]
        for name, value in known.items():
            text = text.replace(f"$({name})", value)
        return text
    source = variable["valueFrom"]
    if "secretKeyRef" in source:
        return SECRET_VALUES[source["secretKeyRef"]["key"]]
    field: str = source["fieldRef"]["fieldPath"]
    return field


@pytest.mark.parametrize("name", PROGRAMS)
def test_settings_accept_the_environment(
    platform: Rendered, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, settings = PROGRAMS[name]
    environment = build_environment(platform, kind, name)
    for variable, value in environment.items():
        file = tmp_path / variable
        if variable.endswith("_FILE"):
            file.write_text("a secret of at least thirty-two characters")
            assert value.startswith("/etc/store-orchestrator/")
        monkeypatch.setenv(variable, str(file) if file.exists() else value)

    loaded = load_settings(settings)

    assert loaded.database_host == "database"


@pytest.mark.parametrize("name", PROGRAMS)
def test_no_variable_is_misspelt(platform: Rendered, name: str) -> None:
    kind, settings = PROGRAMS[name]
    given = {v for v in build_environment(platform, kind, name) if v.startswith("SO_")}
    known = {f"SO_{field.upper()}" for field in settings.model_fields}
    assert given <= known


def test_values_reach_the_orchestrator(
    every_shape: dict[str, Rendered], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    everything = every_shape["platform-everything"]
    environment = build_environment(everything, "Deployment", "orchestrator")
    password = tmp_path / "password"
    password.write_text("secret")
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("SO_DATABASE_PASSWORD_FILE", str(password))
    monkeypatch.setenv("SO_SMTP_PASSWORD_FILE", str(password))

    settings = load_settings(OrchestratorSettings)

    ingress, stores = everything.values["ingress"], everything.values["stores"]
    assert settings.images == stores["images"]
    assert settings.image_absences == stores["absences"]
    assert settings.image_versions == stores["versions"]
    assert settings.self_test_image == everything.values["images"]["platform"]
    assert settings.smtp_host == everything.values["mail"]["host"]
    assert settings.smtp_networks == everything.values["mail"]["networks"]
    assert settings.smtp_user == everything.values["mail"]["user"]
    assert settings.ingress_pod_labels == ingress["controllerPodLabels"]
    assert settings.ingress_namespace == ingress["controllerNamespace"]
    assert settings.ingress_class == ingress["className"]
    assert settings.ingress_address == ingress["address"]
    assert settings.store_url_template == ingress["storeUrlTemplate"]
    assert settings.storage_class == everything.values["storageClass"]
    assert settings.concurrency == stores["concurrency"]
    assert settings.lease_seconds == stores["leaseSeconds"]
    assert settings.resync_seconds == stores["resyncSeconds"]
    assert settings.survey_seconds == stores["surveySeconds"]
    assert settings.orphan_survey_seconds == stores["orphanSurveySeconds"]
    assert settings.pool == stores["pool"]
    assert settings.pool_builds == stores["poolBuilds"]
    assert settings.recheck_seconds == stores["recheckSeconds"]
    assert settings.deadline_seconds == stores["deadlineSeconds"]


def test_the_migration_needs_no_hook(platform: Rendered) -> None:
    """A hook would never run under ``helm install --wait``, because the API waits for it."""
    job = find_migration(platform)
    assert "annotations" not in job["metadata"]
    assert job["spec"]["template"]["spec"]["restartPolicy"] == "OnFailure"


def test_every_version_of_the_migration_is_a_job_of_its_own(
    every_shape: dict[str, Rendered],
) -> None:
    """What a Job runs cannot be changed, so an upgrade must make a new one."""
    before = every_shape["platform"]
    after = merge(before.values, "images.platform", "registry.example/platform:2")
    changed = Rendered(before.chart, after, before.chart.render(after))
    assert find_migration(changed)["metadata"]["name"] != find_migration(before)["metadata"]["name"]
    other = merge(before.values, "api.replicas", 2)
    same = Rendered(before.chart, other, before.chart.render(other))
    assert find_migration(same) == find_migration(before)


def test_an_update_never_leaves_the_dashboard_without_a_pod(platform: Rendered) -> None:
    strategy = platform.get("Deployment", "api")["spec"]["strategy"]
    assert strategy["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}


def test_tls_is_used_where_a_certificate_is_named(every_shape: dict[str, Rendered]) -> None:
    plain = every_shape["platform"].get("Ingress", "api")["spec"]
    encrypted = every_shape["platform-everything"].get("Ingress", "api")["spec"]
    assert "tls" not in plain
    assert encrypted["tls"] == [{"hosts": ["dashboard.example.org"], "secretName": "dashboard-tls"}]
