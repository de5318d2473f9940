from collections.abc import Callable

import pytest
from starlette.responses import JSONResponse, PlainTextResponse, Response

from store_orchestrator.client.api import ApiClient
from store_orchestrator.client.connection import Connection
from store_orchestrator.client.errors import (
    ProblemAnswer,
    ServerUnavailable,
    StoreNotFound,
    UnexpectedAnswer,
)
from store_orchestrator.client.models import NewStore
from unit.client.fake_platform import (
    TOKEN,
    CutResponse,
    FakePlatform,
    answer_bad_gateway,
    build_problem,
)
from unit.client.platform_server import PlatformServer

DEMO = NewStore("demo", "medusa")


@pytest.fixture
def connection(server: PlatformServer) -> Connection:
    return Connection(server.url, TOKEN)


async def test_a_lost_answer_does_not_make_two_stores(
    platform: FakePlatform, connection: Connection
) -> None:
    platform.lost_answers = 2
    async with ApiClient(connection) as client:
        store = await client.create_store(DEMO)
    assert [s["id"] for s in platform.stores] == [str(store.id)]
    assert platform.count_requests("POST", "/stores") == 3
    assert len(platform.keys) == 1


async def test_two_creations_have_two_keys(platform: FakePlatform, connection: Connection) -> None:
    async with ApiClient(connection) as client:
        await client.create_store(NewStore("one", "medusa"))
        await client.create_store(NewStore("two", "medusa", "small"))
    assert len(platform.keys) == 2


async def test_what_is_not_repeatable_is_sent_once(
    platform: FakePlatform, connection: Connection
) -> None:
    store = platform.add_store("demo")
    platform.stage_fault("POST", "/retry", CutResponse)
    async with ApiClient(connection) as client:
        seen = await client.get_store(store["id"])
        with pytest.raises(ServerUnavailable, match="does not answer"):
            await client.retry_store(seen.id)
    assert platform.count_requests("POST", "/retry") == 1


async def test_reading_outlives_an_api_that_is_replaced(
    platform: FakePlatform, connection: Connection
) -> None:
    platform.stage_fault("GET", "/engines", answer_bad_gateway, answer_bad_gateway)
    async with ApiClient(connection) as client:
        engines = await client.list_engines()
    assert [engine.name for engine in engines.items] == ["medusa", "woo"]


async def test_a_dead_database_is_told_with_the_servers_words(
    platform: FakePlatform, connection: Connection
) -> None:
    def answer() -> Response:
        return build_problem("database-unavailable", 503, "no database", remedy="wait")

    platform.stage_fault("GET", "/engines", *[answer] * 9)
    async with ApiClient(connection) as client:
        with pytest.raises(ServerUnavailable, match="no database") as caught:
            await client.list_engines()
    assert caught.value.remedy == "wait"


async def test_an_engine_that_is_unavailable_is_not_asked_again(
    platform: FakePlatform, connection: Connection
) -> None:
    platform.stage_fault(
        "POST", "/stores", lambda: build_problem("engine-unavailable", 503, "no image")
    )
    async with ApiClient(connection) as client:
        with pytest.raises(ProblemAnswer, match="no image"):
            await client.create_store(NewStore("demo", "woo"))
    assert platform.count_requests("POST", "/stores") == 1


async def test_a_list_is_read_to_its_last_page(
    platform: FakePlatform, connection: Connection
) -> None:
    platform.page_size = 2
    for number in range(5):
        platform.add_store(f"shop{number}")
    async with ApiClient(connection) as client:
        page = await client.list_stores()
        names = [store.name for store in client.read_stores(page)]
    assert names == [f"shop{number}" for number in range(5)]
    assert page.raw == {"items": platform.stores, "next_cursor": None}


async def test_a_history_is_read_to_its_end(platform: FakePlatform, connection: Connection) -> None:
    platform.page_size = 2
    store = platform.add_store("demo")
    for number in range(5):
        platform.add_event(store, "Step", f"number {number}")
    async with ApiClient(connection) as client:
        seen = await client.get_store(store["id"])
        events = await client.list_events(seen.id, after=1)
    assert [event.id for event in events] == [2, 3, 4, 5]


async def test_fields_of_the_future_are_tolerated_and_kept(
    platform: FakePlatform, connection: Connection
) -> None:
    raw = platform.add_store("demo", phase="Hibernating")
    async with ApiClient(connection) as client:
        store = await client.get_store_by_name("demo")
    assert store.phase == "Hibernating"
    assert store.raw == raw


async def test_a_name_means_the_live_store(platform: FakePlatform, connection: Connection) -> None:
    platform.add_store("demo", deleted_at="2026-11-24T16:00:00Z")
    live = platform.add_store("demo")
    async with ApiClient(connection) as client:
        assert str((await client.get_store_by_name("demo")).id) == live["id"]


async def test_a_deleted_store_is_found_by_id_and_its_name_says_so(
    platform: FakePlatform, connection: Connection
) -> None:
    gone = platform.add_store("demo", deleted_at="2026-11-24T16:00:00Z")
    async with ApiClient(connection) as client:
        with pytest.raises(StoreNotFound, match="it is deleted") as caught:
            await client.get_store_by_name("demo")
        assert (await client.get_store(gone["id"])).is_deleted
    assert gone["id"] in caught.value.remedy


@pytest.mark.parametrize(
    "answer",
    [
        lambda: PlainTextResponse("404 page not found", 404),
        lambda: PlainTextResponse("<html>hello</html>", 200),
        lambda: JSONResponse([1, 2], 200),
        lambda: PlainTextResponse("moved", 302, headers={"location": "http://evil.example/"}),
    ],
)
async def test_another_server_is_recognised(
    platform: FakePlatform, connection: Connection, answer: Callable[[], Response]
) -> None:
    platform.stage_fault("GET", "/engines", answer)
    async with ApiClient(connection) as client:
        with pytest.raises(UnexpectedAnswer, match="not the API of Store Orchestrator"):
            await client.list_engines()


async def test_an_answer_that_lacks_something_names_it(
    platform: FakePlatform, connection: Connection
) -> None:
    platform.stage_fault("GET", "/engines", lambda: JSONResponse({"items": [{"title": "x"}]}))
    async with ApiClient(connection) as client:
        with pytest.raises(UnexpectedAnswer, match=r"items\.0\.name") as caught:
            await client.list_engines()
    assert "storectl version" in caught.value.remedy


async def test_names_below_localhost_reach_this_machine(
    platform: FakePlatform, server: PlatformServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with ApiClient(Connection(f"http://dashboard.localhost:{server.port}", TOKEN)) as client:
        await client.list_engines()
    assert platform.requests[0][2]["host"] == f"dashboard.localhost:{server.port}"


async def test_this_machine_is_not_reached_through_a_proxy(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with ApiClient(connection) as client:
        assert await client.find_server_version() == "9.8.7"
