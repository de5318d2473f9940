"""Building images in order, only those whose sources changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from local_cluster.cache import building, cache_root, keep_newest
from local_cluster.errors import LocalClusterError, UsageError
from local_cluster.images.recipes import (
    PARENTS,
    derive_reference,
    find_public_base,
    prepare_build,
)
from local_cluster.images.storage import Buildah, open_buildah
from local_cluster.packages import ensure_debian_packages
from local_cluster.stages import Stage, Stages

_PACKAGES = {
    "buildah": "builds the images",
    "iproute2": "gives image builds a network of their own",
    "mmdebstrap": "makes the images' Debian base",
}
_REMEDY = "Read the log; then run the same command again, finished images are kept."
_ARCHIVES_KEPT = 2


@dataclass(frozen=True)
class BuiltImage:
    """An image in an OCI archive that carries its own reference."""

    name: str
    reference: str
    archive: Path


def build_images(stages: Stages, names: Collection[str]) -> dict[str, BuiltImage]:
    """Return the images called `names`, each built when its sources changed since the last time.

    Raises UsageError for a name that is no image, StageError when a build fails or its sources
    change meanwhile.
    """
    unknown = sorted(set(names) - set(PARENTS))
    if unknown:
        raise UsageError(f"no such image: {', '.join(unknown)}; there are {', '.join(PARENTS)}")
    return {name: _ensure_image(stages, name) for name in PARENTS if name in names}


def _ensure_image(stages: Stages, name: str) -> BuiltImage:
    with stages.stage(f"Build the image {name}", remedy=_REMEDY) as stage:
        image = _describe(name)
        if not image.archive.exists():
            ensure_debian_packages(_PACKAGES)
            with building(image.archive) as made:
                if not image.archive.exists():
                    _write(image, made, stage)
            keep_newest(image.archive.parent, _ARCHIVES_KEPT)
        os.utime(image.archive)
        return image


def _describe(name: str) -> BuiltImage:
    reference = derive_reference(name)
    key = reference.rpartition(":")[2]
    return BuiltImage(name, reference, cache_root() / "images" / name / f"{key}.tar")


def _write(image: BuiltImage, archive: Path, stage: Stage) -> None:
    with open_buildah() as buildah:
        for parent in PARENTS[image.name]:
            _ensure_stored(buildah, parent, stage)
        _build(buildah, image.name, image.reference, stage)
        stage.note("writing the archive")
        buildah.save(image.reference, archive, stage.log)


def _ensure_stored(buildah: Buildah, name: str, stage: Stage) -> None:
    """Bring an image that another is built from into the storage."""
    image = _describe(name)
    if buildah.has(image.reference):
        return
    if name == "base" and find_public_base():
        buildah.pull(image.reference, stage.log)
    elif image.archive.exists():
        buildah.load(image.archive, stage.log)
    else:
        for parent in PARENTS[name]:
            _ensure_stored(buildah, parent, stage)
        _build(buildah, name, image.reference, stage)


def _build(buildah: Buildah, name: str, reference: str, stage: Stage) -> None:
    stage.note(f"preparing {name}")
    folder = buildah.scratch / name
    folder.mkdir()
    build = prepare_build(name, reference, folder, stage.log)
    stage.note(f"building {name}")
    buildah.build(build, stage.log)
    shutil.rmtree(folder)
    # Under this name must never lie what other sources made.
    if derive_reference(name) != reference:
        raise LocalClusterError(f"sources of the image {name} were changed while it was built")
    buildah.remove_others(reference)
