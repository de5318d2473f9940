"""What runs and is mounted on this machine, to see that a cluster leaves nothing behind."""

import re
import subprocess
from dataclasses import dataclass, fields
from pathlib import Path

OURS = re.compile(r"store-orchestrator|containerd-shim|kube-|/kubelet|etcd|traefik")


@dataclass(frozen=True)
class Machine:
    """Sets of what a cluster makes; processes only as far as they could be a cluster's."""

    mounts: frozenset[str]
    links: frozenset[str]
    namespaces: frozenset[str]
    cgroups: frozenset[str]
    firewall: frozenset[str]
    processes: frozenset[str]

    def list_new(self, before: "Machine") -> list[str]:
        """What is here now and was not before, in plain words."""
        return [
            f"{field.name}: {item}"
            for field in fields(self)
            for item in sorted(getattr(self, field.name) - getattr(before, field.name))
        ]


def observe_machine() -> Machine:
    """Look at the kernel's own lists."""
    return Machine(
        mounts=frozenset(
            line.split(" ")[4]
            for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
        ),
        links=frozenset(path.name for path in Path("/sys/class/net").iterdir()),
        namespaces=_lines("ip", "netns", "list"),
        cgroups=frozenset(
            str(path) for path in Path("/sys/fs/cgroup").rglob("*store-orchestrator*")
        ),
        firewall=_lines("iptables-save") | _lines("nft", "list", "tables"),
        processes=_list_processes(),
    )


def _lines(*command: str) -> frozenset[str]:
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rules = (line for line in output.splitlines() if not line.startswith(("#", ":")))
    return frozenset(rules)


def _list_processes() -> frozenset[str]:
    found = set()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            program = (folder / "exe").readlink().name
        except OSError:
            continue  # it ended while we looked, or is a thread of the kernel
        if OURS.search(command) and not program.startswith(("python", "bash", "sh", "make")):
            found.add(f"{folder.name} {command[:120]}")
    return frozenset(found)
