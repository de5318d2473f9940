"""What is done to the cluster's own processes."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

from e2e.platform_under_test import NAME as CLUSTER
from e2e.platform_under_test import Platform, wait_for

SERVICES = Path("/run/store-orchestrator")


@contextlib.contextmanager
def stopped_api_server(platform: Platform) -> Iterator[None]:
    """No API server within; the node's supervisor stops and starts the real one."""
    service = SERVICES / CLUSTER / "run/services/kube-apiserver"
    try:
        # Killed: asked to end, it waits for every watch.
        subprocess.run(["s6-svc", "-wd", "-T", "30000", "-dk", service], check=True)
        yield
    finally:
        subprocess.run(["s6-svc", "-u", service], check=True)

    def is_ready() -> bool:
        with contextlib.suppress(subprocess.CalledProcessError):
            return platform.kubectl("get", "--raw", "/readyz") == "ok"
        return False

    wait_for("the API server", is_ready)
