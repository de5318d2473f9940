"""Debian packages that the local cluster needs."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from local_cluster.cache import cache_root
from local_cluster.commands import run
from local_cluster.errors import UsageError

_APT_ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
# Another apt may be at work (unattended upgrades): wait for it instead of failing.
_APT = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
# The node runs a containerd of its own; the one that the package starts would only take memory.
_UNWANTED_SERVICES = {"containerd": "containerd.service"}


def ensure_debian_packages(packages: Mapping[str, str]) -> None:
    """Install those of `packages` (name -> what it is for) that are not installed.

    Missing ones are announced by name first. Raises UsageError when this is not Debian or the
    rights are missing, CommandError when apt fails.
    """
    with _installer_lock():
        missing = {name: why for name, why in packages.items() if not _is_installed(name)}
        if not missing:
            return
        _announce(missing)
        _require_apt(missing)
        _install(list(missing))


def _announce(missing: Mapping[str, str]) -> None:
    console = Console(stderr=True)
    console.print("Installing Debian packages:", highlight=False)
    for name, why in missing.items():
        console.print(f"  {name}: {why}", highlight=False)


def _require_apt(missing: Mapping[str, str]) -> None:
    names = " ".join(missing)
    if shutil.which("apt-get") is None:
        raise UsageError(
            f"these programs are missing, and this system has no apt-get: {names}",
            remedy="Install what provides them with your system's package manager.",
        )
    if os.geteuid() != 0:
        raise UsageError(
            f"packages are missing and only root may install them: {names}",
            remedy=f"Run this as root or with sudo, or first: sudo apt-get install {names}",
        )


def _install(names: list[str]) -> None:
    log = cache_root() / "logs" / "packages.log"
    run([*_APT, "update"], log=log, env=_APT_ENVIRONMENT)
    install = [*_APT, "install", "--yes", "--no-install-recommends", *names]
    run(install, log=log, env=_APT_ENVIRONMENT)
    for name in names:
        if name in _UNWANTED_SERVICES and Path("/run/systemd/system").exists():
            run(["systemctl", "disable", "--now", _UNWANTED_SERVICES[name]], log=log)


def _is_installed(name: str) -> bool:
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", name]
    try:
        done = subprocess.run(query, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return done.stdout == b"installed"


@contextmanager
def _installer_lock() -> Iterator[None]:
    # The lanes of `up` may both find packages missing.
    path = cache_root() / "locks" / "packages"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
