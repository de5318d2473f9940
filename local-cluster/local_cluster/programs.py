"""Programs of the node and of the command line, compiled from the pinned Go module."""

from __future__ import annotations

import functools
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local_cluster.cache import building, cache_root, content_key, keep_newest
from local_cluster.commands import CommandError, capture, run
from local_cluster.errors import UsageError
from local_cluster.stages import Stage

MODULE = Path(__file__).resolve().parent.parent
KUBERNETES_VERSION = "v1.34.4"
HELM_VERSION = "v4.0.4"
TRAEFIK_VERSION = "v3.5.3"
KWOK_VERSION = "v0.7.0"
_OLDEST_GO = (1, 24)
# Of all groups together: the present one and the one before it.
_BUILDS_KEPT = 6

_KUBERNETES_NAMES = (
    "kube-apiserver",
    "kube-controller-manager",
    "kube-proxy",
    "kube-scheduler",
    "kubectl",
    "kubelet",
)


@dataclass(frozen=True)
class ProgramGroup:
    """Programs compiled by one call of the Go compiler, which so share their packages."""

    name: str
    title: str
    packages: tuple[str, ...]
    folder: Path = MODULE
    # What `go build` calls a program -> what it is called here.
    renamed: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    # Go variables that hold a version -> the version; what all groups share is in _linker_flags.
    versions: tuple[tuple[str, str], ...] = ()


# Helm comes first and alone: the platform's image needs it while the rest still compiles.
HELM = ProgramGroup("helm", "Helm", ("helm.sh/helm/v4/cmd/helm",))
NODE = ProgramGroup(
    "node",
    "Kubernetes",
    (
        "./cmd/...",
        "github.com/containernetworking/plugins/plugins/ipam/host-local",
        "github.com/containernetworking/plugins/plugins/main/bridge",
        "github.com/containernetworking/plugins/plugins/main/loopback",
        "github.com/containernetworking/plugins/plugins/meta/portmap",
        "go.etcd.io/etcd/server/v3",
        "sigs.k8s.io/metrics-server/cmd/metrics-server",
    ),
    renamed=(("server", "etcd"),),
    links=tuple((name, "kubernetes") for name in _KUBERNETES_NAMES),
)

TRAEFIK = ProgramGroup(
    "traefik", "Traefik", ("github.com/traefik/traefik/v3/cmd/traefik",), folder=MODULE / "traefik"
)

# Simulates nodes whose pods run nothing: benchmarks of scale only.
KWOK = ProgramGroup(
    "kwok",
    "kwok",
    ("sigs.k8s.io/kwok/cmd/kwok",),
    folder=MODULE / "kwok",
    versions=(("sigs.k8s.io/kwok/pkg/consts.Version", KWOK_VERSION),),
)


def is_compiled(group: ProgramGroup) -> bool:
    """Return whether the group is in the cache. Raises UsageError when Go is missing or too old."""
    return _get_folder(group).exists()


def ensure_group(group: ProgramGroup, stage: Stage | None = None) -> Path:
    """Return the folder of the group's programs, compiled when they are not in the cache.

    Raises UsageError when Go is missing or too old, CommandError when the compiler fails.
    """
    target = _get_folder(group)
    if not target.exists():
        with building(target) as made:
            if not target.exists():
                _compile(group, made, stage)
        keep_newest(target.parent, _BUILDS_KEPT)
    os.utime(target)
    return target


def ensure_program(name: str) -> Path:
    """Return the path of one program, such as `helm` or `kubectl`. Raises KeyError for others."""
    if name == "helm":
        return ensure_group(HELM) / "helm"
    path = ensure_group(NODE) / name
    if not path.exists():
        raise KeyError(name)
    return path


def _get_folder(group: ProgramGroup) -> Path:
    version = _get_go_version()
    sources = [group.folder / "go.mod", group.folder / "go.sum"]
    if group is NODE:
        sources.append(MODULE / "cmd")
    key = content_key(sources, version, *group.packages, " ".join(_linker_flags(group)))
    return cache_root() / "programs" / f"{group.name}-{key}"


def _compile(group: ProgramGroup, made: Path, stage: Stage | None) -> None:
    made.mkdir()
    log = stage.log if stage else cache_root() / "logs" / f"go-{group.name}.log"
    argv = ["go", "build", "-v", "-o", f"{made}/", "-ldflags", " ".join(_linker_flags(group))]
    environment = {
        "CGO_ENABLED": "0",
        "GOFLAGS": "-trimpath -mod=readonly -buildvcs=false",
        "GOWORK": "off",
    }
    with _counting(stage):
        run([*argv, *group.packages], log=log, cwd=group.folder, env=environment)
    for built, name in group.renamed:
        (made / built).rename(made / name)
    for name, target in group.links:
        (made / name).symlink_to(target)


def _linker_flags(group: ProgramGroup) -> list[str]:
    major, minor, _ = KUBERNETES_VERSION.lstrip("v").split(".")
    values = {
        "k8s.io/component-base/version.gitVersion": KUBERNETES_VERSION,
        "k8s.io/component-base/version.gitMajor": major,
        "k8s.io/component-base/version.gitMinor": minor,
        "helm.sh/helm/v4/internal/version.version": HELM_VERSION,
        "github.com/traefik/traefik/v3/pkg/version.Version": TRAEFIK_VERSION,
        **dict(group.versions),
    }
    return ["-s", "-w", *(f"-X {name}={value}" for name, value in values.items())]


@functools.cache
def _get_go_version() -> str:
    remedy = "Install Go 1.24 or newer and put its bin folder on PATH."
    try:
        text = capture(["go", "env", "GOVERSION"], cwd=MODULE).strip()
    except CommandError as error:
        raise UsageError(f"Go cannot be run: {error}", remedy=remedy) from error
    found = re.match(r"go(\d+)\.(\d+)", text)
    if not found or (int(found[1]), int(found[2])) < _OLDEST_GO:
        raise UsageError(f"Go is too old: {text}", remedy=remedy)
    return text


@contextmanager
def _counting(stage: Stage | None) -> Iterator[None]:
    """Say every minute how many packages are compiled: `go build -v` logs one line for each."""
    finished = threading.Event()

    def report() -> None:
        while stage and not finished.wait(60):
            count = len(stage.log.read_text(errors="replace").splitlines())
            stage.note(f"{count} packages compiled")

    thread = threading.Thread(target=report, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
