"""How long the pure part of a pass takes: it bounds what one replica could ever do."""

import timeit
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench.report import build_summary, write_report
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.observed import NamespaceSeen, Observed, ReleaseSeen, ReleaseStatus
from store_orchestrator.domain.plan import Wanted, plan
from store_orchestrator.domain.store import Spec, Status
from store_orchestrator.domain.transition import derive_status

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LOOPS = 10_000


def decide() -> None:
    """One derivation of status and plan for a store whose workloads are starting."""
    spec = Spec(
        id=UUID(int=1), key="abcdefgh", name="bench", engine="medusa", plan="small", generation=1,
        choices=Choices("Bench"), created_at=NOW, provisioning_since=NOW,
    )  # fmt: skip
    wanted = Wanted(values_digest="d", deadline=timedelta(minutes=10))
    observed = Observed(
        namespace=NamespaceSeen("store-abcdefgh", "uid", managed=True, access_granted=True),
        release=ReleaseSeen(1, ReleaseStatus.DEPLOYED, "d"),
    )
    status = derive_status(spec, Status(), wanted, observed, NOW)
    plan(spec, status, wanted, observed, NOW)


def main() -> None:
    """Microseconds per decision, over five repetitions."""
    runs = [t / LOOPS * 1e6 for t in timeit.repeat(decide, number=LOOPS, repeat=5)]
    write_report("plan_step", {"microseconds_per_decision": build_summary(runs)})
