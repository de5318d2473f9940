"""The orchestrator's life: fetch due stores, work on them side by side, stop in good order."""

import asyncio
from collections.abc import AsyncIterable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, Final, NoReturn

import structlog

from store_orchestrator.cluster.door import ClusterDoor
from store_orchestrator.db.notify import KEY_SURVEY
from store_orchestrator.db.queue import Leased, StoreQueue
from store_orchestrator.orchestrator.hints import Hints
from store_orchestrator.orchestrator.meter import Meter
from store_orchestrator.orchestrator.worker import Reconciles, Worker

BEAT_SECONDS: Final = 10.0
SILENCE_LIMIT_SECONDS: Final = 60.0
# Bounds on waiting for the next due store: a row that is locked just now must not make a busy
# loop, and a notification that got lost must not cost more than this.
WAIT_LEAST_SECONDS: Final = 0.05
WAIT_MOST_SECONDS: Final = 30.0
# After SIGTERM: passes may end their step, then they are cancelled.
STOP_PATIENCE_SECONDS: Final = 8.0

Errand = Callable[[], Coroutine[Any, Any, NoReturn]]
"""Something that goes on beside the work on stores, for ever; its failure ends the process."""

OpenListener = Callable[[], AbstractAsyncContextManager[AsyncIterable[str]]]

_log = structlog.get_logger(__name__)


def _ignore() -> None:
    """For who makes no surveys."""


class Orchestrator:
    """One of any number of orchestrators on the same queue.

    Args:
        owner: unique for this process; never reused, because leases belong to it.
        concurrency: stores worked on at the same time.
        open_listener: listens for stores that become due.
        errands: what else this process does meanwhile.
        on_survey: called when somebody asks for a survey of the cluster.

    Attributes:
        stopping: nothing new is begun any more.
    """

    def __init__(
        self,
        queue: StoreQueue,
        reconciler: Reconciles,
        door: ClusterDoor,
        open_listener: OpenListener,
        meter: Meter,
        *,
        owner: str,
        concurrency: int,
        lease: timedelta,
        errands: Sequence[Errand] = (),
        on_survey: Callable[[], None] = _ignore,
        stop_patience: float = STOP_PATIENCE_SECONDS,
    ) -> None:
        self._queue = queue
        self._reconciler = reconciler
        self._door = door
        self._open_listener = open_listener
        self._meter = meter
        self._owner = owner
        self._concurrency = concurrency
        self._lease = lease
        self._errands = errands
        self._on_survey = on_survey
        self._stop_patience = stop_patience
        self._wake = asyncio.Event()
        self._workers: dict[asyncio.Task[None], Worker] = {}
        self.stopping = False
        self._last_beat: float | None = None

    def is_alive(self) -> bool:
        """Whether the queue was reached lately; false also before the first time."""
        now = asyncio.get_running_loop().time()
        return self._last_beat is not None and now - self._last_beat < SILENCE_LIMIT_SECONDS

    async def run(self, stop: asyncio.Event) -> None:
        """Work until ``stop`` is set; then give all leases back and return.

        Raises:
            ExceptionGroup: the listener, a watch or the queue died; the process must end and
                start anew.
        """
        async with self._open_listener() as listener, asyncio.TaskGroup() as group:
            background = [
                group.create_task(self._listen(listener), name="listen"),
                group.create_task(Hints(self._queue).collect(self._door), name="hints"),
                group.create_task(self._beat(), name="beat"),
                group.create_task(self._wake_on(stop), name="await stop"),
                *(group.create_task(errand()) for errand in self._errands),
            ]
            try:
                await self._fetch_until(stop)
                await self._drain()
            finally:
                for task in (*background, *self._workers):
                    task.cancel()

    async def _fetch_until(self, stop: asyncio.Event) -> None:
        _log.info("orchestrator_started", owner=self._owner, concurrency=self._concurrency)
        while not stop.is_set():
            self._wake.clear()
            free = self._concurrency - len(self._workers)
            fetched = await self._fetch(free) if free else 0
            if free and fetched == free:
                continue
            await self._sleep(await self._derive_wait() if free else None)

    async def _fetch(self, limit: int) -> int:
        due = await self._queue.fetch_due(self._owner, limit, self._lease)
        for leased in due:
            self._start(leased)
        return len(due)

    def _start(self, leased: Leased) -> None:
        worker = Worker(self._queue, self._reconciler, self._meter, leased, self._lease)
        task = asyncio.create_task(worker.work(), name=f"store {leased.spec.key}")
        self._workers[task] = worker
        self._meter.set_working(len(self._workers))
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._workers[task]
        self._meter.set_working(len(self._workers))
        self._wake.set()

    async def _derive_wait(self) -> float:
        due_in = await self._queue.next_due_in()
        if due_in is None:
            return WAIT_MOST_SECONDS
        return min(max(due_in.total_seconds(), WAIT_LEAST_SECONDS), WAIT_MOST_SECONDS)

    async def _sleep(self, seconds: float | None) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self) -> None:
        """Let passes end their step; cancel those that take too long and release their stores."""
        workers = dict(self._workers)
        _log.info("orchestrator_stopping", stores=len(workers))
        for worker in workers.values():
            worker.stop()
        self.stopping = True
        if not workers:
            return
        _, late = await asyncio.wait(workers, timeout=self._stop_patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        await asyncio.gather(*(workers[task].release() for task in late))

    async def _listen(self, listener: AsyncIterable[str]) -> None:
        async for key in listener:
            if key == KEY_SURVEY:
                self._on_survey()
            else:
                self._wake.set()

    async def _wake_on(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._wake.set()

    async def _beat(self) -> NoReturn:
        while True:
            await self._queue.beat(self._owner)
            self._last_beat = asyncio.get_running_loop().time()
            await asyncio.sleep(BEAT_SECONDS)
