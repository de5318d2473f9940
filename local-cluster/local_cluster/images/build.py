"""Building images in order, only those whose sources changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from local_cluster.cache import building, cache_root, keep_newest
from local_cluster.errors import LocalClusterError, UsageError
from local_cluster.images.archive import read_versions
from local_cluster.images.recipes import (
    derive_reference,
    find_absence,
    find_public_base,
    find_remark,
    list_parents,
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
_ARCHIVES_KEPT = 4


@dataclass(frozen=True)
class BuiltImage:
    """An image in an OCI archive that carries its own reference."""

    name: str
    reference: str
    archive: Path
    versions: Mapping[str, str]
    """Component -> version, as the image says."""


@dataclass(frozen=True)
class BuiltImages:
    """What came of the images that were asked for.

    Attributes:
        built: by name.
        absences: name -> a sentence that says why there is none and what to do.
    """

    built: Mapping[str, BuiltImage]
    absences: Mapping[str, str]


def build_images(stages: Stages, names: Collection[str]) -> BuiltImages:
    """Return the images called `names`, each built when its sources changed since the last time.

    Raises UsageError for a name that is no image, StageError when a build fails or its sources
    are broken or change meanwhile.
    """
    known = list_parents()
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise UsageError(f"no such image: {', '.join(unknown)}; there are {', '.join(known)}")
    built: dict[str, BuiltImage] = {}
    absences: dict[str, str] = {}
    for name in list_parents():
        if name in names:
            with stages.stage(f"Build the image {name}", remedy=_REMEDY) as stage:
                reason = find_absence(name)
                if reason:
                    stage.note("left out")
                    absences[name] = reason
                    continue
                built[name] = _ensure_image(name, stage)
            _say_remark(stages, name)
    return BuiltImages(built, absences)


def _say_remark(stages: Stages, name: str) -> None:
    remark = find_remark(name)
    if remark:
        stages.say(f"[yellow]Note:[/yellow] {remark}.")


def _ensure_image(name: str, stage: Stage) -> BuiltImage:
    reference, archive = _describe(name)
    if not archive.exists():
        ensure_debian_packages(_PACKAGES)
        with building(archive) as made:
            if not archive.exists():
                _write(name, reference, made, stage)
        keep_newest(archive.parent, _ARCHIVES_KEPT)
    os.utime(archive)
    return BuiltImage(name, reference, archive, read_versions(archive))


def _describe(name: str) -> tuple[str, Path]:
    reference = derive_reference(name)
    key = reference.rpartition(":")[2]
    return reference, cache_root() / "images" / name / f"{key}.tar"


def _write(name: str, reference: str, archive: Path, stage: Stage) -> None:
    with open_buildah() as buildah:
        for parent in list_parents()[name]:
            _ensure_stored(buildah, parent, stage)
        _build(buildah, name, reference, stage)
        stage.note("writing the archive")
        buildah.save(reference, archive, stage.log)


def _ensure_stored(buildah: Buildah, name: str, stage: Stage) -> None:
    """Bring an image that another is built from into the storage."""
    reference, archive = _describe(name)
    if buildah.has(reference):
        return
    if name == "base" and find_public_base():
        buildah.pull(reference, stage.log)
    elif archive.exists():
        buildah.load(archive, stage.log)
    else:
        for parent in list_parents()[name]:
            _ensure_stored(buildah, parent, stage)
        _build(buildah, name, reference, stage)


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
