"""The real cluster keeps the door's promises, with the orchestrator's own rights and no more."""

import asyncio
import contextlib
import json
import os
import secrets
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from e2e.platform_under_test import OUTPUT, Platform
from local_cluster import programs
from store_orchestrator.cluster.door import ClusterError, WantedRelease
from store_orchestrator.cluster.kubernetes import KubernetesDoor
from store_orchestrator.domain.names import KEY_ALPHABET, KEY_FIRST_ALPHABET, KEY_LENGTH
from store_orchestrator.domain.observed import ReleaseStatus
from store_orchestrator.domain.store import Spec
from unit.cluster.door_contract import (
    Subject,
    build_spec,
    check_hints,
    check_life,
    check_removal,
    look_until,
)

CHART = Path(__file__).parent / "tiny_chart"
ROLE = "store-orchestrator-store-admin"
ACCOUNT = "system:serviceaccount:store-orchestrator:orchestrator"
SECRET = "correct-horse-battery-staple"
KILLS = 40
# The last kills come after Helm's usual time, which differs from run to run.
KILL_SPREAD = 1.3


@pytest.fixture
def helm() -> Path:
    return programs.ensure_program("helm")


@pytest.fixture
def as_orchestrator(platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """KUBECONFIG of somebody with the rights of the orchestrator's ServiceAccount."""
    token = platform.kubectl("create", "token", "orchestrator", "-n", "store-orchestrator").strip()
    config = yaml.safe_load(platform.kubeconfig.read_text())
    config["users"] = [{"name": user["name"], "user": {"token": token}} for user in config["users"]]
    file = tmp_path / "kubeconfig"
    file.touch(mode=0o600)
    file.write_text(yaml.safe_dump(config))
    monkeypatch.setenv("KUBECONFIG", str(file))
    return file


@pytest.fixture
async def subject(as_orchestrator: Path, helm: Path, tmp_path: Path) -> AsyncIterator[Subject]:
    """A door with the orchestrator's rights and a store that is removed whatever happens."""
    door = KubernetesDoor(ROLE, helm, tmp_path)
    key = secrets.choice(KEY_FIRST_ALPHABET) + "".join(
        secrets.choice(KEY_ALPHABET) for _ in range(KEY_LENGTH - 1)
    )
    image = json.loads((OUTPUT / "images.json").read_text())["postgresql"]["reference"]
    values = {"key": key, "image": image, "secret": SECRET}
    release = WantedRelease(CHART, values, "first", [SECRET])
    refused = replace(release, values={**values, "unknown": True}, digest="refused")
    spec = build_spec(key)
    yield Subject(door, spec, release, refused, pause=0.1)
    await remove(door, spec)
    await door.close()


async def remove(door: KubernetesDoor, spec: Spec) -> None:
    seen = await door.observe(replace(spec, delete_requested_at=spec.created_at))
    if seen.namespace is not None and not seen.namespace.terminating:
        await door.remove_workloads(spec, seen.namespace.uid)


async def test_life(subject: Subject, platform: Platform) -> None:
    await check_life(subject)
    assert platform.find_traces(subject.spec.key) == []


async def test_hints(subject: Subject) -> None:
    await check_hints(subject)


async def test_helm_killed_at_any_moment_is_healed(subject: Subject) -> None:
    """Kill Helm later and later; whatever it leaves is healed and the next deployment works."""
    door, spec = subject.door, subject.spec
    await door.ensure_namespace(spec)
    await door.deploy(spec, subject.release)
    clock = asyncio.get_running_loop()
    began = clock.time()
    await door.deploy(spec, replace(subject.release, digest="timed"))
    step = (clock.time() - began) * KILL_SPREAD / KILLS
    pending = 0
    for number in range(KILLS):
        release = replace(subject.release, digest=f"kill-{number}")
        deploying = asyncio.create_task(door.deploy(spec, release))
        await asyncio.sleep(number * step)
        deploying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await deploying
        seen = (await door.observe(spec)).release
        if seen is not None and seen.status is ReleaseStatus.PENDING:
            pending += 1
            with pytest.raises(ClusterError, match="ReleaseBusy"):
                await door.deploy(spec, release)
            await door.heal_release(spec, seen.revision)
            await door.deploy(spec, release)
            healed = (await door.observe(spec)).release
            assert healed is not None
            assert (healed.status, healed.values_digest) == (ReleaseStatus.DEPLOYED, release.digest)
    assert pending, "no kill left a pending release: nothing was proven"
    await door.deploy(spec, subject.release)
    up = await look_until(subject, spec, lambda o: o.workloads_available)
    assert up.namespace is not None
    await check_removal(subject, up.namespace.uid)


async def test_an_image_that_is_not_there_is_diagnosed(subject: Subject) -> None:
    door, spec = subject.door, subject.spec
    await door.ensure_namespace(spec)
    values = {**subject.release.values, "image": "registry.invalid/nothing:1"}
    await door.deploy(spec, replace(subject.release, values=values))
    seen = await look_until(subject, spec, lambda o: bool(o.problems))
    assert seen.problems[0].reason == "ImageUnavailable"
    assert "registry.invalid/nothing:1" in seen.problems[0].cause


async def test_a_foreign_namespace_is_refused(subject: Subject, platform: Platform) -> None:
    platform.kubectl("create", "namespace", subject.spec.namespace)
    try:
        with pytest.raises(ClusterError) as caught:
            await subject.door.ensure_namespace(subject.spec)
        assert caught.value.reason == "NamespaceTaken"
        assert not caught.value.retryable
    finally:
        platform.kubectl("delete", "namespace", subject.spec.namespace)


@pytest.mark.parametrize(
    "verb",
    [
        ("get", "secrets", "-n", "store-orchestrator"),
        ("list", "secrets", "-A"),
        ("create", "pods", "-n", "default"),
        ("delete", "deployments", "-n", "kube-system"),
        ("create", "clusterrolebindings"),
        ("bind", "clusterroles/cluster-admin"),
    ],
    ids=" ".join,
)
def test_the_orchestrator_may_not(platform: Platform, verb: tuple[str, ...]) -> None:
    command: list[str | Path] = [
        platform.kubectl_binary,
        "--kubeconfig",
        platform.kubeconfig,
        "auth",
        "can-i",
    ]
    answer = subprocess.run(
        [*command, *verb, "--as", ACCOUNT],
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.strip() == "no", answer.stderr


def test_the_orchestrator_deletes_no_namespace_but_stores(
    platform: Platform, as_orchestrator: Path
) -> None:
    platform.kubectl("create", "namespace", "not-a-store")
    try:
        answer = subprocess.run(
            [platform.kubectl_binary, "delete", "namespace", "not-a-store"],
            env=os.environ | {"KUBECONFIG": str(as_orchestrator)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode != 0
        assert "only namespaces of stores" in answer.stderr
    finally:
        platform.kubectl("delete", "namespace", "not-a-store")
