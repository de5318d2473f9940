"""OCI archives that a container runtime imports under exactly one name, and their labels."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# containerd prefers this annotation to the shorter name that buildah writes.
_NAME = "io.containerd.image.name"
_VERSION = "org.opencontainers.image.version"
_VERSIONS = "store-orchestrator.io/versions"
_VERSIONS_FILE = "usr/share/store-orchestrator/versions.json"


def write_archive(layout: Path, reference: str, archive: Path) -> None:
    """Pack an OCI layout folder that holds one image into a tar that carries `reference`.

    The image's own list of versions, if it has one, becomes labels: all of them as a JSON object
    under `store-orchestrator.io/versions`, the first as the image's version. Raises ValueError
    when the layout does not hold exactly one image, or the list is not one of text by text.
    """
    index_path = layout / "index.json"
    index = json.loads(index_path.read_text())
    index = build_named_index(index, reference)
    _write_labels(layout, index["manifests"][0])
    index_path.write_text(json.dumps(index))
    with tarfile.open(archive, "w") as tar:
        for name in ("oci-layout", "index.json", "blobs"):
            tar.add(layout / name, arcname=name)


def build_named_index(index: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """Return an image index whose only image is called `reference`.

    Raises ValueError when the index does not list exactly one image.
    """
    manifests = index.get("manifests")
    if not isinstance(manifests, list) or len(manifests) != 1:
        raise ValueError("the image layout does not hold exactly one image")
    entry = manifests[0]
    annotations = {**entry.get("annotations", {}), _NAME: reference}
    return {**index, "manifests": [{**entry, "annotations": annotations}]}


def read_versions(archive: Path) -> dict[str, str]:
    """Return component -> version as an archive's labels say; empty when they say nothing."""
    with tarfile.open(archive) as tar:
        index = _read_member(tar, Path("index.json"))
        manifest = _read_member(tar, _blob(Path(), index["manifests"][0]))
        config = _read_member(tar, _blob(Path(), manifest["config"]))
    labels = config["config"].get("Labels") or {}
    return _parse_versions(labels.get(_VERSIONS, "{}"))


def _read_member(tar: tarfile.TarFile, name: Path) -> dict[str, Any]:
    file = tar.extractfile(str(name))
    if file is None:
        raise ValueError(f"{name} in the archive is no file")
    content: dict[str, Any] = json.load(file)
    return content


def _blob(layout: Path, entry: Mapping[str, Any]) -> Path:
    algorithm, digest = str(entry["digest"]).split(":")
    return layout / "blobs" / algorithm / digest


def _write_labels(layout: Path, entry: dict[str, Any]) -> None:
    """Put versions into the image's configuration; whatever names it by digest follows."""
    manifest = json.loads(_blob(layout, entry).read_text())
    versions = _find_versions(layout, manifest["layers"])
    config = json.loads(_blob(layout, manifest["config"]).read_text())
    labels = dict(config["config"].get("Labels") or {})
    # What was inherited from the image it is built on speaks about that one.
    labels.pop(_VERSION, None)
    labels.pop(_VERSIONS, None)
    if versions:
        labels[_VERSION] = next(iter(versions.values()))
        labels[_VERSIONS] = json.dumps(versions)
    config["config"]["Labels"] = labels
    _replace_blob(layout, manifest["config"], config)
    _replace_blob(layout, entry, manifest)


def _replace_blob(layout: Path, entry: dict[str, Any], content: Mapping[str, Any]) -> None:
    data = json.dumps(content).encode()
    old = _blob(layout, entry)
    entry.update(digest=f"sha256:{hashlib.sha256(data).hexdigest()}", size=len(data))
    old.unlink()
    _blob(layout, entry).write_bytes(data)


def _find_versions(layout: Path, layers: list[Mapping[str, Any]]) -> dict[str, str]:
    """Read the list of versions from the uppermost layer that has one."""
    for layer in reversed(layers):
        with tarfile.open(_blob(layout, layer)) as tar:
            for member in tar:
                if member.name.removeprefix("./") == _VERSIONS_FILE and member.isreg():
                    file = tar.extractfile(member) or io.BytesIO()
                    return _parse_versions(file.read().decode())
    return {}


def _parse_versions(text: str) -> dict[str, str]:
    versions = json.loads(text)
    if not isinstance(versions, dict) or not all(isinstance(v, str) for v in versions.values()):
        raise ValueError(f"/{_VERSIONS_FILE} is not a JSON object of texts: {text!r}")
    return versions
