"""What the node needs of the host's kernel: features, control groups, facts about processes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from local_cluster.commands import CommandError, run
from local_cluster.errors import LocalClusterError, UsageError

_CGROUPS = Path("/sys/fs/cgroup")
_CGROUP_CONTROLLERS = ("cpu", "cpuset", "memory", "pids")
# Module -> a path that exists when the kernel has it, loaded or built in.
_MODULES = {
    "overlay": "/sys/module/overlay",
    "br_netfilter": "/proc/sys/net/bridge",
    "nf_conntrack": "/proc/sys/net/netfilter",
}


def require_kernel() -> None:
    """Check rights and kernel features, and load modules that are missing. Raises UsageError."""
    if os.geteuid() != 0:
        raise UsageError(
            "the from-source cluster needs root",
            remedy="Run this as root or with sudo.",
        )
    for module, sign in _MODULES.items():
        if not Path(sign).exists():
            _load_module(module)
    if not _is_unified() and not (_CGROUPS / "memory").is_dir():
        raise UsageError(f"{_CGROUPS} has no memory controller: this machine cannot limit pods")


def _load_module(name: str) -> None:
    try:
        run(["modprobe", name])
    except CommandError as error:
        raise UsageError(
            f"the kernel has no {name}, which pods' networks and file systems need: {error}",
            remedy=f"Load it with: modprobe {name}",
        ) from error


def _is_unified() -> bool:
    return (_CGROUPS / "cgroup.controllers").exists()


def ensure_cgroup(name: str) -> None:
    """Make the control group above all pods, in every hierarchy that pods use."""
    if not _is_unified():
        for hierarchy in _list_hierarchies():
            (hierarchy / name).mkdir(exist_ok=True)
            _fill_cpuset(hierarchy, hierarchy / name)
        return
    group = _CGROUPS / name
    group.mkdir(exist_ok=True)
    for folder in (_CGROUPS, group):
        offered = (folder / "cgroup.controllers").read_text().split()
        wanted = [f"+{one}" for one in _CGROUP_CONTROLLERS if one in offered]
        (folder / "cgroup.subtree_control").write_text(" ".join(wanted))


def _fill_cpuset(parent: Path, group: Path) -> None:
    # A cpuset of version 1 starts empty, and nothing can run in it.
    for setting in ("cpuset.cpus", "cpuset.mems"):
        if (group / setting).exists() and not (group / setting).read_text().strip():
            (group / setting).write_text((parent / setting).read_text())


def remove_cgroup(name: str, *, patience: float = 10) -> None:
    """Remove the control group and all below it; absent is fine.

    Its processes were just killed and may need a moment to go: waits up to `patience` seconds.
    """
    deadline = time.monotonic() + patience
    for top in [*_list_hierarchies(), _CGROUPS]:
        while (top / name).is_dir():
            try:
                _remove_tree(top / name)
            except OSError as error:
                if time.monotonic() > deadline:
                    raise LocalClusterError(f"control group {top / name} stays: {error}") from error
                time.sleep(0.1)


def _remove_tree(group: Path) -> None:
    for child in group.iterdir():
        if child.is_dir():
            _remove_tree(child)
    group.rmdir()


def _list_hierarchies() -> list[Path]:
    """Return the mounted hierarchies of version 1 and the unified one beside them, if hybrid."""
    if _is_unified():
        return []
    return [path for path in _CGROUPS.iterdir() if path.is_dir() and not path.is_symlink()]


@dataclass(frozen=True)
class ProcessId:
    """A process that no later one can be mistaken for: its number, start time and boot."""

    pid: int
    started: str
    boot: str

    def is_running(self) -> bool:
        """Return whether exactly this process still runs."""
        return find_process(self.pid) == self


def find_process(pid: int) -> ProcessId | None:
    """Return the identity of a running process, None when there is none or it is a zombie."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The program's name, in parentheses, may hold anything; fields count from behind it.
    state, *fields = text.rpartition(")")[2].split()
    if state in {"Z", "X"}:
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ProcessId(pid=pid, started=fields[18], boot=boot)


def find_child(pid: int) -> int | None:
    """Return the first child of a process, None when it has none."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(children[0]) if children else None
