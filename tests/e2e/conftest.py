"""One real cluster with the platform on it for all end-to-end tests, ended by the last of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.machine import Machine, observe_machine
from e2e.platform_under_test import Platform, drive_cluster, read_platform
from e2e.shops import ENGINES, Shop, Shops
from e2e.tree import write_tree

UNAVAILABLE = pytest.StashKey[dict[str, str]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the cluster; the mark lets people leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes ``engine`` runs for every engine."""
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ENGINES)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say plainly which engine was not tested at all, and why."""
    for engine, reason in config.stash.get(UNAVAILABLE, {}).items():
        terminalreporter.write_line(f"NOT TESTED: engine {engine}: {reason}", yellow=True)


@pytest.fixture(scope="session")
def machine_before() -> Machine:
    """What ran and was mounted before the cluster came."""
    return observe_machine()


@pytest.fixture(scope="session")
def platform(machine_before: Machine) -> Iterator[Platform]:
    """The platform on a cluster of its own; purged at the end whatever happened."""
    write_tree()
    drive_cluster("down", PURGE="1")
    try:
        drive_cluster("up")
        yield read_platform()
    finally:
        drive_cluster("down", PURGE="1")


@pytest.fixture(scope="session")
def shops(platform: Platform, request: pytest.FixtureRequest) -> Iterator[Shops]:
    """Two shops of every engine that is available here, as good as new or nearly so."""
    shops = Shops(platform)
    request.config.stash[UNAVAILABLE] = {
        name: offer["unavailable_reason"]
        for name, offer in shops.offers.items()
        if not offer["available"]
    }
    yield shops
    shops.close()


@pytest.fixture
def shop(shops: Shops, engine: str) -> Shop:
    """The shop with sample products; every test leaves it selling."""
    return shops.get(engine, "full")
