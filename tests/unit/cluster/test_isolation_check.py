"""The inside of a self-test, run here against ports and files of the test's own."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store_orchestrator import isolation_check
from store_orchestrator.isolation_check import (
    Target,
    check_own_network,
    check_refused,
    check_rights,
    find_gateway,
    is_resolved,
    main,
)

LOOPBACK = "127.0.0.1"
LOCKED = """Name:\tpython3
Uid:\t10001\t10001\t10001\t10001
CapInh:\t0000000000000000
CapPrm:\t0000000000000000
CapEff:\t0000000000000000
CapBnd:\t0000000000000000
CapAmb:\t0000000000000000
NoNewPrivs:\t1
Seccomp:\t2
"""
ROUTES = "Iface\tDestination\tGateway\tFlags\neth0\t0000F40A\t00000000\t1\n"
DEFAULT_ROUTE = "eth0\t00000000\t0100F40A\t3\n"
NEIGHBOURS = (
    "IP address       HW type     Flags       HW address            Mask     Device\n"
    "10.244.0.1       0x1         0x2         5e:4a:ab:bf:18:11     *        eth0\n"
    "10.244.0.7       0x1         0x0         00:00:00:00:00:00     *        eth0\n"
)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something that takes connections."""
    with socket.create_server((LOOPBACK, 0)) as server:
        yield server


def find_free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_what_takes_connections_to_the_end_is_open(listener: socket.socket) -> None:
    target = Target("OtherStore", LOOPBACK, listener.getsockname()[1])
    finding = check_refused(target, patience=0.3, seconds=1)
    assert not finding.ok
    assert finding.name == "OtherStore"
    assert finding.target == f"{LOOPBACK}:{target.port}"
    assert "took the connection" in finding.message


def test_what_refuses_is_closed() -> None:
    finding = check_refused(Target("Kubelet", LOOPBACK, find_free_port()), patience=5, seconds=1)
    assert finding.ok
    assert finding.message == "refused (ECONNREFUSED)"


def test_what_never_answers_is_closed(listener: socket.socket) -> None:
    # RFC 5737: an address that nothing has.
    finding = check_refused(Target("CloudMetadata", "192.0.2.1", 80), patience=5, seconds=0.1)
    assert finding.ok


def test_a_policy_that_comes_late_is_waited_for(listener: socket.socket) -> None:
    target = Target("OtherStore", LOOPBACK, listener.getsockname()[1])
    taken = threading.Event()

    def enforce() -> None:
        connection, _ = listener.accept()
        connection.close()
        taken.set()
        listener.close()

    late = threading.Thread(target=enforce)
    late.start()
    finding = check_refused(target, patience=30, seconds=1)
    late.join()
    assert taken.is_set(), "the first connection was made"
    assert finding.ok


def write_tree(root: Path, status: str = LOCKED, routes: str = ROUTES) -> Path:
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/net").mkdir()
    (root / "proc/self/status").write_text(status)
    (root / "proc/net/route").write_text(routes)
    (root / "proc/net/arp").write_text(NEIGHBOURS)
    return root


@pytest.mark.parametrize(
    ("line", "instead", "broken"),
    [
        ("CapEff:\t0000000000000000", "CapEff:\t0000000000000400", "NoCapabilities"),
        ("CapBnd:\t0000000000000000", "CapBnd:\t00000000a80425fb", "NoCapabilities"),
        ("Seccomp:\t2", "Seccomp:\t0", "Seccomp"),
        ("NoNewPrivs:\t1", "NoNewPrivs:\t0", "NoNewPrivileges"),
        ("Uid:\t10001\t10001", "Uid:\t10001\t0", "NotRoot"),
    ],
)
def test_every_right_too_many_is_found(
    tmp_path: Path, line: str, instead: str, broken: str
) -> None:
    root = write_tree(tmp_path, LOCKED.replace(line, instead))
    found = [finding.name for finding in check_rights(root) if not finding.ok]
    assert found == [broken, "ReadOnlyRoot"], "the test's own folder can be written"
    assert sorted(path.name for path in root.iterdir()) == ["proc"], "nothing is left behind"


def test_a_mounted_token_is_found(tmp_path: Path) -> None:
    root = write_tree(tmp_path)
    (root / "var/run/secrets/kubernetes.io").mkdir(parents=True)
    assert "NoToken" in [finding.name for finding in check_rights(root) if not finding.ok]


def test_a_folder_that_cannot_be_written_is_read_only(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert not isolation_check._can_write(missing)


def test_the_control_reaches_itself_and_its_way_out(tmp_path: Path) -> None:
    assert check_own_network(LOOPBACK, write_tree(tmp_path)).ok


def test_the_control_fails_where_the_way_out_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation_check, "CONNECT_SECONDS", 0.1)
    root = write_tree(tmp_path, routes=ROUTES + DEFAULT_ROUTE.replace("0100F40A", "0700007F"))
    finding = check_own_network(LOOPBACK, root)
    assert (finding.name, finding.ok) == ("Control", False)


def test_gateway_and_neighbours_are_read_as_the_kernel_writes_them() -> None:
    assert find_gateway(ROUTES) is None
    assert find_gateway(ROUTES + DEFAULT_ROUTE) == "10.244.0.1"
    assert is_resolved("10.244.0.1", NEIGHBOURS)
    assert not is_resolved("10.244.0.7", NEIGHBOURS)
    assert not is_resolved("10.244.0.9", NEIGHBOURS)


def test_the_report_fits_what_a_pod_can_say(
    monkeypatch: pytest.MonkeyPatch, listener: socket.socket
) -> None:
    monkeypatch.setattr(isolation_check, "PATIENCE_SECONDS", 0)
    port = listener.getsockname()[1]
    targets = [["KubernetesApiEndpoint", LOOPBACK, port]] * 16
    monkeypatch.setenv("ISOLATION_TARGETS", json.dumps(targets))
    monkeypatch.setenv("NODE_ADDRESS", LOOPBACK)
    monkeypatch.setenv("POD_ADDRESS", LOOPBACK)
    written: list[str] = []
    started = time.monotonic()
    main(written.append)
    assert time.monotonic() - started < 60, "all at the same time"
    [report] = written
    assert len(report.encode()) < 4096
    findings = json.loads(report)
    assert {tuple(f[:2]) for f in findings} >= {
        ("KubernetesApiEndpoint", f"{LOOPBACK}:{port}"),
        ("Kubelet", f"{LOOPBACK}:10250"),
    }
    assert all(len(finding) == 4 for finding in findings)
