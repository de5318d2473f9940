"""Copies the charts to a folder, each complete in itself: its libraries are under ``charts/``.

Helm would do the same with ``helm dependency build``, but from committed archives or over the
network. Here a dependency is a folder beside the chart, at exactly the version asked for.

usage: package_charts.py OUTPUT
"""

import argparse
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

CHARTS = Path(__file__).resolve().parent.parent / "charts"


class BrokenChart(Exception):
    """A chart's description does not fit its folder or its dependencies."""


def package_charts(output: Path, charts: Path = CHARTS) -> list[Path]:
    """Write every application chart of ``charts`` to ``output/<name>``; old copies are replaced.

    Raises:
        BrokenChart: if a dependency is missing or has another version.
    """
    output.mkdir(parents=True, exist_ok=True)
    packaged = []
    for folder in sorted(path.parent for path in charts.glob("*/Chart.yaml")):
        description = read_description(folder)
        if description["type"] == "application":
            packaged.append(_package_chart(folder, description, output, charts))
    return packaged


def read_description(folder: Path) -> Mapping[str, object]:
    """The chart's ``Chart.yaml``.

    Raises:
        BrokenChart: if it does not carry the folder's name.
    """
    description: Mapping[str, object] = yaml.safe_load((folder / "Chart.yaml").read_text())
    if description["name"] != folder.name:
        raise BrokenChart(f"{folder}/Chart.yaml has the name {description['name']!r}")
    return description


def _package_chart(
    folder: Path, description: Mapping[str, object], output: Path, charts: Path
) -> Path:
    target = output / folder.name
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(folder, target)
    dependencies = description.get("dependencies", [])
    assert isinstance(dependencies, Sequence)  # noqa: S101 - helm checks the rest of the file
    for dependency in dependencies:
        library = charts / dependency["name"]
        version = read_description(library)["version"]
        if version != dependency["version"]:
            raise BrokenChart(
                f"{folder.name} wants {library.name} {dependency['version']}, but it is {version}"
            )
        shutil.copytree(library, target / "charts" / library.name)
    return target


def main() -> None:
    """Package into the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    for path in package_charts(parser.parse_args().output):
        print(path)


if __name__ == "__main__":
    main()
