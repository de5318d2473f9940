"""What each image is made of: the sources that its key covers, and how its build is called."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from local_cluster.cache import content_key
from local_cluster.images import debian, parts
from local_cluster.images.storage import ImageBuild
from local_cluster.layout import CHECKOUT
from local_cluster.programs import ensure_program

IMAGES = CHECKOUT / "images"
_PREFIX = "localhost/store-orchestrator"
_OWN = "own"

PARENTS: dict[str, tuple[str, ...]] = {
    "base": (),
    "postgresql": ("base",),
    "medusa": ("base", "postgresql"),
    "platform": ("base",),
}
"""Image -> images that it is built from, which its Containerfile takes as arguments."""


@dataclass(frozen=True)
class _Recipe:
    sources: Callable[[], Sequence[Path]]
    prepare: Callable[[Path, Path], dict[str, Path]]
    """Takes an empty folder and a log; returns build contexts by name.

    The one called _OWN replaces the folder of the Containerfile.
    """
    salt: Callable[[], str] = str
    offline: bool = False


def find_public_base() -> str:
    """Return the image that BASE names, to be used instead of a base built here; may be empty."""
    return os.environ.get("BASE", "").strip()


def derive_reference(name: str) -> str:
    """Return the name of an image, which its sources and those of its parents decide.

    Compiles Helm when the platform's image is asked for and Helm is not in the cache.
    """
    if name == "base" and find_public_base():
        return find_public_base()
    recipe = _RECIPES[name]
    parents = [derive_reference(parent) for parent in PARENTS[name]]
    key = content_key(recipe.sources(), platform.machine(), recipe.salt(), *parents)
    return f"{_PREFIX}/{name}:{key}"


def prepare_build(name: str, reference: str, folder: Path, log: Path) -> ImageBuild:
    """Return what `buildah build` needs for an image; some of it is prepared in `folder`.

    Raises CommandError when a program that prepares it fails.
    """
    recipe = _RECIPES[name]
    contexts = recipe.prepare(folder, log)
    return ImageBuild(
        reference=reference,
        containerfile=IMAGES / name / "Containerfile",
        context=contexts.pop(_OWN, IMAGES / name),
        arguments={parent.upper(): derive_reference(parent) for parent in PARENTS[name]},
        contexts=contexts,
        offline=recipe.offline,
    )


def _list_folder(name: str) -> Callable[[], list[Path]]:
    return lambda: [IMAGES / name]


def _prepare_base(folder: Path, log: Path) -> dict[str, Path]:
    debian.write_root_file_system(folder / "root.tar", IMAGES / "base/dpkg.cfg", log)
    return {_OWN: folder}


def _prepare_nothing(_folder: Path, _log: Path) -> dict[str, Path]:
    return {}


def _prepare_medusa(_folder: Path, log: Path) -> dict[str, Path]:
    return {"modules": parts.ensure_medusa_modules(log)}


def _prepare_platform(folder: Path, log: Path) -> dict[str, Path]:
    parts.write_charts(CHECKOUT / "charts", folder / "charts")
    return {
        "charts": folder / "charts",
        "dashboard": parts.ensure_dashboard(log),
        "helm": ensure_program("helm").parent,
        "packages": parts.ensure_python_packages(log),
        "source": CHECKOUT / "src",
    }


def _list_platform_sources() -> list[Path]:
    return [
        IMAGES / "platform",
        CHECKOUT / "src/store_orchestrator",
        CHECKOUT / "requirements/runtime.txt",
        *sorted((CHECKOUT / "charts").glob("store-*")),
        *parts.list_dashboard_sources(CHECKOUT / "dashboard"),
    ]


def _derive_helm_key() -> str:
    return f"{ensure_program('helm').parent.name} python{parts.PYTHON_VERSION}"


_RECIPES = {
    "base": _Recipe(_list_folder("base"), _prepare_base, lambda: debian.SUITE),
    "postgresql": _Recipe(_list_folder("postgresql"), _prepare_nothing),
    # The template database and the code cache are made without any network, so they cannot
    # depend on one.
    "medusa": _Recipe(_list_folder("medusa"), _prepare_medusa, offline=True),
    "platform": _Recipe(_list_platform_sources, _prepare_platform, _derive_helm_key),
}
