"""Charts are complete in themselves wherever they are used."""

from __future__ import annotations

from pathlib import Path

import pytest

from local_cluster.images.charts import STORES, BrokenChart, package_charts

APPLICATION = (
    "{{name: {name}, type: application, dependencies: [{{name: library, version: 1.0.0}}]}}"
)


def write_chart(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "Chart.yaml").write_text(text)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "charts"
    write_chart(folder, "library", "{name: library, type: library, version: 1.0.0}")
    for name in ("platform", "store-one"):
        write_chart(folder, name, APPLICATION.format(name=name))
    return folder


def test_only_the_stores_charts_go_into_the_image(source: Path, tmp_path: Path) -> None:
    packaged = package_charts(tmp_path / "out", source, STORES)

    assert [path.name for path in packaged] == ["store-one"]
    assert (tmp_path / "out/store-one/charts/library/Chart.yaml").is_file()
    assert not (tmp_path / "out/platform").exists()


def test_what_helm_left_in_the_checkout_does_not_shadow_the_library(
    source: Path, tmp_path: Path
) -> None:
    (source / "store-one/charts/old").mkdir(parents=True)

    package_charts(tmp_path / "out", source)

    assert [path.name for path in (tmp_path / "out/store-one/charts").iterdir()] == ["library"]


def test_a_library_that_is_missing_is_named(tmp_path: Path) -> None:
    write_chart(tmp_path / "in", "shop", APPLICATION.format(name="shop"))

    with pytest.raises(BrokenChart, match=r"there is no .*library/Chart\.yaml"):
        package_charts(tmp_path / "out", tmp_path / "in")
