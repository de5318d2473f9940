"""Where the node keeps things, seen from the host and from inside the node."""

from __future__ import annotations

import fcntl
import ipaddress
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_cluster.commands import capture
from local_cluster.errors import LocalClusterError

CHECKOUT = Path(__file__).resolve().parent.parent.parent
_STATE_ROOT = Path("/var/lib/store-orchestrator")
_RUN_ROOT = Path("/run/store-orchestrator")
_NETWORKS = ipaddress.ip_network("10.99.0.0/16")

NODE_NAME = "node"
SERVICE_CIDR = "10.96.0.0/16"
POD_CIDR = "10.244.0.0/16"
POD_SUBNET = "10.244.0.0/24"
DNS_ADDRESS = "10.96.0.10"
API_SERVICE_ADDRESS = "10.96.0.1"
API_PORT = 6443
INGRESS_NODE_PORT = 30080


@dataclass(frozen=True)
class Layout:
    """Folders and addresses of the cluster called `name`.

    `state` lasts over `down` and reboots; `run` holds sockets, process ids and rendered
    configuration and is thrown away at each start.
    """

    name: str

    @property
    def state(self) -> Path:
        """Lasting data; `state/var` is the node's /var."""
        return _STATE_ROOT / self.name

    @property
    def run(self) -> Path:
        """Passing data; `run/run` is the node's /run."""
        return _RUN_ROOT / self.name

    @property
    def containerd_socket(self) -> Path:
        """The node's container runtime, seen from the host."""
        return self.run / "run/containerd/containerd.sock"

    @property
    def pki(self) -> Path:
        """Certificates and kubeconfigs; /var/lib/kubernetes inside the node."""
        return self.state / "var/lib/kubernetes"

    @property
    def volumes(self) -> Path:
        """Folders of the stores' volumes; /var/lib/volumes inside the node."""
        return self.state / "volumes"

    @property
    def cgroup(self) -> str:
        """Name of the cgroup above all pods."""
        return f"store-orchestrator-{self.name}"

    @property
    def build(self) -> Path:
        """Folder in the checkout for kubeconfig, image list and storectl's settings."""
        base = CHECKOUT / "build"
        return base if self.name == "default" else base / self.name

    @property
    def kubeconfig(self) -> Path:
        """Administrator's kubeconfig."""
        return self.build / "kubeconfig"


@dataclass(frozen=True)
class Addresses:
    """The two ends of the link between host and node, and the link's name on the host."""

    link: str
    host: str
    node: str


@contextmanager
def locked(layout: Layout) -> Iterator[None]:
    """Hold the lock of one cluster, so that two drivers never change it at the same time."""
    layout.run.mkdir(parents=True, exist_ok=True, mode=0o755)
    with (layout.run.parent / f"{layout.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LocalClusterError(
                f"another command is changing the cluster {layout.name}",
                remedy="Wait until it ends, then try again.",
            ) from error
        yield


def ensure_addresses(layout: Layout) -> Addresses:
    """Return the link's addresses, drawn once per cluster and kept, for certificates name them.

    Every cluster takes a /30 of 10.99.0.0/16 that no other cluster and no address of the host
    lies in. Raises LocalClusterError when none is free.
    """
    path = layout.state / "network.json"
    if path.exists():
        return _build_addresses(int(json.loads(path.read_text())["index"]))
    taken = _list_taken_indices()
    index = next((i for i in range(1, _NETWORKS.num_addresses // 256) if i not in taken), None)
    if index is None:
        raise LocalClusterError("no free network for the node in 10.99.0.0/16")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"index": index}))
    return _build_addresses(index)


def _build_addresses(index: int) -> Addresses:
    base = _NETWORKS.network_address + 256 * index
    return Addresses(link=f"stores{index}", host=str(base + 1), node=str(base + 2))


def _list_taken_indices() -> set[int]:
    taken = {
        int(json.loads(path.read_text())["index"]) for path in _STATE_ROOT.glob("*/network.json")
    }
    for link in json.loads(capture(["ip", "-json", "-4", "address"])):
        for entry in link.get("addr_info", []):
            address = ipaddress.ip_address(entry["local"])
            if address in _NETWORKS:
                taken.add(int(address.packed[2]))
    return taken
