"""Two orchestrators, one of them killed every ten seconds: ``chaos.json``.

Stores are created and deleted meanwhile. What must hold in the end: every store was Ready, no
store was ever two orchestrators' at once, the cluster held exactly what belongs to the stores, and
after their deletion nothing.
"""

import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import cycle, pairwise
from typing import Any, Final

from bench.report import write_report
from bench.simulated.rig import ENGINE, Rig, open_rig
from store_orchestrator.domain.names import LABEL_MANAGED, RELEASE_NAME
from workbench import LeaseInterval

STORES: Final = 200
KILL_EVERY_SECONDS: Final = 10.0
NAMES: Final = ("one", "two")
_STORE_SECONDS: Final = 6.0
_PATIENCE_SECONDS: Final = 120.0
_MANAGED: Final = f"--selector={LABEL_MANAGED}=true"
_RECORDS: Final = f"--selector=owner=helm,name={RELEASE_NAME}"


def main() -> None:
    """Measure; ends with an error when something that must hold does not."""
    report = run_chaos(int(os.environ.get("BENCH_CHAOS_STORES", STORES)))
    write_report("chaos", report)
    if report["violations"]:
        raise SystemExit(f"violations: {report['violations']}")


def run_chaos(
    stores: int, kill_every: float = KILL_EVERY_SECONDS, kills: int | None = None
) -> dict[str, Any]:
    """Create and delete so many stores under fire; "violations" lists what did not hold.

    Args:
        kill_every: seconds.
        kills: no more of them; None goes on to the end.
    """
    with open_rig({}) as rig:
        bench, violence = rig.bench, Violence(rig, kill_every, kills)
        patience = _PATIENCE_SECONDS + _STORE_SECONDS * stores
        started = time.monotonic()
        ids = bench.add_stores([f"shop-{n}" for n in range(stores)], engine=ENGINE)
        violence.until(lambda: bench.count("ready_at IS NOT NULL") == stores, patience)
        ready, violations = time.monotonic() - started, find_strays(rig)
        started = time.monotonic()
        bench.delete_stores(ids)
        violence.until(lambda: bench.count("deleted_at IS NOT NULL") == stores, patience)
        deleted = time.monotonic() - started
        leases = bench.list_leases()
        violations += [*find_overlaps(leases), *find_remains(rig)]
        lost = bench.query("SELECT count(*) AS n FROM stores WHERE removal = '[]'::jsonb")
        if lost[0]["n"]:
            violations.append(f"{lost[0]['n']} receipts are empty")
    return {
        "stores": stores,
        "orchestrators": len(NAMES),
        "killed": violence.kills,
        "killed_every_seconds": kill_every,
        "seconds_until_all_ready": round(ready, 1),
        "seconds_until_all_deleted": round(deleted, 1),
        "leases": len(leases),
        "violations": violations,
    }


class Violence:
    """Kills the orchestrators in turn, each while it works, and starts each again at once.

    Attributes:
        kills: how many; each held leases when it died.
    """

    def __init__(self, rig: Rig, every: float, most: int | None) -> None:
        self._bench = rig.bench
        self._every = every
        self._most = most
        self._victims = cycle(NAMES)
        self._victim = next(self._victims)
        self._lives: dict[str, int] = dict.fromkeys(NAMES, 0)
        self.kills = 0
        for name in NAMES:
            self._start(name)
        self._next = time.monotonic() + every

    def until(self, look: Callable[[], bool], seconds: float) -> None:
        """Go on until ``look`` says so; raises TimeoutError when it does not in time."""

        def look_and_kill() -> bool:
            now = time.monotonic()
            if self.kills == self._most:
                pass
            elif not all(map(self._looks_for_work, NAMES)):
                # On a busy machine a start takes long: it must get to work, or killing proves
                # nothing.
                self._next = max(self._next, now + self._every / 2)
            elif now >= self._next and self._works(self._victim):
                self._next = now + self._every
                self._kill(self._victim)
                self._victim = next(self._victims)
            return look()

        self._bench.wait_until(look_and_kill, seconds, "all stores are where they should be")

    def _kill(self, name: str) -> None:
        self._bench.processes[name].close()
        self.kills += 1
        self._start(name)

    def _start(self, name: str) -> None:
        self._bench.start(name)
        self._lives[name] += 1

    def _looks_for_work(self, name: str) -> bool:
        return len(self._list_owners(name)) >= self._lives[name]

    def _works(self, name: str) -> bool:
        """Whether it holds a lease: killing one that sleeps proves nothing."""
        owner = self._list_owners(name)[-1]
        held = "SELECT 1 FROM stores WHERE lease_owner = %s AND lease_expires_at > now()"
        return bool(self._bench.query(held, owner))

    def _list_owners(self, name: str) -> list[str]:
        """What this one was called in each of its lives, as an owner of leases."""
        log = self._bench.read_log(name)
        return [line["owner"] for line in log if line["event"] == "orchestrator_started"]


def find_overlaps(leases: Sequence[LeaseInterval]) -> list[str]:
    """Stores that were somebody's before the lease of another one had ended."""
    return [
        f"store {later.store_id}: {later.owner} began {earlier.ends - later.begins} too early"
        for earlier, later in pairwise(sorted(leases, key=lambda one: (one.store_id, one.begins)))
        if earlier.store_id == later.store_id and later.begins < earlier.ends
    ]


def find_strays(rig: Rig) -> list[str]:
    """What the cluster holds beside exactly one namespace and one healthy release per store."""
    wanted = {f"store-{row['key']}" for row in rig.bench.query("SELECT key FROM stores")}
    found = {name for name, _ in _list(rig, "namespaces", _MANAGED)}
    newest: dict[str, tuple[int, str]] = {}
    for namespace, labels in _list_records(rig):
        revision = (int(labels["version"]), labels["status"])
        newest[namespace] = max(revision, newest.get(namespace, revision))
    return [
        *(f"namespace {name} belongs to no store" for name in found - wanted),
        *(f"namespace {name} is missing" for name in wanted - found),
        *(f"release in {name} is missing" for name in wanted - newest.keys()),
        *(f"release in {name} is {seen[1]}" for name, seen in newest.items() if not _is_well(seen)),
    ]


def find_remains(rig: Rig) -> list[str]:
    """Everything of stores that is still in the cluster."""
    volumes = [name for name, _ in _list(rig, "persistentvolumes")]
    return [
        *(f"namespace {name} is left" for name, _ in _list(rig, "namespaces", _MANAGED)),
        *(f"release in {name} is left" for name, _ in _list_records(rig)),
        *(f"volume {name} is left" for name in volumes),
    ]


def _is_well(revision: tuple[int, str]) -> bool:
    return revision[1] == "deployed"


def _list_records(rig: Rig) -> Iterable[tuple[str, dict[str, str]]]:
    """Namespace and labels of each revision that Helm recorded."""
    items = _get(rig, "secrets", "--all-namespaces", _RECORDS)
    return [(one["metadata"]["namespace"], one["metadata"]["labels"]) for one in items]


def _list(rig: Rig, *what: str) -> list[tuple[str, dict[str, str]]]:
    found = [one["metadata"] for one in _get(rig, *what)]
    return [(metadata["name"], metadata.get("labels", {})) for metadata in found]


def _get(rig: Rig, *what: str) -> list[dict[str, Any]]:
    found = json.loads(rig.cluster.kubectl.call("get", *what, "--output=json"))
    items: list[dict[str, Any]] = found["items"]
    return items
