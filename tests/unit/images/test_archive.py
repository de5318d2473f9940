"""An archive carries exactly one image, under exactly one name."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from local_cluster.images.archive import build_named_index, write_archive

REFERENCE = "localhost/store-orchestrator/medusa:0123456789abcdef"


def make_entry(digest: str) -> dict[str, object]:
    return {"digest": digest, "annotations": {"org.opencontainers.image.ref.name": "short"}}


def test_the_name_is_added_and_the_rest_kept() -> None:
    index = {"schemaVersion": 2, "manifests": [make_entry("sha256:1")]}

    named = build_named_index(index, REFERENCE)

    assert named == {
        "schemaVersion": 2,
        "manifests": [
            {
                "digest": "sha256:1",
                "annotations": {
                    "org.opencontainers.image.ref.name": "short",
                    "io.containerd.image.name": REFERENCE,
                },
            }
        ],
    }


@pytest.mark.parametrize("manifests", [[], [make_entry("sha256:1"), make_entry("sha256:2")], None])
def test_any_other_number_of_images_is_refused(manifests: object) -> None:
    with pytest.raises(ValueError, match="exactly one image"):
        build_named_index({"manifests": manifests}, REFERENCE)


def test_a_layout_becomes_a_tar_with_its_blobs(tmp_path: Path) -> None:
    layout = tmp_path / "layout"
    (layout / "blobs/sha256").mkdir(parents=True)
    (layout / "blobs/sha256/1").write_bytes(b"layer")
    (layout / "oci-layout").write_text("{}")
    (layout / "index.json").write_text(json.dumps({"manifests": [make_entry("sha256:1")]}))

    write_archive(layout, REFERENCE, tmp_path / "image.tar")

    with tarfile.open(tmp_path / "image.tar") as tar:
        index = tar.extractfile("index.json")
        blob = tar.extractfile("blobs/sha256/1")
        assert index is not None
        assert blob is not None
        assert REFERENCE in index.read().decode()
        assert blob.read() == b"layer"
