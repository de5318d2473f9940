"""Working on one leased store: the lease is kept alive beside the work and ends it when lost."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, Protocol

import structlog

from store_orchestrator.cluster.fence import FENCE
from store_orchestrator.db.errors import DatabaseError, DatabaseUnavailable
from store_orchestrator.db.queue import Leased, StoreQueue
from store_orchestrator.orchestrator.holding import Holding, LeaseLost
from store_orchestrator.orchestrator.meter import Meter

# A lease is renewed three times before it would end, so one slow answer loses nothing.
RENEWALS_PER_LEASE: Final = 3

_log = structlog.get_logger(__name__)


class Reconciles(Protocol):
    """What works on a store, see :class:`store_orchestrator.orchestrator.reconciler.Reconciler`."""

    async def reconcile(self, holding: Holding) -> None:
        """Work until the lease is released."""


class Worker:
    """Works on one store."""

    def __init__(
        self,
        queue: StoreQueue,
        reconciler: Reconciles,
        meter: Meter,
        leased: Leased,
        lease: timedelta,
    ) -> None:
        self._queue = queue
        self._reconciler = reconciler
        self._meter = meter
        self._lease = lease
        self._holding = Holding(leased, lease)

    def stop(self) -> None:
        """Begin no further step; the lease is released after the present one."""
        self._holding.stopping = True

    async def work(self) -> None:
        """Work on the store; returns when its lease is released or lost."""
        spec = self._holding.leased.spec
        FENCE.set(self._holding)
        with structlog.contextvars.bound_contextvars(store=spec.key, store_id=str(spec.id)):
            try:
                await self._reconcile_under_lease()
            except* LeaseLost:
                self._meter.count_lost_lease()
                _log.warning("lease_lost")
            except* DatabaseError as group:
                _log.warning("pass_aborted", cause=str(group.exceptions[0]))
            except* Exception:  # noqa: BLE001 - it is logged with its trace, below says why
                # A defect met by one store must not end the work on all others. The lease runs
                # out, so it is tried again; the trace is what somebody needs to mend it.
                _log.exception("pass_crashed")

    async def release(self) -> None:
        """Give the lease back after the work was cancelled, so that another goes on at once."""
        leased = self._holding.leased
        with suppress(DatabaseUnavailable):  # then the lease runs out by itself
            await self._queue.record(leased, leased.status, (), due_in=timedelta())

    async def _reconcile_under_lease(self) -> None:
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._keep_lease(), name="keep lease")
            await self._then_end(keeping, self._reconciler.reconcile(self._holding))

    @staticmethod
    async def _then_end(other: asyncio.Task[None], work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        finally:
            other.cancel()

    async def _keep_lease(self) -> None:
        """Renew for ever.

        Raises:
            LeaseLost: which cancels the work.
        """
        clock = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._lease.total_seconds() / RENEWALS_PER_LEASE)
            asked_at = clock.time()
            try:
                held = await self._queue.renew(self._holding.leased, self._lease)
            except DatabaseUnavailable as error:
                _log.warning("lease_not_renewed", cause=str(error))
                self._holding.ensure_held()
                continue
            if not held:
                raise LeaseLost
            self._holding.extend(asked_at)
