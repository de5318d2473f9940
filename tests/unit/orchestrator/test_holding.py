"""A process that was stopped past its lease notices before it acts."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from store_orchestrator.db.queue import Leased
from store_orchestrator.domain.store import Status
from store_orchestrator.orchestrator.holding import Holding, LeaseLost
from unit.domain.builders import SPEC

LEASED = Leased(SPEC, Status(), None, uuid4(), "shop-abcdefgh")


async def test_a_lease_that_ran_out_is_not_held() -> None:
    with pytest.raises(LeaseLost):
        Holding(LEASED, timedelta()).ensure_held()


async def test_a_renewal_counts_from_when_it_was_asked_for() -> None:
    lease = timedelta(hours=1)
    holding = Holding(LEASED, lease)
    holding.ensure_held()
    holding.extend(asyncio.get_running_loop().time() - lease.total_seconds())
    with pytest.raises(LeaseLost):
        holding.ensure_held()
    holding.extend(asyncio.get_running_loop().time())
    holding.ensure_held()
