"""The charts, each complete in itself: its libraries are under ``charts/``.

Helm would do the same with ``helm dependency build``, but from committed archives or over the
network. Here a dependency is a folder beside the chart, at exactly the version asked for.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from local_cluster.layout import CHECKOUT

CHARTS = CHECKOUT / "charts"
STORES = "store-*"
"""Pattern of the charts' names that stores are made from."""


class BrokenChart(ValueError):
    """A chart's description does not fit its folder or its dependencies."""


def package_charts(output: Path, charts: Path = CHARTS, pattern: str = "*") -> list[Path]:
    """Write the application charts of `charts` to `output/<name>`; old copies are replaced.

    `pattern` chooses by name. Raises BrokenChart if a dependency is missing or has another
    version.
    """
    output.mkdir(parents=True, exist_ok=True)
    packaged = []
    for folder in sorted(path.parent for path in charts.glob(f"{pattern}/Chart.yaml")):
        description = _read_description(folder)
        if description["type"] == "application":
            packaged.append(_package_chart(folder, description, output, charts))
    return packaged


def _read_description(folder: Path) -> Mapping[str, object]:
    file = folder / "Chart.yaml"
    if not file.is_file():
        raise BrokenChart(f"there is no {file}")
    description: Mapping[str, object] = yaml.safe_load(file.read_text())
    if description["name"] != folder.name:
        raise BrokenChart(f"{file} has the name {description['name']!r}")
    return description


def _package_chart(
    folder: Path, description: Mapping[str, object], output: Path, charts: Path
) -> Path:
    target = output / folder.name
    if target.exists():
        shutil.rmtree(target)
    # What Helm left in the checkout must not shadow the library.
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns("charts"))
    dependencies = description.get("dependencies", [])
    assert isinstance(dependencies, Sequence)  # noqa: S101 - helm checks the rest of the file
    for dependency in dependencies:
        library = charts / dependency["name"]
        version = _read_description(library)["version"]
        if version != dependency["version"]:
            raise BrokenChart(
                f"{folder.name} wants {library.name} {dependency['version']}, but it is {version}"
            )
        shutil.copytree(library, target / "charts" / library.name)
    return target
