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
    names = list(recipes.PARENTS)

    assert all(
        names.index(parent) < names.index(name)
        for name, parents in recipes.PARENTS.items()
        for parent in parents
    )


def test_every_image_has_a_containerfile() -> None:
    found = {path.parent.name for path in recipes.IMAGES.glob("*/Containerfile")}

    assert found == set(recipes.PARENTS)


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
    with pytest.raises(UsageError, match="no such image: woocommerce"):
        build_images(Stages("test"), ["woocommerce"])
