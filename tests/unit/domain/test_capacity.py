"""Room on nodes and what fits in it."""

import random
from dataclasses import replace
from datetime import datetime

import pytest

from store_orchestrator.domain.capacity import (
    ADMITTED,
    CAPACITY_EXHAUSTED,
    Demand,
    NodeRoom,
    Room,
    count_fitting,
    describe_shortage,
    find_place,
    place_all,
)
from store_orchestrator.domain.observed import NamespaceSeen, Observed
from store_orchestrator.domain.plan import (
    Admit,
    DrawCredentials,
    EnsureNamespace,
    IssueReceipt,
    Step,
    Wanted,
    plan,
)
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.transition import derive_events, derive_waiting
from unit.domain.builders import LATE, LEAVING, NOW, SPEC, UNDRAWN, WANTED

SMALL = Demand(cpu=100, memory=200)
NOTHING = Observed()


def build_room(*nodes: tuple[int, int, int]) -> Room:
    return Room(tuple(NodeRoom(f"node-{i}", *node) for i, node in enumerate(nodes)))


@pytest.mark.parametrize(
    ("nodes", "fits"),
    [
        ((), 0),
        (((1000, 2000, 110),), 10),
        (((1000, 399, 110),), 1),
        (((1000, 2000, 3),), 3),
        (((99, 2000, 110), (1000, 199, 110)), 0),
        (((150, 250, 110), (150, 250, 110)), 2),
        (((0, 0, 0),), 0),
    ],
)
def test_places_are_counted_node_by_node(
    nodes: tuple[tuple[int, int, int], ...], fits: int
) -> None:
    assert count_fitting(build_room(*nodes), SMALL) == fits


def test_a_store_without_requests_takes_a_pod_only() -> None:
    assert count_fitting(build_room((0, 0, 7)), Demand()) == 7


def test_it_goes_where_most_is_left_and_takes_that() -> None:
    left = find_place(build_room((300, 900, 5), (400, 900, 5)), SMALL)
    assert left == build_room((300, 900, 5), (300, 700, 4))


def test_what_fits_nowhere_gets_no_place() -> None:
    assert find_place(build_room((99, 9000, 110), (9000, 199, 110)), SMALL) is None


def test_large_ones_are_placed_before_small_ones_take_their_room() -> None:
    large = Demand(cpu=1000, memory=100)
    left = place_all(build_room((1000, 1000, 9), (100, 1000, 9)), [SMALL, large])
    assert [(node.cpu, node.memory) for node in left.nodes] == [(0, 900), (0, 800)]


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        (((100, 200, 1),), ""),
        ((), "The cluster has no node that takes stores."),
        (
            ((70, 500, 9), (20, 500, 9)),
            "No node of the cluster has room for it: "
            "it needs 100m of CPU and at most 70m are free on one.",
        ),
        (
            ((70, 50, 0),),
            "No node of the cluster has room for it: "
            "it needs 100m of CPU and at most 70m are free on one and "
            "it needs 200 MiB of memory and at most 50 MiB are free on one and "
            "it needs 1 pods and at most 0 pods are free on one.",
        ),
        (
            ((99, 900, 9), (900, 199, 9)),
            "No node of the cluster has 100m of CPU and 200 MiB of memory free at the same time.",
        ),
    ],
)
def test_a_shortage_says_what_and_by_how_much(
    nodes: tuple[tuple[int, int, int], ...], words: str
) -> None:
    assert describe_shortage(build_room(*nodes), SMALL) == words


def test_as_many_can_be_placed_as_were_counted_and_no_more() -> None:
    """For any room and demand, count, place and shortage agree."""
    draw = random.Random(5)  # noqa: S311 - reproducible, no secret
    for _ in range(300):
        room = build_room(
            *(
                (draw.randint(0, 900), draw.randint(0, 900), draw.randint(0, 6))
                for _ in range(draw.randint(0, 4))
            )
        )
        demand = Demand(cpu=draw.randint(0, 300), memory=draw.randint(0, 300))
        fits = count_fitting(room, demand)
        for left in range(fits, 0, -1):
            assert count_fitting(room, demand) == left
            assert describe_shortage(room, demand) == ""
            placed = find_place(room, demand)
            assert placed is not None
            room = placed
        assert find_place(room, demand) is None
        assert describe_shortage(room, demand)


QUEUED = replace(SPEC, queued=True)
UNBOUND = NamespaceSeen("store-abcdefgh", "uid-1", managed=True, access_granted=False)


@pytest.mark.parametrize(
    ("spec", "wanted", "observed", "now", "step"),
    [
        (QUEUED, UNDRAWN, NOTHING, NOW, Admit()),
        (QUEUED, UNDRAWN, NOTHING, LATE, Admit()),
        (replace(LEAVING, queued=True), UNDRAWN, NOTHING, LATE, IssueReceipt()),
        (SPEC, UNDRAWN, NOTHING, NOW, DrawCredentials()),
        # Its role must be there before its credentials can be looked for.
        (SPEC, UNDRAWN, Observed(UNBOUND), NOW, EnsureNamespace()),
        (replace(SPEC, admitted_at=NOW), WANTED, NOTHING, LATE, EnsureNamespace()),
    ],
)
def test_a_store_waits_for_its_place_before_anything_is_made(
    spec: Spec, wanted: Wanted, observed: Observed, now: datetime, step: Step
) -> None:
    assert plan(spec, Status(), wanted, observed, now) == step


def test_waiting_and_having_a_place_are_told_once() -> None:
    before = Status(observed_generation=1)
    waiting = derive_waiting(before, CAPACITY_EXHAUSTED, "It is full.", NOW)
    still = derive_waiting(waiting, CAPACITY_EXHAUSTED, "It is still full.", LATE)
    admitted = derive_waiting(still, ADMITTED, "There is room.", LATE)

    def tell(one: Status, other: Status) -> list[tuple[str, str]]:
        events = derive_events(SPEC, one, other, LATE)
        return [(event.type, event.reason) for event in events]

    assert tell(before, waiting) == [("Warning", CAPACITY_EXHAUSTED)]
    assert tell(waiting, still) == []
    assert tell(still, admitted) == [("Normal", ADMITTED)]
