"""Calls of the Kubernetes command line against one cluster."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_cluster.commands import CommandError, capture
from local_cluster.errors import LocalClusterError

_PAUSE = 0.2


@dataclass(frozen=True)
class Kubectl:
    """kubectl bound to one kubeconfig (and context, when it holds several)."""

    program: Path
    kubeconfig: Path
    context: str = ""

    def call(self, *args: str, stdin: bytes | None = None) -> str:
        """Run kubectl and return its output. Raises CommandError when it fails."""
        return capture([*self._base(), *args], stdin=stdin)

    def apply(self, manifest: str) -> None:
        """Apply YAML or JSON server-side."""
        flags = ("--server-side", "--force-conflicts", "--field-manager=local-cluster")
        self.call("apply", *flags, "--filename=-", stdin=manifest.encode())

    def find(self, *args: str) -> Mapping[str, Any] | None:
        """Return one object, None when it does not exist."""
        text = self.call("get", *args, "--ignore-not-found", "--output=json")
        return json.loads(text) if text.strip() else None

    def is_ready(self) -> bool:
        """Return whether the API server answers and says that it is ready."""
        try:
            self.call("get", "--raw=/readyz", "--request-timeout=2s")
        except CommandError:
            return False
        return True

    def wait_for_rollout(self, namespace: str, workloads: Sequence[str], seconds: int) -> None:
        """Wait until the workloads (`deployment/x`) are rolled out. Raises LocalClusterError."""
        for workload in workloads:
            try:
                self.call(
                    *("--namespace", namespace, "rollout", "status", workload),
                    *("--timeout", f"{seconds}s"),
                )
            except CommandError as error:
                pods = self.call("--namespace", namespace, "get", "pods", "--output=wide")
                raise LocalClusterError(
                    f"{workload} in {namespace} is not ready after {seconds} s: {error}\n{pods}"
                ) from error

    def _base(self) -> list[str]:
        base = [str(self.program), f"--kubeconfig={self.kubeconfig}"]
        return [*base, f"--context={self.context}"] if self.context else base


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until the condition holds. Raises LocalClusterError that names `what`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise LocalClusterError(f"{what}: not so after {seconds:.0f} s")
        time.sleep(_PAUSE)
