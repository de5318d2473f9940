"""One Helm release, installed or upgraded so that a crash before never blocks it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_cluster.cache import content_key
from local_cluster.commands import CommandError, capture, run
from local_cluster.kubectl import Kubectl

_TIMEOUT = "5m"


@dataclass(frozen=True)
class Release:
    """A release `name` in `namespace`, made from the chart in a folder."""

    program: Path
    kubectl: Kubectl
    name: str
    namespace: str
    chart: Path

    def ensure(self, values: Mapping[str, Any], log: Path) -> None:
        """Install or upgrade; does nothing when exactly this is deployed.

        Values travel in a file that only its owner can read and that is removed afterwards.
        Raises CommandError when Helm fails.
        """
        text = json.dumps(values, sort_keys=True)
        key = content_key([self.chart], text)
        if self._find_deployed_key() == key:
            return
        self._forget_interrupted()
        with tempfile.TemporaryDirectory(prefix="store-orchestrator-") as folder:
            file = Path(folder) / "values.json"
            file.touch(mode=0o600)
            file.write_text(text)
            run(
                [
                    *self._base("upgrade", "--install", self.name, str(self.chart)),
                    *("--values", str(file), "--description", key),
                    *("--wait", "--timeout", _TIMEOUT),
                ],
                log=log,
            )

    def _find_deployed_key(self) -> str | None:
        try:
            status = json.loads(capture(self._base("status", self.name, "--output=json")))
        except CommandError as error:
            if "not found" in str(error):
                return None
            raise
        info = status["info"]
        return str(info.get("description", "")) if info["status"] == "deployed" else None

    def _forget_interrupted(self) -> None:
        """Remove records of operations that were cut off; Helm refuses to work beside them.

        The caller holds the cluster's lock, so no other installer can be at work on the release.
        """
        selector = f"owner=helm,name={self.name},status in (pending-install,pending-upgrade)"
        self.kubectl.call(
            *("--namespace", self.namespace, "delete", "secrets", f"--selector={selector}")
        )

    def _base(self, *arguments: str) -> list[str]:
        base = [str(self.program), *arguments, f"--kubeconfig={self.kubectl.kubeconfig}"]
        return [*base, f"--namespace={self.namespace}"]
