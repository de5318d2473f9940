"""Buildah with a storage of its own in the cache, which leaves nothing mounted or running."""

from __future__ import annotations

import fcntl
import resource
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_cluster.cache import cache_root
from local_cluster.commands import CommandError, capture, run
from local_cluster.images.archive import write_archive
from local_cluster.images.debian import find_proxy
from local_cluster.images.isolation import build_isolation

# Vite opens more files at once than the 1024 that buildah gives a build by default.
_MOST_OPEN_FILES = 65536


@dataclass(frozen=True)
class ImageBuild:
    """One call of `buildah build`."""

    reference: str
    containerfile: Path
    context: Path
    arguments: Mapping[str, str]
    contexts: Mapping[str, Path]
    offline: bool
    """Built in a network namespace with nothing but a loopback device."""


@dataclass(frozen=True)
class Buildah:
    """Buildah on one storage; see `open_buildah`."""

    root: Path
    scratch: Path
    """Folder for what lasts no longer than this use of the storage."""
    driver: str

    def has(self, reference: str) -> bool:
        """Say whether the storage holds an image of this name."""
        names = capture(self._command("images", "--format", "{{.Name}}:{{.Tag}}")).split()
        return reference in names

    def build(self, build: ImageBuild, log: Path) -> None:
        """Build an image from its Containerfile. Raises CommandError."""
        argv = ["build", "--isolation", "chroot", "--network", "host", "--pull-never", "--layers"]
        argv += ["--ulimit", f"nofile={_count_open_files()}", "--tag", build.reference]
        for name, value in build.arguments.items():
            argv += ["--build-arg", f"{name}={value}"]
        for name, folder in build.contexts.items():
            argv += ["--build-context", f"{name}={folder}"]
        argv += ["--file", str(build.containerfile), str(build.context)]
        run(self._command(*argv, offline=build.offline), log=log, env=find_proxy())

    def pull(self, reference: str, log: Path) -> None:
        """Fetch an image from a registry. Raises CommandError."""
        run(self._command("pull", reference), log=log)

    def load(self, archive: Path, log: Path) -> None:
        """Take an image back from an archive that `save` wrote. Raises CommandError."""
        run(self._command("pull", f"oci-archive:{archive}"), log=log)

    def save(self, reference: str, archive: Path, log: Path) -> None:
        """Write an image as an OCI archive. Raises CommandError."""
        layout = self.scratch / "layout"
        run(self._command("push", reference, f"oci:{layout}:{reference}"), log=log)
        write_archive(layout, reference, archive)
        shutil.rmtree(layout)

    def remove_others(self, wanted: str) -> None:
        """Remove the images of the same name as `wanted` that are older builds."""
        name = wanted.rpartition(":")[0]
        listed = capture(self._command("images", "--format", "{{.Name}}:{{.Tag}}")).split()
        stale = [entry for entry in listed if entry.rpartition(":")[0] == name and entry != wanted]
        if stale:
            capture(self._command("rmi", *stale))
        capture(self._command("rmi", "--prune"))

    def remove_containers(self) -> None:
        """Remove what a build that was killed has left."""
        if capture(self._command("containers", "--quiet")).strip():
            capture(self._command("rm", "--all"))

    def _command(self, *arguments: str, offline: bool = False) -> list[str]:
        return [
            *build_isolation(offline=offline),
            "buildah",
            *("--root", str(self.root), "--runroot", str(self.scratch / "run")),
            *("--storage-driver", self.driver),
            *arguments,
        ]


@contextmanager
def open_buildah() -> Iterator[Buildah]:
    """Yield buildah on the cache's storage, alone: a second driver waits until the first is done.

    What a killed build left behind is removed first.
    """
    root, scratch = cache_root() / "buildah", cache_root() / "buildah-scratch"
    root.mkdir(parents=True, exist_ok=True)
    with (cache_root() / "buildah.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if scratch.exists():
            shutil.rmtree(scratch)
        scratch.mkdir()
        buildah = Buildah(root, scratch, _choose_driver(root, scratch))
        buildah.remove_containers()
        yield buildah
        shutil.rmtree(scratch)


def _choose_driver(root: Path, scratch: Path) -> str:
    # Overlay is several times faster, but refused on top of another overlay (in containers).
    # A storage keeps the driver it was made with.
    for driver in ("overlay", "vfs"):
        if (root / f"{driver}-images").exists():
            return driver
    probe = Buildah(root, scratch, "overlay")
    try:
        probe.remove_containers()
    except CommandError:
        shutil.rmtree(root)
        root.mkdir()
        return "vfs"
    return "overlay"


def _count_open_files() -> int:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return _MOST_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_OPEN_FILES)
