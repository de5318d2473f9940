"""The inside of an isolation self-test: ``python -m store_orchestrator.isolation_check``.

Runs in a pod of the store's namespace that has the shop's labels and security settings, tries what
a shop must not reach, looks at the rights it has itself, and writes what it found where the
kubelet takes it from. Standard library only and nothing else of this package: it starts in a
moment, and whoever reads it sees all that runs beside a merchant's shop.
"""

import errno
import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

TARGETS_VARIABLE: Final = "ISOLATION_TARGETS"
"""JSON list of [name, host, port]."""

NODE_VARIABLE: Final = "NODE_ADDRESS"
POD_VARIABLE: Final = "POD_ADDRESS"
REPORT_FILE: Final = Path("/dev/termination-log")
KUBELET_PORT: Final = 10250
# The network inside a cluster answers in milliseconds. Policies that refuse with an ICMP message
# are cut down to a few of them per second by the kernel, so some tries get no answer at all.
CONNECT_SECONDS: Final = 1.0
# Network policies reach a new pod a little after it has started: seconds, by the controllers that
# were tried. What is still reachable then is open.
PATIENCE_SECONDS: Final = 10.0
PAUSE_SECONDS: Final = 0.2
_ROOT: Final = Path("/")
_TOKEN_FOLDER: Final = Path("var/run/secrets/kubernetes.io")
# Seccomp mode 2 is a filter: https://docs.kernel.org/filesystems/proc.html, status.
_SECCOMP_FILTER: Final = "2"
_ARP_COMPLETE: Final = 0x2


class Finding(NamedTuple):
    """One check; ``ok`` is True when it is as it should be."""

    name: str
    target: str
    ok: bool
    message: str


class Target(NamedTuple):
    """What must not be reached, by TCP."""

    name: str
    host: str
    port: int


def connect(host: str, port: int, seconds: float) -> str | None:
    """None when a connection was made, otherwise why there was none."""
    try:
        with socket.create_connection((host, port), timeout=seconds):
            return None
    except TimeoutError:
        return "no answer"
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)


def check_refused(target: Target, patience: float, seconds: float) -> Finding:
    """Try until it is refused or the patience ends."""
    ends = time.monotonic() + patience
    address = f"{target.host}:{target.port}"
    while (reason := connect(target.host, target.port, seconds)) is None:
        if time.monotonic() >= ends:
            message = f"it took the connection, still after {patience:.0f} s"
            return Finding(target.name, address, False, message)
        time.sleep(PAUSE_SECONDS)
    return Finding(target.name, address, True, f"refused ({reason})")


def check_own_network(address: str, root: Path = _ROOT) -> Finding:
    """The control: connections can be made here, and the way out is there.

    Without it, a pod whose network is broken would count as isolated.
    """
    with socket.create_server((address, 0)) as server:
        port = server.getsockname()[1]
        reason = connect(address, port, CONNECT_SECONDS)
    target = f"{address}:{port}"
    if reason is not None:
        return Finding("Control", target, False, f"the pod does not reach itself ({reason})")
    gateway = find_gateway((root / "proc/net/route").read_text(encoding="ascii"))
    if gateway is not None and not has_answered(gateway, root):
        return Finding("Control", gateway, False, "the pod's way out of its network is dead")
    return Finding("Control", target, True, "the pod's own network works")


def has_answered(gateway: str, root: Path) -> bool:
    """Whether the gateway answers on the pod's link; a datagram makes the kernel ask."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.connect((gateway, 9))
        datagram.send(b"")
    ends = time.monotonic() + CONNECT_SECONDS
    while time.monotonic() < ends:
        if is_resolved(gateway, (root / "proc/net/arp").read_text(encoding="ascii")):
            return True
        time.sleep(PAUSE_SECONDS / 10)
    return False


def find_gateway(routes: str) -> str | None:
    """The default gateway in the kernel's route table, IPv4; None when there is none."""
    for line in routes.splitlines()[1:]:
        fields = line.split()
        if fields[1] == "00000000" and fields[2] != "00000000":
            return socket.inet_ntoa(int(fields[2], 16).to_bytes(4, sys.byteorder))
    return None


def is_resolved(address: str, neighbours: str) -> bool:
    """Whether the kernel's ARP table knows the hardware address of this one."""
    rows = (line.split() for line in neighbours.splitlines()[1:])
    return any(row[0] == address and int(row[2], 16) & _ARP_COMPLETE for row in rows)


def check_rights(root: Path = _ROOT) -> Iterator[Finding]:
    """What this process could do; it has the security settings of the shop's own containers."""
    lines = (root / "proc/self/status").read_text(encoding="ascii").splitlines()
    status = {key: value.strip() for key, _, value in (line.partition(":") for line in lines)}
    sets = ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")
    held = [name for name in sets if int(status[name], 16)]
    yield _judge("NoCapabilities", "process", not held, f"it has some: {', '.join(held)}")
    filtered = status["Seccomp"] == _SECCOMP_FILTER
    yield _judge("Seccomp", "process", filtered, f"system calls unfiltered ({status['Seccomp']})")
    locked = status["NoNewPrivs"] == "1"
    yield _judge("NoNewPrivileges", "process", locked, "programs may gain rights")
    users = {int(number) for number in status["Uid"].split()}
    yield _judge("NotRoot", f"uid {min(users)}", 0 not in users, "it runs as root")
    token = root / _TOKEN_FOLDER
    yield _judge("NoToken", str(_ROOT / _TOKEN_FOLDER), not token.exists(), "a token is mounted")
    yield _judge("ReadOnlyRoot", "/", not _can_write(root), "a file could be written there")


def _judge(name: str, target: str, ok: bool, fault: str) -> Finding:
    return Finding(name, target, ok, "as it should be" if ok else fault)


def _can_write(folder: Path) -> bool:
    probe = folder / f"isolation-check-{os.getpid()}"
    try:
        probe.touch()
    except OSError:
        return False
    probe.unlink()
    return True


def list_targets(given: Sequence[Sequence[str | int]], node: str) -> list[Target]:
    """The given ones and the kubelet of this pod's node."""
    targets = [Target(str(name), str(host), int(port)) for name, host, port in given]
    return [*targets, Target("Kubelet", node, KUBELET_PORT)]


def run(targets: Sequence[Target], address: str) -> list[Finding]:
    """Make all checks at the same time."""

    def refuse(target: Target) -> Finding:
        return check_refused(target, PATIENCE_SECONDS, CONNECT_SECONDS)

    with ThreadPoolExecutor(len(targets) + 1) as pool:
        control = pool.submit(check_own_network, address)
        return [*pool.map(refuse, targets), *check_rights(), control.result()]


def main(write: Callable[[str], object] = REPORT_FILE.write_text) -> None:
    """Test what the environment names and write a JSON list of [name, target, ok, message]."""
    targets = list_targets(json.loads(os.environ[TARGETS_VARIABLE]), os.environ[NODE_VARIABLE])
    write(json.dumps(run(targets, os.environ[POD_VARIABLE]), separators=(",", ":")))


if __name__ == "__main__":
    main()
