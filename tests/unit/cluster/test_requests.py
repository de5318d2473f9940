"""What the scheduler counts, read from the API's JSON."""

from decimal import Decimal
from typing import Any

import pytest

from store_orchestrator.cluster.requests import (
    build_room,
    derive_demand,
    parse_quantity,
    takes_stores,
)
from store_orchestrator.domain.capacity import Demand, NodeRoom, Room


def container(cpu: str = "0", memory: str = "0", **more: str) -> dict[str, Any]:
    return {"name": "c", "resources": {"requests": {"cpu": cpu, "memory": memory}}, **more}


def node(name: str = "n", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "metadata": {"name": name},
        "spec": changes.get("spec", {}),
        "status": {
            "allocatable": {"cpu": "2", "memory": "4Gi", "pods": "110"},
            "conditions": [{"type": "Ready", "status": changes.get("ready", "True")}],
        },
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("2", "2"),
        ("250m", "0.25"),
        ("1.5Gi", str(1.5 * 2**30)),
        ("128974848", "128974848"),
        ("129M", "129000000"),
        ("123Mi", str(123 * 2**20)),
        ("100u", "0.0001"),
    ],
)
def test_quantities_are_those_of_kubernetes(text: str, value: str) -> None:
    assert parse_quantity(text) == Decimal(value)


def test_what_is_no_quantity_is_refused() -> None:
    with pytest.raises(ValueError, match="1MMi"):
        parse_quantity("1MMi")


@pytest.mark.parametrize(
    ("spec", "cpu", "memory"),
    [
        ({}, 0, 0),
        ({"containers": [{"name": "c"}]}, 0, 0),
        ({"containers": [container("100m", "64Mi"), container("50m", "1Mi")]}, 150, 65),
        (
            {"containers": [container("100m")], "initContainers": [container("1", "8Mi")]},
            1000,
            8,
        ),
        (
            {
                "containers": [container("100m")],
                "initContainers": [container("200m", restartPolicy="Always"), container("250m")],
            },
            450,
            0,
        ),
        ({"containers": [container("1m")], "overhead": {"cpu": "10m", "memory": "1Ki"}}, 11, 1),
        ({"containers": [container("1")], "resources": {"requests": {"cpu": "100m"}}}, 100, 0),
    ],
)
def test_pods_count_as_for_the_scheduler(spec: dict[str, Any], cpu: int, memory: int) -> None:
    assert derive_demand(spec) == Demand(cpu=cpu, memory=memory)


@pytest.mark.parametrize(
    ("changes", "takes"),
    [
        ({}, True),
        ({"ready": "Unknown"}, False),
        ({"spec": {"unschedulable": True}}, False),
        ({"spec": {"taints": [{"key": "k", "effect": "NoSchedule"}]}}, False),
        ({"spec": {"taints": [{"key": "k", "effect": "PreferNoSchedule"}]}}, True),
    ],
)
def test_nodes_that_take_no_stores_are_left_out(changes: dict[str, Any], takes: bool) -> None:
    assert takes_stores(node(**changes)) is takes


def test_pods_that_are_not_placed_yet_will_take_their_room_too() -> None:
    pods = [("a", Demand(500, 1024)), ("", Demand(1500, 10)), ("gone", Demand(9000, 9000))]
    assert build_room([node("a"), node("b")], pods) == Room(
        (NodeRoom("a", 1500, 3072, 109), NodeRoom("b", 500, 4086, 109))
    )
