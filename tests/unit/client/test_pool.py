"""What operators read of the pools."""

import io

from rich.console import Console

from store_orchestrator.client.pool_actions import build_pools
from store_orchestrator.client.pool_models import PoolList

FOUND = {
    "pools": [
        {
            "engine": "woocommerce",
            "plan": "small",
            "size": 2,
            "counts": {"ready": 1, "building": 1, "failed": 0},
        }
    ],
    "stores": [
        {
            "id": "1",
            "key": "abcdefgh",
            "namespace": "store-abcdefgh",
            "engine": "woocommerce",
            "plan": "small",
            "state": "building",
            "reason": "0 of 1 pods available",
        }
    ],
}


def _show(found: PoolList) -> list[str]:
    console = Console(file=io.StringIO(), width=120)
    console.print(build_pools(found))
    output = console.file
    assert isinstance(output, io.StringIO)
    return [line.rstrip() for line in output.getvalue().splitlines()]


def test_pools_come_first_and_their_stores_below() -> None:
    lines = _show(PoolList.model_validate(FOUND))
    assert lines[0].split() == ["ENGINE", "PLAN", "SIZE", "READY", "OTHERS"]
    assert lines[1].split() == ["woocommerce", "small", "2", "1", "1", "building"]
    assert lines[4].startswith("store-abcdefgh")
    assert lines[4].endswith("0 of 1 pods available")


def test_a_pool_without_stores_is_one_line() -> None:
    assert len(_show(PoolList.model_validate({**FOUND, "stores": []}))) == 2
