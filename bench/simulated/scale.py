"""Creation at scale and the price of stores that are settled: ``scale.json``.

The control plane is real, its nodes are simulated and run nothing. Orders are placed at a stand-in
that answers for every shop, so a store's time to Ready holds everything but the shop's own start.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from bench.report import write_report
from bench.simulated.database import measure_database
from bench.simulated.figures import (
    build_difference,
    build_percentiles,
    build_shares,
    read_metric,
    take_snapshot,
)
from bench.simulated.floor import measure_floor
from bench.simulated.rig import ENGINE, Rig, find_free_port, open_rig
from bench.simulated.usage import read_usage
from store_orchestrator.settings import OrchestratorSettings

# Goals: stores per minute with one replica; percent of a core and MB when all are settled.
PER_MINUTE: Final = 150
SHARE_PERCENT: Final = 3.0
RESIDENT_MB: Final = 250
_BATCH: Final = 5
_SETTLE_SECONDS: Final = 5.0
_START_SECONDS: Final = 60.0
# A store that takes longer has a defect, however loaded the machine is.
_STORE_SECONDS: Final = 4.0


@dataclass(frozen=True)
class Size:
    """How much is measured; BENCH_SCALE_STORES and so on say otherwise.

    Attributes:
        stores: settled in the end.
        idle: seconds of looking at all of them; a tenth of it at fewer.
        side: stores or installations of each comparison.
        rows: of the largest table.
    """

    stores: int = 1000
    idle: int = 300
    side: int = 100
    rows: int = 10_000

    @classmethod
    def read(cls) -> "Size":
        """From the environment."""
        names = {name: f"BENCH_SCALE_{name.upper()}" for name in cls.__dataclass_fields__}
        return cls(**{n: int(os.environ[v]) for n, v in names.items() if v in os.environ})


class Measurement:
    """One rig that is filled step by step."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._bench = rig.bench
        self._count = 0
        self._port = find_free_port()

    def start(self, *names: str) -> None:
        """Start orchestrators and wait until they look for work."""
        for name in names:
            port = str(self._port if name == "one" else find_free_port())
            self._bench.start(name, SO_METRICS_PORT=port)
        for name in names:
            self._wait_for_work(name)

    def _wait_for_work(self, name: str) -> None:
        def works() -> bool:
            return any(one["event"] == "orchestrator_started" for one in self._bench.read_log(name))

        self._bench.wait_until(works, _START_SECONDS, f"{name} looks for work")

    def fill(self, total: int) -> dict[str, object]:
        """Ask for all that are missing at once."""
        missing, before = total - self._count, take_snapshot(self._rig)
        helm, work = self._read_helm(), self._read_work()
        ids = self._add(missing)
        self._wait_for(ids)
        found = build_difference(before, take_snapshot(self._rig), missing)
        found["asked_for_at_once"] = missing
        found["helm_percent_of_the_work_on_a_store"] = round(
            (self._read_helm() - helm) / (self._read_work() - work) * 100, 1
        )
        return found

    def drip(self, count: int) -> dict[str, object]:
        """Ask for stores as fast as the goal says, evenly; how long does each take?"""
        ids: list[UUID] = []
        started = time.monotonic()
        while len(ids) < count:
            ids += self._add(min(_BATCH, count - len(ids)))
            wait = started + len(ids) * 60 / PER_MINUTE - time.monotonic()
            time.sleep(max(wait, 0))
        self._wait_for(ids)
        rows = self._bench.query(
            "SELECT extract(epoch FROM ready_at - created_at) AS s FROM stores WHERE id = ANY(%s)",
            ids,
        )
        return {
            "asked_for_per_minute": PER_MINUTE,
            "seconds_to_ready": build_percentiles([float(row["s"]) for row in rows]),
        }

    def idle(self, seconds: float) -> dict[str, object]:
        """Watch a platform whose stores are all settled."""
        self._spread()
        time.sleep(_SETTLE_SECONDS)
        before = take_snapshot(self._rig)
        time.sleep(seconds)
        found = build_shares(before, take_snapshot(self._rig))
        usage = read_usage(self._bench.processes["one"].pid)
        return {"stores": self._count, **found, "resident_mb": round(usage.resident / 1e6, 1)}

    def compare(self, count: int) -> dict[str, object]:
        """The same number of stores, first with one replica and then with three."""
        one = self.fill(self._count + count)
        self.start("two", "three")
        three = self.fill(self._count + count)
        rates = [float(str(found["stores_per_minute"])) for found in (one, three)]
        return {"one": one, "three": three, "ratio": round(rates[1] / rates[0], 2)}

    def _add(self, count: int) -> Sequence[UUID]:
        names = [f"shop-{self._count + number}" for number in range(count)]
        self._count += count
        return self._bench.add_stores(names, engine=ENGINE)

    def _wait_for(self, ids: Sequence[UUID]) -> None:
        def all_ready() -> bool:
            [row] = self._bench.query(
                "SELECT count(*) AS n FROM stores WHERE ready_at IS NOT NULL AND id = ANY(%s)", ids
            )
            return int(row["n"]) == len(ids)

        limit = _START_SECONDS + _STORE_SECONDS * len(ids)
        self._bench.wait_until(all_ready, limit, f"{len(ids)} stores are Ready")

    def _spread(self) -> None:
        """Make looks and checks as evenly due as they come to be after an hour by themselves."""
        defaults = OrchestratorSettings.model_fields
        self._bench.query(
            """UPDATE stores SET due_at = now() + random() * %s * interval '1 second',
            proven_at = now() - random() * %s * interval '1 second' RETURNING 1""",
            defaults["resync_seconds"].default,
            defaults["recheck_seconds"].default,
        )

    def _read_helm(self) -> float:
        return read_metric(self._port, "store_orchestrator_helm_duration_seconds_sum")

    def _read_work(self) -> float:
        return read_metric(self._port, "store_orchestrator_reconcile_duration_seconds_sum")


