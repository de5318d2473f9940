"""Copies the charts to a folder, each complete in itself, as the platform's image holds them.

usage: PYTHONPATH=local-cluster python tools/package_charts.py OUTPUT
"""

import argparse
from pathlib import Path

from local_cluster.images.charts import CHARTS, BrokenChart, package_charts

__all__ = ["CHARTS", "BrokenChart", "package_charts"]


def main() -> None:
    """Package into the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=Path)
    for path in package_charts(parser.parse_args().output):
        print(path)


if __name__ == "__main__":
    main()
