"""Helm's command line, what it must not carry, and what its messages mean."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.door import ClusterError, WantedRelease
from store_orchestrator.cluster.observation import derive_release
from store_orchestrator.cluster.releases import (
    MESSAGE_LENGTH,
    Releases,
    build_command,
    build_environment,
    build_helm_error,
    scrub,
)
from store_orchestrator.domain.names import LABEL_VALUES_DIGEST
from store_orchestrator.domain.observed import ReleaseSeen, ReleaseStatus
from unit.cluster.door_contract import build_spec

SECRET = "correct-horse-battery-staple"
SPEC = build_spec("abcdefgh")
RELEASE = WantedRelease(Path("/charts/store-x"), {"password": SECRET}, "d" * 40, [SECRET])


def write_helm(folder: Path, script: str) -> Path:
    helm = folder / "helm"
    helm.write_text(f"#!/bin/sh\n{script}\n")
    helm.chmod(0o755)
    return helm


def build_releases(helm: Path, scratch: Path, api: KubernetesApi) -> Releases:
    return Releases(api, helm, scratch)


def test_no_secret_is_on_the_command_line_or_in_the_representation() -> None:
    command = build_command(Path("/helm"), SPEC, RELEASE)
    assert SECRET not in " ".join(command)
    assert command[command.index("--values") + 1] == "-"
    assert not {"--set", "--set-string", "--wait"} & set(command)
    assert SECRET not in repr(RELEASE)


def test_helm_gets_only_what_it_needs_of_the_environment(tmp_path: Path) -> None:
    ours = {"SO_DATABASE_PASSWORD": SECRET, "KUBECONFIG": "/k", "PATH": "/bin", "HOME": "/root"}
    environment = build_environment(ours, tmp_path)
    assert SECRET not in environment.values()
    assert environment["KUBECONFIG"] == "/k"
    assert all(
        value.startswith(str(tmp_path))
        for name, value in environment.items()
        if name not in ("KUBECONFIG", "PATH")
    )


async def test_values_reach_helm_by_standard_input(tmp_path: Path, api: KubernetesApi) -> None:
    helm = write_helm(tmp_path, f'cat > {tmp_path}/values; printf "%s\\n" "$@" > {tmp_path}/words')
    await build_releases(helm, tmp_path, api).deploy(SPEC, RELEASE)
    assert json.loads((tmp_path / "values").read_text()) == RELEASE.values
    assert SECRET not in (tmp_path / "words").read_text()


async def test_secrets_are_blotted_out_of_helms_messages(
    tmp_path: Path, api: KubernetesApi
) -> None:
    helm = write_helm(tmp_path, f'cat >/dev/null; echo "bad value {SECRET}" >&2; exit 3')
    with pytest.raises(ClusterError) as caught:
        await build_releases(helm, tmp_path, api).deploy(SPEC, RELEASE)
    assert SECRET not in str(caught.value)
    assert "bad value ***" in caught.value.cause
    assert "code 3" in caught.value.cause


async def test_a_missing_helm_says_which_setting(tmp_path: Path, api: KubernetesApi) -> None:
    with pytest.raises(ClusterError) as caught:
        await build_releases(tmp_path / "nothing", tmp_path, api).deploy(SPEC, RELEASE)
    assert "nothing" in caught.value.cause


async def test_helm_dies_when_the_work_is_broken_off(tmp_path: Path, api: KubernetesApi) -> None:
    helm = write_helm(
        tmp_path,
        f"echo $$ > {tmp_path}/pid.new; mv {tmp_path}/pid.new {tmp_path}/pid; exec sleep 600",
    )
    work = asyncio.create_task(build_releases(helm, tmp_path, api).deploy(SPEC, RELEASE))
    async with asyncio.timeout(20):
        while not (tmp_path / "pid").exists():  # noqa: ASYNC110 - a file signals nobody
            await asyncio.sleep(0.01)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


@pytest.mark.parametrize(
    ("message", "reason", "retryable"),
    [
        (
            "Error: UPGRADE FAILED: values don't meet the specifications of the schema(s) in the "
            "following chart(s): tiny: - at '': additional properties 'bad' not allowed",
            "ValuesRejected",
            False,
        ),
        (
            "Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress",
            "ReleaseBusy",
            True,
        ),
        ("Error: Kubernetes cluster unreachable: connection refused", "ClusterUnreachable", True),
        ('Error: pods "x" is forbidden: exceeded quota: q', "QuotaExceeded", True),
        ("Error: ingresses is forbidden: User cannot create", "Refused", True),
        ("Error: template: x/t.yaml:1:2: executing", "ChartBroken", False),
        ("Error: something new", "HelmFailed", True),
    ],
)
def test_what_helms_messages_mean(message: str, reason: str, retryable: bool) -> None:
    error = build_helm_error(1, message)
    assert (error.reason, error.retryable) == (reason, retryable)
    assert message in error.cause


def test_messages_are_shortened_to_their_end() -> None:
    text = scrub("x" * 10_000 + " the reason", [])
    assert len(text) == MESSAGE_LENGTH + 1
    assert text.endswith(" the reason")


def revision(number: int, status: str) -> Metadata:
    labels = {"version": str(number), "status": status, LABEL_VALUES_DIGEST: f"digest-{number}"}
    return Metadata(f"sh.helm.release.v1.store.v{number}", "store-abcdefgh", f"u{number}", labels)


@pytest.mark.parametrize(
    ("status", "seen"),
    [
        ("deployed", ReleaseStatus.DEPLOYED),
        ("failed", ReleaseStatus.FAILED),
        ("superseded", ReleaseStatus.FAILED),
        ("uninstalled", ReleaseStatus.FAILED),
        ("pending-install", ReleaseStatus.PENDING),
        ("pending-upgrade", ReleaseStatus.PENDING),
        ("pending-rollback", ReleaseStatus.PENDING),
        ("uninstalling", ReleaseStatus.PENDING),
    ],
)
def test_the_newest_revision_counts(status: str, seen: ReleaseStatus) -> None:
    revisions = [revision(9, "superseded"), revision(10, status), revision(2, "deployed")]
    assert derive_release(revisions) == ReleaseSeen(10, seen, "digest-10")
    assert derive_release([]) is None


DEPLOYING = """
import asyncio, sys, uvloop
from pathlib import Path
from store_orchestrator.cluster.releases import Releases
from unit.cluster.test_releases import RELEASE, SPEC

async def main():
    folder = Path(sys.argv[1])
    await Releases(None, folder / "helm", folder).deploy(SPEC, RELEASE)

with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
    runner.run(main())
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_helm_dies_with_a_killed_orchestrator(tmp_path: Path, number: signal.Signals) -> None:
    write_helm(
        tmp_path,
        f"echo $$ > {tmp_path}/new; mv {tmp_path}/new {tmp_path}/pid; exec sleep 600",
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    orchestrator = subprocess.Popen(
        [sys.executable, "-c", DEPLOYING, str(tmp_path)], env=os.environ | {"PYTHONPATH": paths}
    )
    poll((tmp_path / "pid").exists)
    helm = int((tmp_path / "pid").read_text())
    orchestrator.send_signal(number)
    orchestrator.wait(timeout=20)
    poll(lambda: not is_running(helm))


def poll(condition: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("waited in vain")


def is_running(pid: int) -> bool:
    """Whether the process is there and no zombie, which nobody here could reap."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
