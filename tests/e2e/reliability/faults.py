"""What is done to the cluster's own processes."""

import contextlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
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

    back = datetime.now(UTC)
    wait_for("the API server and the node", lambda: is_settled(platform, back))


def is_settled(platform: Platform, back: datetime) -> bool:
    """Whether the node has reported since then, and counts as alive.

    After a long silence Kubernetes takes the node for dead until it does.
    """
    with contextlib.suppress(subprocess.CalledProcessError):
        [lease] = platform.kubectl_json("get", "leases", "-n", "kube-node-lease")["items"]
        [node] = platform.kubectl_json("get", "nodes")["items"]
        reported = datetime.fromisoformat(lease["spec"]["renewTime"]) > back
        ready = [c["status"] for c in node["status"]["conditions"] if c["type"] == "Ready"]
        return reported and ready == ["True"] and not node["spec"].get("taints")
    return False
