"""A real control plane whose nodes are simulated: for questions of scale, never for shops.

etcd, API server, controllers and scheduler are the from-source cluster's own, as processes of
this machine on loopback addresses of their own. kwok plays the nodes: it reports pods as running
and ends them when they are deleted, but nothing runs in them. Needs no root; everything ends with
the process that started it.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_cluster.errors import LocalClusterError
from local_cluster.kubectl import Kubectl, wait_until
from local_cluster.layout import API_PORT, Addresses
from local_cluster.pki import ensure_pki
from local_cluster.programs import KWOK, NODE, ensure_group
from local_cluster.services import ControlPlane, Service, build_control_plane

# Every control plane takes an address of its own, so that all keep their usual ports.
_LOOPBACK = "127.77.{}.1"
_PLACES = range(1, 255)
_NODES = 10
_ROOM = {"cpu": "64", "memory": "256Gi", "pods": "500"}
_PATIENCE = 60.0
_END_PATIENCE = 10.0


@dataclass(frozen=True)
class SimulatedCluster:
    """A running control plane. `processes` are program name -> its process."""

    folder: Path
    kubectl: Kubectl
    processes: Mapping[str, subprocess.Popen[bytes]]

    @property
    def kubeconfig(self) -> Path:
        """Administrator's kubeconfig."""
        return self.kubectl.kubeconfig


@contextmanager
def run_simulated_cluster(nodes: int = _NODES) -> Iterator[SimulatedCluster]:
    """Start a control plane with `nodes` simulated nodes; end and remove it with the block.

    Raises LocalClusterError when it does not come up; its logs are in the message.
    """
    programs, kwok = ensure_group(NODE), ensure_group(KWOK)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="so-simulated-"))
        stack.callback(shutil.rmtree, folder)
        loopback = _find_loopback()
        addresses = Addresses(link="", host=loopback, node=loopback)
        ensure_pki(folder / "pki", addresses)
        kubectl = Kubectl(programs / "kubectl", folder / "pki/admin.kubeconfig")
        plane = ControlPlane(
            addresses,
            durable=False,
            pki=str(folder / "pki"),
            data=str(folder / "etcd"),
            loopback=loopback,
        )
        processes: dict[str, subprocess.Popen[bytes]] = {}
        stack.callback(_end, processes)
        path = f"{programs}:{kwok}:{os.environ['PATH']}"
        for service in _build_services(plane, kubectl.kubeconfig):
            processes[service.name] = _start(service, folder, path)
        cluster = SimulatedCluster(folder, kubectl, processes)
        _wait_until_up(cluster, nodes)
        yield cluster


def _build_services(plane: ControlPlane, admin: Path) -> list[Service]:
    etcd, api_server, controllers, scheduler = build_control_plane(plane)
    api_server = Service(
        api_server.name,
        # A loopback address cannot be an endpoint of a Service, and no pod asks for it.
        (*api_server.argv, "--endpoint-reconciler-type=none"),
        api_server.after,
    )
    nodes = (
        "kwok",
        f"--kubeconfig={admin}",
        "--manage-all-nodes=true",
        "--node-lease-duration-seconds=40",
        f"--node-ip={plane.loopback}",
    )
    may_list = f"kubectl --kubeconfig={admin} get --raw=/readyz &>/dev/null"
    return [etcd, api_server, controllers, scheduler, Service("kwok", nodes, may_list)]


def _start(service: Service, folder: Path, path: str) -> subprocess.Popen[bytes]:
    """Start a program as soon as what it needs is there; it dies with this process."""
    wait = f"until {service.after}; do sleep 0.1; done; " if service.after else ""
    script = f'{wait}exec setpriv --pdeathsig KILL "$@"'
    with (folder / f"{service.name}.log").open("ab") as log:
        return subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "bash", "-c", script, "bash", *service.argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env={"PATH": path, "HOME": str(folder)},
        )


def _wait_until_up(cluster: SimulatedCluster, nodes: int) -> None:
    try:
        wait_until(lambda: _is_up(cluster), _PATIENCE, "the API server is ready")
        manifests = [_build_node(number) for number in range(nodes)]
        cluster.kubectl.apply(json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests}))
        wait_until(lambda: _count_ready(cluster) == nodes, _PATIENCE, "all nodes are Ready")
    except LocalClusterError as error:
        logs = [f"{p.stem}: {_read_end(p)}" for p in sorted(cluster.folder.glob("*.log"))]
        raise LocalClusterError("\n".join([str(error), *logs])) from error


def _is_up(cluster: SimulatedCluster) -> bool:
    for name, process in cluster.processes.items():
        if process.poll() is not None:
            raise LocalClusterError(f"{name} ended with exit code {process.returncode}")
    return cluster.kubectl.is_ready()


def _build_node(number: int) -> dict[str, Any]:
    name = f"simulated-{number}"
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "status": {"allocatable": _ROOM, "capacity": _ROOM},
    }


def _count_ready(cluster: SimulatedCluster) -> int:
    nodes = json.loads(cluster.kubectl.call("get", "nodes", "--output=json"))["items"]
    return sum(
        one["type"] == "Ready" and one["status"] == "True" and "taints" not in node["spec"]
        for node in nodes
        for one in node["status"].get("conditions", [])
    )


def _find_loopback() -> str:
    for number in _PLACES:
        address = _LOOPBACK.format(number)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, API_PORT))
            except OSError:
                continue
            return address
    raise LocalClusterError("no free loopback address for a control plane")


def _end(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """End all, those that others depend on last."""
    for process in reversed(list(processes.values())):
        process.terminate()
        try:
            process.wait(_END_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _read_end(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-5:])
