"""What a platform on simulated nodes has used up to a moment, and what it used in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from time import monotonic, process_time
from typing import Final
from urllib.request import urlopen

from prometheus_client.parser import text_string_to_metric_families

from bench.simulated.rig import Rig
from bench.simulated.usage import read_tree_seconds, read_usage
from bench.surroundings import read_processor_time

# Orchestrators and their Helm sign in as a ServiceAccount outside of kube-system, nobody else does:
# https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
_DISPATCHED: Final = "apiserver_flowcontrol_dispatched_requests"
_SCHEMA: Final = "service-accounts"
_PERCENT: Final = 100


@dataclass(frozen=True)
class Snapshot:
    """Totals since everything started.

    Attributes:
        seconds: processor seconds by who used them.
        requests: to the Kubernetes API by orchestrators and Helm.
        transactions: of the database, with those of the measurement itself.
        busy: ticks that all processors were busy, and all ticks.
    """

    at: float
    seconds: Mapping[str, float]
    requests: float
    transactions: int
    busy: tuple[int, int]


def take_snapshot(rig: Rig) -> Snapshot:
    """Read everything now."""
    orchestrators = [read_usage(p.pid) for p in rig.bench.processes.values()]
    programs = {name: read_tree_seconds(p.pid) for name, p in rig.cluster.processes.items()}
    return Snapshot(
        at=monotonic(),
        seconds={
            **programs,
            "orchestrator": sum(usage.own for usage in orchestrators),
            "helm": sum(usage.ended for usage in orchestrators),
            "postgresql": read_tree_seconds(rig.find_postgres()),
            "bench": process_time(),
        },
        requests=count_requests(rig),
        transactions=count_transactions(rig),
        busy=read_processor_time(),
    )


def build_difference(before: Snapshot, after: Snapshot, stores: int) -> dict[str, object]:
    """What was used in between, for each of so many stores."""
    spent = {name: after.seconds[name] - before.seconds[name] for name in after.seconds}
    busy = [end - start for start, end in zip(before.busy, after.busy, strict=True)]
    return {
        "seconds": round(after.at - before.at, 2),
        "stores_per_minute": round(stores / (after.at - before.at) * 60, 1),
        "machine_busy_percent": round(busy[0] / busy[1] * _PERCENT, 1),
        "processor_seconds_per_store": {
            name: round(value / stores, 4) for name, value in spent.items()
        },
        "processor_seconds_per_store_together": round(sum(spent.values()) / stores, 4),
        "helm_percent_of_processor_time": round(spent["helm"] / sum(spent.values()) * _PERCENT, 1),
        "api_requests_per_store": round((after.requests - before.requests) / stores, 1),
        "transactions_per_store": round((after.transactions - before.transactions) / stores, 1),
    }


def build_shares(before: Snapshot, after: Snapshot) -> dict[str, object]:
    """What was used in between, for each second."""
    lasted = after.at - before.at
    spent = {name: after.seconds[name] - before.seconds[name] for name in after.seconds}
    return {
        "seconds": round(lasted, 1),
        "percent_of_a_core": {
            name: round(value / lasted * _PERCENT, 2) for name, value in spent.items()
        },
        "transactions_per_second": round((after.transactions - before.transactions) / lasted, 2),
        "api_requests_per_second": round((after.requests - before.requests) / lasted, 2),
    }


def build_percentiles(seconds: Sequence[float]) -> dict[str, object]:
    """Of many durations: how many, median, 95th percentile and maximum."""
    ordered = sorted(seconds)
    return {
        "runs": len(ordered),
        "p50": round(_pick(ordered, 0.5), 2),
        "p95": round(_pick(ordered, 0.95), 2),
        "max": round(ordered[-1], 2),
    }


def _pick(ordered: Sequence[float], share: float) -> float:
    """The smallest of them that this share of all does not exceed."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)]


def count_requests(rig: Rig) -> float:
    """Requests of all ServiceAccounts to the Kubernetes API so far, watches counted once."""
    text = rig.cluster.kubectl.call("get", "--raw=/metrics")
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        if family.name == _DISPATCHED
        for sample in family.samples
        if sample.labels.get("flow_schema") == _SCHEMA and sample.name.endswith("_total")
    )


def count_transactions(rig: Rig) -> int:
    """Transactions of the database so far; its own count lags by up to a second."""
    [row] = rig.bench.query(
        "SELECT xact_commit + xact_rollback AS n FROM pg_stat_database "
        "WHERE datname = current_database()"
    )
    return int(row["n"])


def read_metric(port: int, name: str) -> float:
    """A sum over all labels of what an orchestrator exposes."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as reply:
        text = reply.read().decode()
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    )
