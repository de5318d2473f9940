"""OCI archives that a container runtime imports under exactly one name."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

# containerd prefers this annotation to the shorter name that buildah writes.
_NAME = "io.containerd.image.name"


def write_archive(layout: Path, reference: str, archive: Path) -> None:
    """Pack an OCI layout folder that holds one image into a tar that carries `reference`.

    Raises ValueError when the layout does not hold exactly one image.
    """
    index_path = layout / "index.json"
    index = json.loads(index_path.read_text())
    index_path.write_text(json.dumps(build_named_index(index, reference)))
    with tarfile.open(archive, "w") as tar:
        for name in ("oci-layout", "index.json", "blobs"):
            tar.add(layout / name, arcname=name)


def build_named_index(index: dict[str, object], reference: str) -> dict[str, object]:
    """Return an image index whose only image is called `reference`.

    Raises ValueError when the index does not list exactly one image.
    """
    manifests = index.get("manifests")
    if not isinstance(manifests, list) or len(manifests) != 1:
        raise ValueError("the image layout does not hold exactly one image")
    entry = manifests[0]
    annotations = {**entry.get("annotations", {}), _NAME: reference}
    return {**index, "manifests": [{**entry, "annotations": annotations}]}
