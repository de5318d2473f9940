"""Parts of images that are prepared on this machine."""

from __future__ import annotations

from pathlib import Path

from local_cluster.images.parts import build_pip_options, list_dashboard_sources, write_charts


def test_wheels_are_chosen_for_the_image_and_checked_by_hash() -> None:
    options = build_pip_options("aarch64")

    assert "--platform=manylinux_2_28_aarch64" in options
    assert {"--require-hashes", "--only-binary=:all:", "--implementation=cp"} <= set(options)


def test_the_dashboards_sources_leave_out_what_is_built_or_installed(tmp_path: Path) -> None:
    for name in ("src", "node_modules", "dist", "tests", ".vite"):
        (tmp_path / name).mkdir()
    (tmp_path / "package.json").touch()

    assert [path.name for path in list_dashboard_sources(tmp_path)] == ["package.json", "src"]


def test_each_store_chart_holds_the_library(tmp_path: Path) -> None:
    source, target = tmp_path / "charts", tmp_path / "out"
    for chart in ("platform", "store-common", "store-one", "store-two"):
        (source / chart).mkdir(parents=True)
        (source / chart / "Chart.yaml").write_text(chart)
    # What `helm dependency build` left in the checkout must not shadow the library.
    (source / "store-one/charts/old").mkdir(parents=True)

    write_charts(source, target)

    files = sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())
    assert files == [
        "store-one/Chart.yaml",
        "store-one/charts/store-common/Chart.yaml",
        "store-two/Chart.yaml",
        "store-two/charts/store-common/Chart.yaml",
    ]
