"""What goes into images and is prepared on this machine: npm and Python packages."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from local_cluster.cache import building, cache_root, content_key, keep_newest
from local_cluster.commands import run
from local_cluster.layout import CHECKOUT

# The Python of the base image's suite; the platform's Containerfile fails when it is another.
PYTHON_VERSION = "3.13"

# Newest first: pip takes the first that a project has published.
_LINUX_TAGS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_17", "manylinux2014")
_KEPT = 2


def ensure_medusa_modules(log: Path) -> Path:
    """Return node_modules of the Medusa shop. Raises CommandError when npm fails."""
    app, script = (
        CHECKOUT / "images/medusa/app",
        CHECKOUT / "images/medusa/build/prepare-modules.js",
    )
    sources = [app / "package.json", app / "package-lock.json", script]
    target = _target("medusa-modules", sources, platform.machine())
    with building(target) as made:
        if not target.exists():
            made.mkdir()
            for source in sources[:2]:
                shutil.copy2(source, made)
            _install_node_packages(made, log, "--omit=peer", "--legacy-peer-deps")
            run(["node", script, made / "node_modules"], log=log)
    _keep(target)
    return target / "node_modules"


def ensure_dashboard(log: Path) -> Path:
    """Return the built dashboard. Raises CommandError when npm or the build fails."""
    sources = list_dashboard_sources(CHECKOUT / "dashboard")
    target = _target("dashboard", sources)
    with building(target) as made:
        if not target.exists():
            work = made.parent / "work"
            _copy(sources, work)
            _install_node_packages(work, log)
            run(["npm", "run", "build"], log=log, cwd=work)
            (work / "dist").rename(made)
    _keep(target)
    return target


def list_dashboard_sources(folder: Path) -> list[Path]:
    """Return what the dashboard is built from: all but what was built, installed or hidden."""
    left_out = {"node_modules", "dist", "tests", "coverage"}
    entries = (entry for entry in folder.iterdir() if not entry.name.startswith("."))
    return sorted(entry for entry in entries if entry.name not in left_out)


def ensure_python_packages(log: Path) -> Path:
    """Return a folder of the platform's run-time packages, for the image's Python.

    Raises CommandError when pip cannot get one of them as a binary for this machine.
    """
    requirements = CHECKOUT / "requirements/runtime.txt"
    options = build_pip_options(platform.machine())
    target = _target("python-packages", [requirements], *options)
    with building(target) as made:
        if not target.exists():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"]
            run([*pip, *options, "--requirement", requirements, "--target", made], log=log)
    _keep(target)
    return target


def build_pip_options(machine: str) -> list[str]:
    """Return pip's options that choose wheels for the image instead of for this Python."""
    tags = [f"--platform={tag}_{machine}" for tag in _LINUX_TAGS]
    python = [f"--python-version={PYTHON_VERSION}", "--implementation=cp"]
    return ["--require-hashes", "--only-binary=:all:", "--no-deps", *python, *tags]


def _install_node_packages(folder: Path, log: Path, *options: str) -> None:
    argv = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", *options]
    # Builds read the packages as another user.
    run(["sh", "-c", 'umask 022 && exec "$@"', "sh", *argv], log=log, cwd=folder)


def _copy(sources: Sequence[Path], target: Path) -> None:
    target.mkdir()
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, target / source.name)
        else:
            shutil.copy2(source, target)


def _target(kind: str, sources: Sequence[Path], *salt: str) -> Path:
    return cache_root() / "parts" / kind / content_key(sources, *salt)


def _keep(target: Path) -> None:
    os.utime(target)
    keep_newest(target.parent, _KEPT)
