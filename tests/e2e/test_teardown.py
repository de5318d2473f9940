"""Last: what `make down` keeps, what it ends, and what is there again after `make up`."""

from e2e.machine import Machine, observe_machine
from e2e.platform_under_test import STATE, Platform, drive_cluster, read_platform


def test_down_ends_everything_and_up_brings_the_stores_back(
    platform: Platform, machine_before: Machine
) -> None:
    platform.storectl("store", "create", "keeper", "--engine", "medusa", "--wait")
    before = platform.credentials("keeper")
    drive_cluster("down")
    assert observe_machine().list_new(machine_before) == []
    assert STATE.is_dir(), "the stores' data must stay"

    drive_cluster("up")
    again = read_platform()
    assert again.token == platform.token
    assert again.credentials("keeper") == before
    again.storectl("store", "verify", "keeper")


def test_purge_leaves_nothing(machine_before: Machine) -> None:
    drive_cluster("down", PURGE="1")
    assert observe_machine().list_new(machine_before) == []
    assert not STATE.exists()
