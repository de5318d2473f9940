"""An archive carries exactly one image, under exactly one name, and says what is in it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from local_cluster.images.archive import build_named_index, read_versions, write_archive

REFERENCE = "localhost/store-orchestrator/medusa:0123456789abcdef"
VERSIONS_FILE = "usr/share/store-orchestrator/versions.json"


def make_entry(digest: str) -> dict[str, object]:
    return {"digest": digest, "annotations": {"org.opencontainers.image.ref.name": "short"}}


def put_blob(layout: Path, data: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(data).hexdigest()
    (layout / "blobs/sha256").mkdir(parents=True, exist_ok=True)
    (layout / "blobs/sha256" / digest).write_bytes(data)
    return {"digest": f"sha256:{digest}", "size": len(data)}


def pack_layer(files: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


def write_layout(folder: Path, *layers: Mapping[str, str], labels: object = None) -> Path:
    """Write an OCI layout of one image with these layers, each file name to text."""
    config = put_blob(folder, json.dumps({"config": {"Labels": labels}}).encode())
    entries = [put_blob(folder, pack_layer(layer)) for layer in layers]
    manifest = put_blob(folder, json.dumps({"config": config, "layers": entries}).encode())
    (folder / "oci-layout").write_text("{}")
    (folder / "index.json").write_text(json.dumps({"manifests": [manifest]}))
    return folder


def read_blob(archive: Path, entry: Mapping[str, Any]) -> bytes:
    with tarfile.open(archive) as tar:
        file = tar.extractfile("blobs/" + entry["digest"].replace(":", "/"))
        assert file is not None
        data = file.read()
    assert hashlib.sha256(data).hexdigest() == entry["digest"].partition(":")[2]
    assert len(data) == entry["size"]
    return data


def read_labels(archive: Path) -> Mapping[str, str]:
    with tarfile.open(archive) as tar:
        index = tar.extractfile("index.json")
        assert index is not None
        entry = json.load(index)["manifests"][0]
    manifest = json.loads(read_blob(archive, entry))
    labels: Mapping[str, str] = json.loads(read_blob(archive, manifest["config"]))["config"][
        "Labels"
    ]
    return labels


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
    layout = write_layout(tmp_path / "layout", {"etc/motd": "hello"})

    write_archive(layout, REFERENCE, tmp_path / "image.tar")

    with tarfile.open(tmp_path / "image.tar") as tar:
        index = tar.extractfile("index.json")
        assert index is not None
        assert REFERENCE in index.read().decode()
        blobs = [name for name in tar.getnames() if name.startswith("blobs/sha256/")]
    # Layer, configuration and manifest: what was replaced is gone.
    assert len(blobs) == 3


def test_the_list_of_versions_in_the_uppermost_layer_becomes_labels(tmp_path: Path) -> None:
    own = json.dumps({"woocommerce": "11.0.1", "php": "8.4.1"})
    layout = write_layout(
        tmp_path / "layout",
        {VERSIONS_FILE: '{"base": "1"}'},
        {f"./{VERSIONS_FILE}": own},
        {"etc/motd": "hello"},
        labels={"mine": "kept", "org.opencontainers.image.version": "the parent's"},
    )

    write_archive(layout, REFERENCE, tmp_path / "image.tar")

    assert read_labels(tmp_path / "image.tar") == {
        "mine": "kept",
        "org.opencontainers.image.version": "11.0.1",
        "store-orchestrator.io/versions": own,
    }
    assert read_versions(tmp_path / "image.tar") == {"woocommerce": "11.0.1", "php": "8.4.1"}


def test_an_image_without_a_list_says_nothing(tmp_path: Path) -> None:
    layout = write_layout(tmp_path / "layout", {"etc/motd": "hello"})

    write_archive(layout, REFERENCE, tmp_path / "image.tar")

    assert read_versions(tmp_path / "image.tar") == {}


@pytest.mark.parametrize("text", ['["11.0.1"]', '{"woocommerce": 11}'])
def test_a_list_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    layout = write_layout(tmp_path / "layout", {VERSIONS_FILE: text})

    with pytest.raises(ValueError, match="not a JSON object of texts"):
        write_archive(layout, REFERENCE, tmp_path / "image.tar")
