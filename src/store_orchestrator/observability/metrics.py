"""Prometheus metrics of the API process."""

from collections.abc import Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

__all__ = ["CONTENT_TYPE_LATEST", "ApiMetrics"]

_PREFIX = "store_orchestrator"


class ApiMetrics:
    """Requests of this process, and figures about all stores as of the latest scrape."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            f"{_PREFIX}_http_requests",
            "Requests by route and outcome.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._durations = Histogram(
            f"{_PREFIX}_http_request_duration_seconds",
            "Time until the last byte, event streams left out.",
            ["method", "route"],
            registry=self.registry,
        )
        self.open_streams = self._gauge("event_streams", "Event streams that are open.")
        self._database_up = self._gauge("database_up", "1 if the database answered this scrape.")
        self._stores = Gauge(
            f"{_PREFIX}_stores", "Stores by phase.", ["phase"], registry=self.registry
        )
        self._pool = Gauge(
            f"{_PREFIX}_pool_stores",
            "Stores that are nobody's yet, by what they are good for.",
            ["engine", "plan", "state"],
            registry=self.registry,
        )
        self._due = self._gauge("queue_depth", "Stores that are due and not leased.")
        self._age = self._gauge("queue_oldest_seconds", "How long the longest has been due.")
        self._leased = self._gauge("queue_leased", "Stores that an orchestrator works on.")
        self._orchestrators = self._gauge(
            "orchestrators", "Orchestrators heard of within the last minute."
        )

    def record_request(
        self, *, method: str, route: str, status: int, seconds: float, stream: bool
    ) -> None:
        """Count an answered request."""
        self._requests.labels(method, route, str(status)).inc()
        if not stream:
            self._durations.labels(method, route).observe(seconds)

    def set_figures(
        self,
        *,
        stores: Mapping[str, int],
        due: int,
        oldest_seconds: float,
        leased: int,
        orchestrators: int,
    ) -> None:
        """Take what the database said just now."""
        self._database_up.set(1)
        for phase, count in stores.items():
            self._stores.labels(phase).set(count)
        self._due.set(due)
        self._age.set(oldest_seconds)
        self._leased.set(leased)
        self._orchestrators.set(orchestrators)

    def set_pool(self, counts: Mapping[tuple[str, str], Mapping[str, int]]) -> None:
        """Take how many stores are in which state, by engine and plan."""
        self._pool.clear()
        for (engine, plan), states in counts.items():
            for state, count in states.items():
                self._pool.labels(engine, plan, state).set(count)

    def set_database_down(self) -> None:
        """The database did not answer: drop its figures rather than show old ones."""
        self._database_up.set(0)
        self._stores.clear()
        self._pool.clear()
        for gauge in (self._due, self._age, self._leased, self._orchestrators):
            gauge.set(float("nan"))

    def render(self) -> bytes:
        """The text that Prometheus reads."""
        return generate_latest(self.registry)

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"{_PREFIX}_{name}", text, registry=self.registry)
