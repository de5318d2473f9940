"""Images made from scratch: one layer of files, as an OCI archive that a runtime imports."""

from __future__ import annotations

import hashlib
import io
import json
import platform
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LAYOUT = {"imageLayoutVersion": "1.0.0"}
_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.oci.image.config.v1+json"
_LAYER = "application/vnd.oci.image.layer.v1.tar"


@dataclass(frozen=True)
class ScratchImage:
    """An image of static programs, in a file."""

    name: str
    reference: str
    archive: Path


def write_scratch_image(
    archive: Path, reference: str, files: Mapping[str, Path], *, entrypoint: str = ""
) -> None:
    """Write an image that holds `files` (path inside -> file here), each owned by root, mode 755.

    The same input gives the same bytes: times are left out.
    """
    layer = _build_layer(files)
    config = {
        "architecture": _find_architecture(),
        "os": "linux",
        "config": {"Entrypoint": [entrypoint]} if entrypoint else {},
        "rootfs": {"type": "layers", "diff_ids": [_digest(layer)]},
    }
    config_blob = _to_json(config)
    manifest = {
        "schemaVersion": 2,
        "mediaType": _MANIFEST,
        "config": _describe(_CONFIG, config_blob),
        "layers": [_describe(_LAYER, layer)],
    }
    manifest_blob = _to_json(manifest)
    entry = {
        **_describe(_MANIFEST, manifest_blob),
        "annotations": {"io.containerd.image.name": reference},
    }
    index = {"schemaVersion": 2, "manifests": [entry]}
    with tarfile.open(archive, "w") as tar:
        _add(tar, "oci-layout", _to_json(_LAYOUT))
        _add(tar, "index.json", _to_json(index))
        for blob in (config_blob, manifest_blob, layer):
            _add(tar, "blobs/sha256/" + _digest(blob).removeprefix("sha256:"), blob)


def _build_layer(files: Mapping[str, Path]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name in sorted(files):
            _add(tar, name, files[name].read_bytes(), mode=0o755)
    return buffer.getvalue()


def _add(tar: tarfile.TarFile, name: str, data: bytes, *, mode: int = 0o644) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    entry.mode = mode
    tar.addfile(entry, io.BytesIO(data))


def _describe(media_type: str, data: bytes) -> dict[str, object]:
    return {"mediaType": media_type, "digest": _digest(data), "size": len(data)}


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _to_json(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":"), sort_keys=True).encode()


def _find_architecture() -> str:
    """Return the machine's architecture in Go's and OCI's words."""
    machine = platform.machine()
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(machine, machine)
