"""The Debian base image: which archives it comes from, and how it is made."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from local_cluster.commands import capture, run
from local_cluster.images.isolation import build_isolation

SUITE = "trixie"

_FORMAT = "$(ORIGIN)|$(LABEL)|$(REPO_URI)"


def list_sources() -> list[str]:
    """Return sources of SUITE at the mirrors that this machine's own apt uses.

    Empty where there is no apt: mmdebstrap then takes its built-in default.
    """
    if shutil.which("apt-get") is None:
        return []
    targets = capture(
        ["apt-get", "indextargets", "--format", _FORMAT, "Created-By: Packages", "Component: main"]
    )
    return build_sources(targets.splitlines())


def build_sources(targets: Iterable[str]) -> list[str]:
    """Return sources.list lines of SUITE for apt index targets `origin|label|uri`.

    Only Debian's own archives count. Empty when the main archive is not among them, for the
    security archive alone makes no system.
    """
    mirrors: dict[str, str] = {}
    for target in targets:
        origin, label, uri = target.split("|", 2)
        if origin == "Debian":
            mirrors.setdefault(label, uri)
    if "Debian" not in mirrors:
        return []
    lines = [
        f"deb {mirrors['Debian']} {SUITE} main",
        f"deb {mirrors['Debian']} {SUITE}-updates main",
    ]
    if "Debian-Security" in mirrors:
        lines.append(f"deb {mirrors['Debian-Security']} {SUITE}-security main")
    return lines


def write_root_file_system(target: Path, dpkg_options: Path, log: Path) -> None:
    """Write a minimal Debian of SUITE as a tar file. Raises CommandError when that fails."""
    program = ["mmdebstrap", "--variant=minbase", f"--dpkgopt={dpkg_options}"]
    argv = [*build_isolation(), *program, SUITE, str(target)]
    sources = "\n".join(list_sources())
    environment = {**find_proxy(), "TMPDIR": str(target.parent)}
    # "-" reads the sources from standard input.
    run([*argv, "-"] if sources else argv, log=log, stdin=sources.encode(), env=environment)


def find_proxy() -> dict[str, str]:
    """Return `http_proxy` from apt's configuration, for programs that do not read that."""
    if shutil.which("apt-config") is None:
        return {}
    line = capture(["apt-config", "shell", "PROXY", "Acquire::http::Proxy"]).strip()
    proxy = line.removeprefix("PROXY=").strip("'\"")
    return {"http_proxy": proxy} if proxy else {}
