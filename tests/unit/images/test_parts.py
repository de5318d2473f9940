"""Parts of images that are prepared on this machine."""

from __future__ import annotations

from pathlib import Path

from local_cluster.images.parts import build_pip_options, list_dashboard_sources


def test_wheels_are_chosen_for_the_image_and_checked_by_hash() -> None:
    options = build_pip_options("aarch64")

    assert "--platform=manylinux_2_28_aarch64" in options
    assert {"--require-hashes", "--only-binary=:all:", "--implementation=cp"} <= set(options)


def test_the_dashboards_sources_leave_out_what_is_built_or_installed(tmp_path: Path) -> None:
    for name in ("src", "node_modules", "dist", "tests", ".vite"):
        (tmp_path / name).mkdir()
    (tmp_path / "package.json").touch()

    assert [path.name for path in list_dashboard_sources(tmp_path)] == ["package.json", "src"]
