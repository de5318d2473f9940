"""Helm releases: the Helm program as a short subprocess, and its records in the cluster.

Values go to Helm by its standard input, so they are in no argument, no file and no log. Helm is
told to die with this process (``setpriv --pdeathsig``), so a killed orchestrator leaves no Helm
behind that works on while another orchestrator has taken over.
"""

import asyncio
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.door import ClusterError, WantedRelease
from store_orchestrator.cluster.errors import NotFound
from store_orchestrator.cluster.fence import guarded
from store_orchestrator.cluster.observation import RELEASE_SELECTOR
from store_orchestrator.domain.names import (
    LABEL_PLAN,
    LABEL_STORE,
    LABEL_VALUES_DIGEST,
    RELEASE_NAME,
)
from store_orchestrator.domain.store import Spec

SETPRIV: Final = "/usr/bin/setpriv"
HELM_TIMEOUT_SECONDS: Final = 120.0
HISTORY_LENGTH: Final = 3
MESSAGE_LENGTH: Final = 600
_PASSED_ON: Final = ("KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "PATH")

TimesHelm = Callable[[], AbstractContextManager[object]]

# Parts of Helm's messages (helm.sh/helm/v4 pkg/action, pkg/chart) → reason, suggestion, retryable.
_KNOWN: Final = (
    (r"don't meet the specifications of the schema", "ValuesRejected", False),
    (
        r"(?i)execution error at|parse error|template: |Chart\.yaml file is missing|"
        r"field not declared in schema",
        "ChartBroken",
        False,
    ),
    (r"path .* not found|no such file or directory", "ChartMissing", False),
    (r"another operation .* is in progress", "ReleaseBusy", True),
    (r"exceeded quota", "QuotaExceeded", True),
    (r"(?i)connection refused|cluster unreachable|i/o timeout|EOF", "ClusterUnreachable", True),
    (r"(?i)forbidden|denied", "Refused", True),
)
_SUGGESTIONS: Final = {
    "ValuesRejected": "Report this as a defect: engine and chart do not agree.",
    "ChartBroken": "Report this as a defect: the chart cannot be rendered.",
    "ChartMissing": "Check the setting SO_CHARTS_DIR.",
    "ReleaseBusy": "Nothing: the release is healed and tried again.",
    "QuotaExceeded": "Raise the quota or delete stores that are not needed.",
    "ClusterUnreachable": "Check that the cluster is up and reachable from the orchestrator.",
    "Refused": "Check the orchestrator's roles and the cluster's admission rules.",
}


class Releases:
    """Deploys and heals the stores' releases.

    Args:
        helm: the Helm 4 program.
        scratch: a writable folder for Helm's caches; never for values.
        timed: entered around each run of Helm.
    """

    def __init__(
        self, api: KubernetesApi, helm: Path, scratch: Path, timed: TimesHelm = nullcontext
    ) -> None:
        self._api = api
        self._helm = helm
        self._timed = timed
        self._environment = build_environment(os.environ, scratch)

    async def deploy(self, spec: Spec, release: WantedRelease) -> None:
        """See :meth:`store_orchestrator.cluster.door.ClusterDoor.deploy`."""
        command = build_command(self._helm, spec, release)
        with self._timed():
            code, errors = await self._run(command, json.dumps(release.values).encode())
        if code != 0:
            raise build_helm_error(code, scrub(errors, release.secrets))

    async def heal(self, spec: Spec, revision: int) -> None:
        """See :meth:`store_orchestrator.cluster.door.ClusterDoor.heal_release`.

        Helm keeps a revision as a Secret. Without it the revision before counts again; where
        there is none, the next installation adopts what carries Helm's marks of this release.
        """
        path = f"/api/v1/namespaces/{spec.namespace}/secrets"
        records = await self._api.list_metadata(
            path, labelSelector=f"{RELEASE_SELECTOR},version={revision}"
        )
        for record in records:
            try:
                await self._api.delete(f"{path}/{record.name}", uid=record.uid)
            except NotFound:
                continue

    async def forget(self, spec: Spec) -> None:
        """Let Helm know of no revision any more; what its objects are stays."""
        path = f"/api/v1/namespaces/{spec.namespace}/secrets"
        for record in await self._api.list_metadata(path, labelSelector=RELEASE_SELECTOR):
            try:
                await self._api.delete(f"{path}/{record.name}", uid=record.uid)
            except NotFound:
                continue

    async def _run(self, command: list[str], values: bytes) -> tuple[int, str]:
        """Run Helm; returns exit code and what it wrote to standard error."""
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
        except OSError as error:
            raise ClusterError(
                "HelmMissing",
                f"Helm could not be started: {error}.",
                "Check the setting SO_HELM and that util-linux is installed.",
            ) from error
        try:
            async with guarded(process.pid), asyncio.timeout(HELM_TIMEOUT_SECONDS):
                errors = await _talk(process, values)
        except TimeoutError as error:
            raise ClusterError(
                "ReleaseSlowToStart",
                f"Helm did not end within {HELM_TIMEOUT_SECONDS:.0f} s and was stopped.",
                "Look at the load of the cluster's API server.",
            ) from error
        finally:
            await _end(process)
        return process.returncode or 0, errors.decode(errors="replace")


async def _talk(process: asyncio.subprocess.Process, values: bytes) -> bytes:
    """Give it its input; what it wrote to standard error."""
    try:
        _, errors = await process.communicate(values)
    except RuntimeError:
        # uvloop's words for a pipe whose reader is gone, where asyncio's own loop says nothing:
        # it ended before it had read. Its exit code tells how.
        await process.wait()
        return b""
    return errors


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def build_environment(current: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """What Helm needs of the environment, and nothing else: secrets of ours are in there."""
    passed_on = {name: current[name] for name in _PASSED_ON if name in current}
    return passed_on | {
        "HOME": str(scratch),
        "HELM_CACHE_HOME": str(scratch / "cache"),
        "HELM_CONFIG_HOME": str(scratch / "config"),
        "HELM_DATA_HOME": str(scratch / "data"),
    }


def build_command(helm: Path, spec: Spec, release: WantedRelease) -> list[str]:
    """Helm's command line; ``--values -`` reads them from standard input."""
    labels = (
        f"{LABEL_VALUES_DIGEST}={release.digest},{LABEL_STORE}={spec.key},{LABEL_PLAN}={spec.plan}"
    )
    return [
        *(SETPRIV, "--pdeathsig", "KILL", str(helm)),
        *("upgrade", "--install", RELEASE_NAME, str(release.chart)),
        *("--namespace", spec.namespace),
        *("--values", "-"),
        *("--labels", labels),
        *("--history-max", str(HISTORY_LENGTH)),
        # What somebody changed by hand is put back instead of being reported as a conflict.
        *("--server-side", "true", "--force-conflicts"),
        # Otherwise Helm reads the API server's whole schema each time, which takes most of its
        # time. Server-side apply checks each field against that schema anyway.
        "--disable-openapi-validation",
        "--hide-notes",
    ]


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Replace secrets in a message and shorten it to its end, where Helm says what is wrong."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***") if secret else text
    text = " ".join(text.split())
    return text if len(text) <= MESSAGE_LENGTH else f"…{text[-MESSAGE_LENGTH:]}"


def build_helm_error(code: int, message: str) -> ClusterError:
    """What a failed Helm means."""
    for pattern, reason, retryable in _KNOWN:
        if re.search(pattern, message):
            cause = f"Helm could not deploy the release: {message}"
            return ClusterError(reason, cause, _SUGGESTIONS[reason], retryable=retryable)
    return ClusterError(
        "HelmFailed",
        f"Helm ended with code {code}: {message or 'it said nothing'}",
        "Look at the message and at the store's events.",
    )
