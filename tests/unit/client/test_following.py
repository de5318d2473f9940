from collections.abc import Callable
from uuid import UUID

import pytest
from starlette.responses import PlainTextResponse, Response

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.connection import Connection
from store_orchestrator.client.errors import ClientError, NoRoute, ProblemAnswer, ServerUnavailable
from store_orchestrator.client.following import Pace, follow_events, follow_stores
from unit.client.fake_platform import (
    TOKEN,
    FakePlatform,
    answer_bad_gateway,
    answer_no_route,
    build_problem,
)
from unit.client.platform_server import PlatformServer

QUICK = Pace(first_delay=0.01, longest_delay=0.02, poll=0.05, patience=30.0)


async def collect(server: PlatformServer, store_id: str, count: int, after: int = 0) -> list[int]:
    ids: list[int] = []
    async with ApiClient(Connection(server.url, TOKEN)) as client:
        async for event in follow_events(client, UUID(store_id), QUICK, after=after):
            ids.append(event.id)
            if len(ids) == count:
                return ids
    raise AssertionError("following ended by itself")


@pytest.mark.parametrize("cut", [None, 0, 1, 2])
async def test_every_event_comes_once_and_in_order(
    platform: FakePlatform, server: PlatformServer, cut: int | None
) -> None:
    store = platform.add_store("demo")
    platform.cut_streams_after = cut
    for number in range(7):
        platform.add_event(store, "Step", f"number {number}")
    assert await collect(server, store["id"], 7) == [1, 2, 3, 4, 5, 6, 7]


async def test_where_streams_are_impossible_the_history_is_asked_for(
    platform: FakePlatform, server: PlatformServer
) -> None:
    store = platform.add_store("demo")
    platform.add_event(store, "One", "first")
    platform.add_event(store, "Two", "second")
    platform.cut_streams_after = 0
    assert await collect(server, store["id"], 2) == [1, 2]


async def test_following_goes_on_where_it_was(
    platform: FakePlatform, server: PlatformServer
) -> None:
    store = platform.add_store("demo")
    for number in range(3):
        platform.add_event(store, "Step", f"number {number}")
    assert await collect(server, store["id"], 1, after=2) == [3]
    assert platform.requests[-1][2]["last-event-id"] == "2"


async def test_an_api_that_comes_back_is_waited_for(
    platform: FakePlatform, server: PlatformServer
) -> None:
    store = platform.add_store("demo")
    platform.add_event(store, "Step", "one")
    platform.stage_fault("GET", "/events", *[answer_bad_gateway] * 6)
    assert await collect(server, store["id"], 1) == [1]


async def test_a_route_that_is_lost_for_a_moment_is_waited_for(
    platform: FakePlatform, server: PlatformServer
) -> None:
    """An ingress controller that is being configured answers 404, and not as the API does."""
    store = platform.add_store("demo")
    platform.add_event(store, "Step", "one")
    platform.stage_fault("GET", "/events", *[answer_no_route] * 6)
    assert await collect(server, store["id"], 1) == [1]


async def test_all_stores_are_followed_over_a_lost_route_but_not_to_a_wrong_address(
    platform: FakePlatform, server: PlatformServer
) -> None:
    store = platform.add_store("demo")
    opened: list[str] = []

    def lose_the_route_after_the_first_stream() -> None:
        opened.append("stream")
        if len(opened) == 1:
            platform.stage_fault("GET", "/v1/events", *[answer_no_route] * 3)
        else:
            store["phase"] = "Ready"

    platform.on_store_stream = lose_the_route_after_the_first_stream
    async with ApiClient(Connection(server.url, TOKEN)) as client:
        phases: list[str] = []
        async for seen in follow_stores(client, QUICK, include_deleted=False):
            phases.append(seen.phase)
            if len(phases) == 2:
                break
        assert phases == ["Pending", "Ready"]
        platform.stage_fault("GET", "/v1/events", answer_no_route)
        with pytest.raises(NoRoute):
            await anext(follow_stores(client, QUICK, include_deleted=False))


async def test_patience_ends(platform: FakePlatform, server: PlatformServer) -> None:
    store = platform.add_store("demo")
    platform.stage_fault("GET", "/events", *[answer_bad_gateway] * 99)
    impatient = Pace(first_delay=0.01, longest_delay=0.01, patience=0.0)
    async with ApiClient(Connection(server.url, TOKEN)) as client:
        with pytest.raises(ServerUnavailable, match="502"):
            await anext(follow_events(client, UUID(store["id"]), impatient))


@pytest.mark.parametrize(
    "refusal",
    [
        lambda: build_problem("forbidden", 403, "not yours"),
        lambda: PlainTextResponse("bad request", 400),
    ],
)
async def test_a_refusal_ends_it_at_once(
    platform: FakePlatform, server: PlatformServer, refusal: Callable[[], Response]
) -> None:
    store = platform.add_store("demo")
    platform.stage_fault("GET", "/events", refusal)
    async with ApiClient(Connection(server.url, TOKEN)) as client:
        with pytest.raises(ClientError) as caught:
            await anext(follow_events(client, UUID(store["id"]), QUICK))
    assert not isinstance(caught.value, ServerUnavailable)


async def test_stores_come_once_and_again_when_they_change(
    platform: FakePlatform, server: PlatformServer
) -> None:
    platform.add_store("one")
    two = platform.add_store("two")
    seen: list[tuple[str, str]] = []
    async with ApiClient(Connection(server.url, TOKEN)) as client:
        async for store in follow_stores(client, QUICK, include_deleted=False):
            seen.append((store.name, store.phase))
            if len(seen) == 2:
                two["phase"] = "Ready"
            if len(seen) == 3:
                break
    assert seen == [("one", "Pending"), ("two", "Pending"), ("two", "Ready")]


async def test_a_problem_keeps_the_servers_document(
    platform: FakePlatform, server: PlatformServer
) -> None:
    platform.stage_fault("GET", "/engines", lambda: build_problem("forbidden", 403, "not yours"))
    async with ApiClient(Connection(server.url, TOKEN)) as client:
        with pytest.raises(ProblemAnswer) as caught:
            await client.list_engines()
    assert caught.value.problem.slug == "forbidden"