def main() -> None:
    """Measure all of it and say which goals were met."""
    size = Size.read()
    steps = [count for count in (10, 100) if count < size.stores]
    with open_rig({}) as rig:
        # It records every lease for other uses of the bench, which costs the database something.
        with rig.bench.connect() as connection:
            connection.execute("DROP TRIGGER bench_record_lease ON stores")
        measurement = Measurement(rig)
        floor = measure_floor(rig, size.side)
        measurement.start("one")
        growth = []
        for count in steps:
            measurement.fill(count)
            growth.append(measurement.idle(size.idle / 10))
        dripped = min(size.side, size.stores // 4)
        creation = measurement.fill(size.stores - dripped)
        pace = measurement.drip(dripped)
        growth.append(measurement.idle(size.idle))
        replicas = measurement.compare(size.side)
    report = {
        "nodes": "simulated by kwok: pods are reported as running, nothing runs in them",
        "orders": "placed at a stand-in that answers for every shop",
        "size": {name: getattr(size, name) for name in size.__dataclass_fields__},
        "floor": floor,
        "creation": creation,
        "at_the_goal_s_pace": pace,
        "settled": growth,
        "replicas": replicas,
        "database": measure_database(size.rows),
    }
    report["goals"] = judge(creation, growth[-1])
    write_report("scale", report)


def judge(creation: dict[str, object], settled: dict[str, object]) -> list[dict[str, object]]:
    """Goal, figure, and whether the one meets the other."""
    shares = settled["percent_of_a_core"]
    assert isinstance(shares, dict)  # noqa: S101 - made in this file
    rate, resident = creation["stores_per_minute"], settled["resident_mb"]
    assert isinstance(rate, float)  # noqa: S101
    assert isinstance(resident, float)  # noqa: S101
    return [
        _judge("stores per minute, one replica", PER_MINUTE, rate, rate >= PER_MINUTE),
        *(
            _judge(f"{name}, percent of a core", SHARE_PERCENT, shares[name], met)
            for name in ("orchestrator", "postgresql")
            for met in (shares[name] <= SHARE_PERCENT,)
        ),
        _judge("orchestrator, MB resident", RESIDENT_MB, resident, resident <= RESIDENT_MB),
    ]


def _judge(what: str, goal: float, measured: float, met: bool) -> dict[str, object]:
    return {"what": what, "goal": goal, "measured": measured, "met": met}
