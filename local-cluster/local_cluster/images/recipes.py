"""What each image is made of: the sources that its key covers, and how its build is called."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from local_cluster.cache import content_key
from local_cluster.images import charts, debian, parts, plugin
from local_cluster.images.storage import ImageBuild
from local_cluster.layout import CHECKOUT
from local_cluster.programs import ensure_program

IMAGES = CHECKOUT / "images"
_PREFIX = "localhost/store-orchestrator"
_OWN = "own"

_ARGUMENT = re.compile(r"^ARG (\w+)$", re.MULTILINE)


@dataclass(frozen=True)
class _Recipe:
    sources: Callable[[], Sequence[Path]]
    prepare: Callable[[Path, Path], dict[str, Path]]
    """Takes an empty folder and a log; returns build contexts by name.

    The one called _OWN replaces the folder of the Containerfile.
    """
    salt: Callable[[], str] = str
    offline: bool = False
    find_absence: Callable[[], str] = str
    """Returns why the image cannot be made here, as a sentence; empty when it can."""
    find_remark: Callable[[], str] = str
    """Returns what the user should know of the sources; empty when there is nothing."""


def list_parents() -> dict[str, tuple[str, ...]]:
    """Return image -> images that it is built from, every parent before its children.

    Images are the folders with a Containerfile; it takes each image that it is built from as an
    argument: `ARG BASE` for the image base. So a new image needs no line of code.
    """
    names = sorted(path.parent.name for path in IMAGES.glob("*/Containerfile"))
    parents = {name: _read_parents(name, names) for name in names}
    return {name: parents[name] for name in TopologicalSorter(parents).static_order()}


def find_public_base() -> str:
    """Return the image that BASE names, to be used instead of a base built here; may be empty."""
    return os.environ.get("BASE", "").strip()


def find_absence(name: str) -> str:
    """Return why an image cannot be made here, as a sentence for people; empty when it can.

    Fetches what is not in the cache.
    """
    reasons = (find_absence(parent) for parent in list_parents()[name])
    return _get_recipe(name).find_absence() or next(filter(None, reasons), "")


def find_remark(name: str) -> str:
    """Return what the user should know of an image's sources; empty when there is nothing."""
    return _get_recipe(name).find_remark()


def derive_reference(name: str) -> str:
    """Return the name of an image, which its sources and those of its parents decide.

    Compiles Helm when the platform's image is asked for and Helm is not in the cache.
    """
    if name == "base" and find_public_base():
        return find_public_base()
    recipe = _get_recipe(name)
    parents = [derive_reference(parent) for parent in list_parents()[name]]
    key = content_key(recipe.sources(), platform.machine(), recipe.salt(), *parents)
    return f"{_PREFIX}/{name}:{key}"


def prepare_build(name: str, reference: str, folder: Path, log: Path) -> ImageBuild:
    """Return what `buildah build` needs for an image; some of it is prepared in `folder`.

    Raises CommandError when a program that prepares it fails.
    """
    recipe = _get_recipe(name)
    contexts = recipe.prepare(folder, log)
    return ImageBuild(
        reference=reference,
        containerfile=IMAGES / name / "Containerfile",
        context=contexts.pop(_OWN, IMAGES / name),
        arguments={_name_argument(p): derive_reference(p) for p in list_parents()[name]},
        contexts=contexts,
        offline=recipe.offline,
    )


def _read_parents(name: str, images: Sequence[str]) -> tuple[str, ...]:
    arguments = _ARGUMENT.findall((IMAGES / name / "Containerfile").read_text())
    return tuple(image for image in images if _name_argument(image) in arguments)


def _name_argument(image: str) -> str:
    return image.upper().replace("-", "_")


def _get_recipe(name: str) -> _Recipe:
    return _RECIPES.get(name) or _Recipe(_list_folder(name), _prepare_nothing)


def _list_folder(name: str) -> Callable[[], list[Path]]:
    return lambda: [IMAGES / name]


def _prepare_base(folder: Path, log: Path) -> dict[str, Path]:
    debian.write_root_file_system(folder / "root.tar", IMAGES / "base/dpkg.cfg", log)
    return {_OWN: folder}


def _prepare_nothing(_folder: Path, _log: Path) -> dict[str, Path]:
    return {}


def _prepare_medusa(_folder: Path, log: Path) -> dict[str, Path]:
    return {"modules": parts.ensure_medusa_modules(log)}


def _prepare_woocommerce(folder: Path, _log: Path) -> dict[str, Path]:
    return {"plugin": plugin.unpack_plugin(plugin.ensure_plugin(), folder)}


def _find_plugin_absence() -> str:
    try:
        plugin.ensure_plugin()
    except plugin.PluginAbsent as reason:
        return str(reason)
    return ""


def _prepare_platform(folder: Path, log: Path) -> dict[str, Path]:
    charts.package_charts(folder / "charts", pattern=charts.STORES)
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
    # The template database and the code cache are made without any network, so they cannot
    # depend on one.
    "medusa": _Recipe(_list_folder("medusa"), _prepare_medusa, offline=True),
    "platform": _Recipe(_list_platform_sources, _prepare_platform, _derive_helm_key),
    "woocommerce": _Recipe(
        _list_folder("woocommerce"),
        _prepare_woocommerce,
        lambda: plugin.ensure_plugin().digest,
        find_absence=_find_plugin_absence,
        find_remark=lambda: plugin.ensure_plugin().remark,
    ),
}
"""What is special about images; every other one is made of nothing but its folder."""
