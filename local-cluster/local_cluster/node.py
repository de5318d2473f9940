"""The node: starting it in its own namespaces, observing it, ending it without a trace."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from local_cluster.cache import content_key
from local_cluster.commands import CommandError, capture, run
from local_cluster.errors import LocalClusterError, UsageError
from local_cluster.files import write_file
from local_cluster.kernel import (
    ProcessId,
    ensure_cgroup,
    find_child,
    find_process,
    remove_cgroup,
)
from local_cluster.layout import Addresses, Layout

_BOOT = Path(__file__).resolve().parent.parent / "node" / "boot.sh"
_PATIENCE = 10.0
_PAUSE = 0.05


@dataclass(frozen=True)
class NodePlan:
    """Everything that a start of the node needs."""

    layout: Layout
    addresses: Addresses
    programs: Path
    ingress_port: int
    files: Mapping[str, str]
    """Configuration and service scripts: path below the node's /run -> content."""

    @property
    def key(self) -> str:
        """Changes when the node would be another one, so that it must be started anew."""
        return content_key(
            [_BOOT], str(self.programs), str(self.addresses), json.dumps(dict(self.files))
        )


def observe_node(layout: Layout) -> ProcessId | None:
    """Return the node's first process, None when the node does not run."""
    record = _find_record(layout)
    return record.process if record and record.process.is_running() else None


def get_node_key(layout: Layout) -> str:
    """Return the key of the configuration that the node was started with, empty when never."""
    record = _find_record(layout)
    return record.key if record else ""


def start_node(plan: NodePlan) -> None:
    """Start the node, which must not run.

    Raises UsageError when the ingress' port is taken, LocalClusterError when the node ends at once.
    """
    layout = plan.layout
    require_free_port(plan.ingress_port)
    ensure_cgroup(layout.cgroup)
    _write_folders(plan)
    process = _launch(plan)
    _wait_until_up(layout, process)


def stop_node(layout: Layout) -> None:
    """End every process of the node and remove what it left; does nothing when there is none.

    Shops get a moment to stop by themselves first, so that databases close their files.
    """
    process = observe_node(layout)
    if process is not None:
        _stop_pods(layout)
        os.kill(process.pid, signal.SIGKILL)
        _wait_until_gone(process)
    remove_cgroup(layout.cgroup)
    if layout.run.exists():
        shutil.rmtree(layout.run)


def remove_state(layout: Layout) -> None:
    """Remove the stores' data, certificates and images of a stopped node."""
    if layout.state.exists():
        shutil.rmtree(layout.state)


@dataclass(frozen=True)
class _Record:
    """What the driver noted when it started the node."""

    process: ProcessId
    key: str


def _find_record(layout: Layout) -> _Record | None:
    try:
        text = (layout.run / "node.json").read_text()
    except FileNotFoundError:
        return None
    document = json.loads(text)
    return _Record(ProcessId(**document["process"]), str(document["key"]))


def _write_folders(plan: NodePlan) -> None:
    (plan.layout.run / "root").mkdir(parents=True, exist_ok=True)
    for path, text in plan.files.items():
        write_file(plan.layout.run / "run" / path, text, mode=0o755)
    plan.layout.state.chmod(0o700)
    for folder in ("log/services", "lib", "tmp"):
        (plan.layout.state / "var" / folder).mkdir(parents=True, exist_ok=True)
    # Volumes are open to every user of a pod, so the folder above them is closed on the host.
    plan.layout.volumes.mkdir(exist_ok=True, mode=0o700)


def _launch(plan: NodePlan) -> ProcessId:
    layout, addresses = plan.layout, plan.addresses
    log = layout.state / "var/log/node.log"
    argv = [
        *("unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--"),
        *(str(_BOOT), str(layout.run), str(layout.state), str(plan.programs)),
        *(addresses.link, addresses.host, addresses.node),
    ]
    with log.open("ab") as output:
        outside = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
        )
    process = _wait_for_first_process(outside)
    record = _Record(process, plan.key)
    write_file(layout.run / "node.json", json.dumps(asdict(record)))
    # Only now may it make anything: were this driver killed before, it would end by itself.
    if outside.stdin is None:
        raise LocalClusterError("the node has no input to wait on")
    outside.stdin.write(b"go\n")
    outside.stdin.close()
    return process


def _wait_for_first_process(outside: subprocess.Popen[bytes]) -> ProcessId:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and outside.poll() is None:
        child = find_child(outside.pid)
        process = find_process(child) if child else None
        if process:
            return process
        time.sleep(_PAUSE)
    outside.kill()
    raise LocalClusterError(
        "the node's namespaces could not be made",
        remedy="This needs root with CAP_SYS_ADMIN and CAP_NET_ADMIN (in a container: privileged).",
    )


def _wait_until_up(layout: Layout, process: ProcessId) -> None:
    control = layout.run / "run/services/.s6-svscan/control"
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if not process.is_running():
            break
        if control.exists():
            return
        time.sleep(_PAUSE)
    log = layout.state / "var/log/node.log"
    lines = log.read_text(errors="replace").splitlines()[-5:]
    raise LocalClusterError("\n    ".join([f"the node did not come up (log: {log})", *lines]))


def _wait_until_gone(process: ProcessId) -> None:
    deadline = time.monotonic() + 3 * _PATIENCE
    while process.is_running():
        if time.monotonic() > deadline:
            raise LocalClusterError(f"process {process.pid} does not end after SIGKILL")
        time.sleep(_PAUSE)


def _stop_pods(layout: Layout) -> None:
    """Ask every container to end and wait a little; the kubelet is stopped so none comes back."""
    kubelet = layout.run / "run/services/kubelet"
    try:
        run(["s6-svc", "-wd", "-T", "5000", "-d", kubelet])
        deadline = time.monotonic() + _PATIENCE
        running = _list_running(layout)
        for container in running:
            _signal_container(layout, container)
        while running and time.monotonic() < deadline:
            time.sleep(2 * _PAUSE)
            running = _list_running(layout)
    except CommandError as error:
        # The node may be half dead; ending it is still right, and databases survive a crash.
        print(f"pods could not be asked to stop: {error}", file=sys.stderr)  # noqa: T201


def _list_running(layout: Layout) -> list[str]:
    lines = capture([*_ctr(layout), "tasks", "list"]).splitlines()[1:]
    return [line.split()[0] for line in lines if line.split()[-1] == "RUNNING"]


def _signal_container(layout: Layout, container: str) -> None:
    try:
        run([*_ctr(layout), "tasks", "kill", "--signal", "SIGTERM", container])
    except CommandError as error:
        # It may have ended since it was listed.
        if "not found" not in str(error):
            raise


def _ctr(layout: Layout) -> list[str]:
    return ["ctr", "--address", str(layout.containerd_socket), "--namespace", "k8s.io"]


def require_free_port(port: int) -> None:
    """Raise UsageError when something else listens on 127.0.0.1:port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise UsageError(
                f"127.0.0.1:{port} is taken: {error.strerror}",
                remedy="Stop what listens there, or choose another port: make up INGRESS_PORT=8081",
            ) from error
