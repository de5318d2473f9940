"""One real cluster with the platform on it for all end-to-end tests, ended by the last of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.machine import Machine, observe_machine
from e2e.platform_under_test import Platform, drive_cluster, read_platform


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the cluster; the mark lets people leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def machine_before() -> Machine:
    """What ran and was mounted before the cluster came."""
    return observe_machine()


@pytest.fixture(scope="session")
def platform(machine_before: Machine) -> Iterator[Platform]:
    """The platform on a cluster of its own; purged at the end whatever happened."""
    drive_cluster("down", PURGE="1")
    try:
        drive_cluster("up")
        yield read_platform()
    finally:
        drive_cluster("down", PURGE="1")
