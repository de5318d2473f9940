"""The platform that the end-to-end tests talk to: commands, files and processes of one cluster."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from e2e import tree
from local_cluster import programs

ROOT = tree.ROOT
NAME = "e2e"
INGRESS_PORT = "18080"
OUTPUT = tree.TREE / "build" / NAME
STATE = Path("/var/lib/store-orchestrator") / NAME

T = TypeVar("T")


def cluster_environment() -> dict[str, str]:
    """The environment in which the cluster's driver means the tests' own cluster."""
    sources = os.pathsep.join(str(tree.TREE / name) for name in ("src", "local-cluster"))
    settings = {"CLUSTER": "source", "CLUSTER_NAME": NAME, "INGRESS_PORT": INGRESS_PORT}
    return os.environ | settings | {"PYTHONPATH": sources}


def drive_cluster(*arguments: str, **extra: str) -> None:
    """Run the driver of the copied checkout; its output is the test run's own."""
    subprocess.run(
        [sys.executable, "-m", "local_cluster", *arguments],
        env=cluster_environment() | extra,
        cwd=tree.TREE,
        check=True,
    )


def wait_for(what: str, look: Callable[[], T | None], seconds: float = 120) -> T:
    """What ``look`` returns once it is something; fails with ``what`` when it never is."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")


class LocalhostTransport(httpx2.HTTPTransport):
    """Connects to 127.0.0.1 for every ``*.localhost``, as browsers and curl do (RFC 6761)."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request to loopback; its Host header still names the address asked for."""
        if not request.url.host.endswith(".localhost"):
            return super().handle_request(request)
        # A copy: cookies belong to the address that was asked for.
        sent = httpx2.Request(
            method=request.method,
            url=request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return super().handle_request(sent)


def open_client(base_url: str, token: str | None = None) -> httpx2.Client:
    """An HTTP client of the platform or of a shop."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx2.Client(
        base_url=base_url, headers=headers, timeout=30, transport=LocalhostTransport()
    )


class Secrets(dict[str, str]):
    """Values that no failing test prints: pytest shows the arguments of every frame."""

    def __repr__(self) -> str:
        """The names only."""
        return f"<secrets: {', '.join(self)}>"


@dataclass(frozen=True)
class Platform:
    """A running platform."""

    url: str
    token: str = field(repr=False)
    kubeconfig: Path
    kubectl_binary: Path

    def storectl(self, *arguments: str, code: int = 0, timeout: float = 700) -> str:
        """Standard output of a storectl command that must end with this exit code."""
        result = self.run_storectl(*arguments, timeout=timeout)
        assert result.returncode == code, (
            f"storectl {arguments}: exit {result.returncode}, not {code}\n"
            f"{result.stdout}\n{result.stderr}"
        )
        return result.stdout

    def run_storectl(
        self, *arguments: str, timeout: float = 700, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run storectl as an operator would, with the environment that ``make up`` wrote."""
        settings = {"STORECTL_URL": self.url, "STORECTL_TOKEN": self.token} | environment
        return subprocess.run(
            [ROOT / "bin" / "storectl", *arguments],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def get_store(self, name_or_id: str) -> dict[str, Any]:
        """The store's document."""
        document: dict[str, Any] = json.loads(
            self.storectl("store", "get", name_or_id, "-o", "json")
        )
        return document

    def credentials(self, name: str) -> dict[str, str]:
        """Revealed credentials by name."""
        document = json.loads(self.storectl("store", "credentials", name, "-o", "json"))
        return Secrets({item["name"]: item["value"] for item in document["items"]})

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Standard output of kubectl with the cluster's own kubeconfig."""
        return subprocess.run(
            [self.kubectl_binary, "--kubeconfig", self.kubeconfig, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def ask_kubectl(self, *arguments: str) -> str:
        """What kubectl says, also when it says no by its exit code."""
        result = subprocess.run(
            [self.kubectl_binary, "--kubeconfig", self.kubeconfig, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        return result.stdout + result.stderr

    def kubectl_json(self, *arguments: str) -> dict[str, Any]:
        """The parsed ``-o json`` answer of kubectl."""
        document: dict[str, Any] = json.loads(self.kubectl(*arguments, "-o", "json"))
        return document

    def find_traces(self, key: str) -> list[str]:
        """Every namespace, volume, route and directory on disk that still names this store."""
        listed = self.kubectl("get", "ns,pv,ingress", "-A", "-o", "wide", "--show-labels")
        traces = [line for line in listed.splitlines() if key in line]
        return traces + [str(p) for p in (STATE / "volumes").rglob("*") if key in p.name]


def read_platform() -> Platform:
    """What ``up`` wrote down."""
    lines = (OUTPUT / "storectl.env").read_text(encoding="utf-8").splitlines()
    pairs = (line.removeprefix("export ").partition("=") for line in lines if "=" in line)
    settings = {name: "".join(shlex.split(value)) for name, _, value in pairs}
    return Platform(
        url=settings["STORECTL_URL"],
        token=settings["STORECTL_TOKEN"],
        kubeconfig=OUTPUT / "kubeconfig",
        kubectl_binary=programs.ensure_program("kubectl"),
    )


def find_processes(*words: str) -> list[int]:
    """Host PIDs of processes of the tests' cluster whose command line has all these words."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            cgroup = (folder / "cgroup").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if all(word in command for word in words) and f"store-orchestrator-{NAME}" in cgroup:
            found.append(int(folder.name))
    return found


def find_pod_processes(pod_uid: str, program: str) -> list[int]:
    """Host PIDs, oldest first, of the processes of a pod that run this program."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            name = (folder / "comm").read_text(encoding="utf-8").strip()
            cgroup = (folder / "cgroup").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        if name == program and pod_uid in cgroup:
            found.append(int(folder.name))
    return sorted(found)


def kill_hard(*words: str) -> int:
    """SIGKILL the one process with these words in its command line; its PID."""
    pids = wait_for(f"a process {words}", lambda: find_processes(*words))
    pid = min(pids)
    os.kill(pid, signal.SIGKILL)
    return pid
