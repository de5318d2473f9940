"""What a reader of the feed gets to see, and when its stream ends."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.store import Phase, Spec, Status
from store_orchestrator.services.feed import PENDING_LIMIT, StreamEnded, Subscription
from store_orchestrator.services.views import StoreView

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TENANT, OTHER = UUID(int=1), UUID(int=2)
PATIENCE = 10.0


def _build_view(store_id: UUID, tenant_id: UUID = TENANT, generation: int = 1) -> StoreView:
    spec = Spec(
        store_id, "abcdefgh", "shop", "medusa", "small", Choices("Shop"), generation, NOW, NOW
    )
    return StoreView(tenant_id, spec, Status(), Phase.PENDING, "Waiting.", False, None, None)


async def test_of_several_changes_the_newest_is_read() -> None:
    reader = Subscription(TENANT, None)
    store = _build_view(uuid4())
    newest = replace(store, phase=Phase.READY)
    another = _build_view(uuid4())
    for view in (store, another, newest):
        reader.offer(view)
    assert await reader.wait(PATIENCE) == [newest, another]


async def test_other_tenants_and_other_stores_are_passed_over() -> None:
    wanted = _build_view(uuid4())
    of_all, of_one = Subscription(TENANT, None), Subscription(TENANT, wanted.spec.id)
    for view in (_build_view(wanted.spec.id, OTHER), _build_view(uuid4()), wanted):
        of_all.offer(view)
        of_one.offer(view)
    assert len(await of_all.wait(PATIENCE)) == 2
    assert await of_one.wait(PATIENCE) == [wanted]


async def test_silence_is_an_empty_answer() -> None:
    assert await Subscription(TENANT, None).wait(0) == []


async def test_a_reader_that_waits_is_woken() -> None:
    reader = Subscription(TENANT, None)
    waiting = asyncio.create_task(reader.wait(PATIENCE))
    await asyncio.sleep(0)
    view = _build_view(uuid4())
    reader.offer(view)
    assert await waiting == [view]


async def test_a_reader_that_is_too_slow_is_ended_rather_than_told_a_part() -> None:
    reader = Subscription(TENANT, None)
    for _ in range(PENDING_LIMIT):
        reader.offer(_build_view(uuid4()))
    assert len(await reader.wait(PATIENCE)) == PENDING_LIMIT
    for _ in range(PENDING_LIMIT + 1):
        reader.offer(_build_view(uuid4()))
    with pytest.raises(StreamEnded):
        await reader.wait(PATIENCE)
    reader.offer(_build_view(uuid4()))
    with pytest.raises(StreamEnded):
        await reader.wait(PATIENCE)


async def test_a_restart_ends_who_follows_all_and_wakes_who_follows_one() -> None:
    of_all, of_one = Subscription(TENANT, None), Subscription(TENANT, uuid4())
    of_all.restart()
    of_one.restart()
    with pytest.raises(StreamEnded):
        await of_all.wait(PATIENCE)
    # Woken at once, to look; not after the time.
    async with asyncio.timeout(PATIENCE / 2):
        assert await of_one.wait(PATIENCE) == []
