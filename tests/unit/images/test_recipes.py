"""Names of images follow from what they are made of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from local_cluster.errors import UsageError
from local_cluster.images import build_images, recipes
from local_cluster.stages import Stages


@pytest.fixture
def images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the images' folders that a test may change."""
    copy = tmp_path / "images"
    shutil.copytree(recipes.IMAGES, copy)
    monkeypatch.setattr(recipes, "IMAGES", copy)
    monkeypatch.delenv("BASE", raising=False)
    return copy


def test_every_parent_comes_before_its_children() -> None:
    found = recipes.list_parents()
    names = list(found)

    assert found["woocommerce-database"] == ("mariadb", "woocommerce")
    assert all(
        names.index(parent) < names.index(name)
        for name, parents in found.items()
        for parent in parents
    )


def test_a_new_image_is_a_folder_and_nothing_else(images: Path, tmp_path: Path) -> None:
    (images / "new-thing").mkdir()
    (images / "new-thing/Containerfile").write_text("ARG BASE\nARG POSTGRESQL\nFROM ${BASE}\n")

    reference = recipes.derive_reference("new-thing")
    build = recipes.prepare_build("new-thing", reference, tmp_path, tmp_path / "log")

    assert reference.startswith("localhost/store-orchestrator/new-thing:")
    assert build.context == images / "new-thing"
    assert build.arguments == {
        "BASE": recipes.derive_reference("base"),
        "POSTGRESQL": recipes.derive_reference("postgresql"),
    }


@pytest.mark.usefixtures("images")
def test_the_same_sources_give_the_same_name() -> None:
    assert recipes.derive_reference("medusa") == recipes.derive_reference("medusa")


def test_a_changed_parent_renames_its_children_and_no_others(images: Path) -> None:
    before = {name: recipes.derive_reference(name) for name in ("base", "postgresql", "medusa")}

    (images / "postgresql/postgresql.conf").write_text("jit = on\n")

    after = {name: recipes.derive_reference(name) for name in before}
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {"postgresql", "medusa"}


@pytest.mark.usefixtures("images")
def test_a_public_base_takes_the_place_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = recipes.derive_reference("postgresql")

    monkeypatch.setenv("BASE", "registry.example/debian:trixie-slim")

    assert recipes.derive_reference("base") == "registry.example/debian:trixie-slim"
    assert recipes.derive_reference("postgresql") != ours


def test_an_unknown_image_is_refused() -> None:
    with pytest.raises(UsageError, match="no such image: magento"):
        build_images(Stages("test"), ["magento"])
