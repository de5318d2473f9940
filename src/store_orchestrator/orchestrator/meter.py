"""Prometheus metrics of an orchestrator."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from store_orchestrator.domain.claim import ClaimStage
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.observability.tracing import span

_PREFIX: Final = "store_orchestrator"
_STEP_SECONDS: Final = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 120)
_READY_SECONDS: Final = (1, 2, 3, 5, 8, 13, 20, 30, 60, 120, 300, 600)


@dataclass(slots=True)
class Measured:
    """A pass that is being measured; ``outcome`` is a step's name or "error"."""

    outcome: str = "aborted"


class Meter:
    """Counts and times what one orchestrator does."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._passes = Histogram(
            f"{_PREFIX}_reconcile_duration_seconds",
            "Passes over a store, by the step they ended in.",
            ["outcome"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._steps = Histogram(
            f"{_PREFIX}_step_duration_seconds",
            "Steps of the plan.",
            ["step", "result"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._helm = Histogram(
            f"{_PREFIX}_helm_duration_seconds",
            "Runs of the Helm program.",
            ["result"],
            buckets=_STEP_SECONDS,
            registry=self.registry,
        )
        self._ready = Histogram(
            f"{_PREFIX}_time_to_ready_seconds",
            "From creation, retry or claim to the first order; path is cold, warm or pool.",
            ["engine", "path"],
            buckets=_READY_SECONDS,
            registry=self.registry,
        )
        self._lost = Counter(
            f"{_PREFIX}_leases_lost", "Leases lost while working.", registry=self.registry
        )
        self._working = Gauge(
            f"{_PREFIX}_stores_in_work", "Stores leased by this process.", registry=self.registry
        )

    @contextmanager
    def passes(self) -> Iterator[Measured]:
        """Time a pass; the block says what came of it."""
        measured, started = Measured(), perf_counter()
        try:
            yield measured
        finally:
            self._passes.labels(measured.outcome).observe(perf_counter() - started)

    @contextmanager
    def steps(self, step: str) -> Iterator[None]:
        """Time a step and whether it could be done."""
        with _timed(lambda result: self._steps.labels(step, result)):
            yield

    @contextmanager
    def helm(self) -> Iterator[None]:
        """Time a run of Helm; "failed" is one that never came to an end."""
        with span("helm"), _timed(self._helm.labels):
            yield

    def note_ready(self, spec: Spec, before: Status, after: Status) -> None:
        """Observe the time to Ready when a store has just become Ready for the first time."""
        if before.ready_at is None and after.ready_at is not None:
            seconds = (after.ready_at - spec.begun_at).total_seconds()
            self._ready.labels(spec.engine, derive_path(spec, after)).observe(max(seconds, 0.0))

    def count_lost_lease(self) -> None:
        """A lease was lost while its store was worked on."""
        self._lost.inc()

    def set_working(self, count: int) -> None:
        """How many stores are leased by this process now."""
        self._working.set(count)

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)


def derive_path(spec: Spec, status: Status) -> str:
    """How a store became Ready: made ahead and claimed, made when asked for, or for a pool."""
    if spec.pooled:
        return "pool"
    return "warm" if status.claim is ClaimStage.TAKEN else "cold"


@contextmanager
def _timed(choose: Callable[[str], Histogram]) -> Iterator[None]:
    """Observe the block's time in the histogram for "done" or "failed"."""
    started, result = perf_counter(), "failed"
    try:
        yield
        result = "done"
    finally:
        choose(result).observe(perf_counter() - started)
