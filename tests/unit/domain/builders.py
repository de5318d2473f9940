"""Stores, observations and statuses for tables."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from store_orchestrator.domain.conditions import Condition, ConditionStatus, ConditionType
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.observed import (
    NamespaceSeen,
    Observed,
    Problem,
    ReleaseSeen,
    ReleaseStatus,
    WorkloadSeen,
)
from store_orchestrator.domain.plan import Wanted
from store_orchestrator.domain.probe import OrderProof
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.store import Spec, Status, Verification

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = BEGIN + timedelta(minutes=1)
LATE = BEGIN + timedelta(minutes=11)
DIGEST = "a" * 40
WANTED = Wanted(DIGEST, timedelta(minutes=10))
UNDRAWN = Wanted(None, timedelta(minutes=10))

SPEC = Spec(
    id=UUID(int=1),
    key="abcdefgh",
    name="shop",
    engine="medusa",
    plan="small",
    generation=1,
    created_at=BEGIN,
    provisioning_since=BEGIN,
)
LEAVING = Spec(
    id=UUID(int=1),
    key="abcdefgh",
    name="shop",
    engine="medusa",
    plan="small",
    generation=2,
    created_at=BEGIN,
    provisioning_since=BEGIN,
    delete_requested_at=NOW,
)

NAMESPACE = NamespaceSeen("store-abcdefgh", "uid-1", managed=True, access_granted=True)
FOREIGN = NamespaceSeen("store-abcdefgh", "uid-9", managed=False, access_granted=False)
TERMINATING = NamespaceSeen(
    "store-abcdefgh", "uid-1", managed=True, access_granted=False, terminating=True
)
HELD = NamespaceSeen(
    "store-abcdefgh",
    "uid-1",
    managed=True,
    access_granted=False,
    terminating=True,
    blockers=("pods has 1 finalizer", "it takes long"),
)
DEPLOYED = ReleaseSeen(3, ReleaseStatus.DEPLOYED, DIGEST)
OUTDATED = ReleaseSeen(3, ReleaseStatus.DEPLOYED, "b" * 40)
FAILED = ReleaseSeen(3, ReleaseStatus.FAILED, DIGEST)
PENDING = ReleaseSeen(4, ReleaseStatus.PENDING, DIGEST)
UP = (WorkloadSeen("Deployment", "shop", True, "1 of 1 pods available"),)
DOWN = (*UP, WorkloadSeen("StatefulSet", "database", False, "0 of 1 pods available"))
VOLUME = RemovalItem("PersistentVolume", "pvc-1", "uid-2")
ROUTE = RemovalItem("Ingress", "shop", "uid-3")
PROBLEM = Problem("CrashLoop", "Container shop ends again and again.", "Look at its log.")

RUNNING = Observed(NAMESPACE, DEPLOYED, UP)
STARTING = Observed(NAMESPACE, DEPLOYED, DOWN)
CRASHING = Observed(NAMESPACE, DEPLOYED, DOWN, problems=(PROBLEM,))

ORDER = OrderProof("order_1", "7", "12.50", "EUR")


def condition(kind: ConditionType, status: ConditionStatus = ConditionStatus.TRUE) -> Condition:
    return Condition(kind, status, "Reason", f"{kind.value} is {status.value}.", BEGIN)


def proven(verification: int = 0) -> Status:
    """The status of a store that is Ready."""
    return Status(
        observed_generation=1,
        observed_at=BEGIN,
        conditions=tuple(condition(kind) for kind in ConditionType),
        verification=Verification(verification, True, "Sold.", BEGIN, ORDER),
        ready_at=BEGIN,
    )


def failed(generation: int = 1, *, permanent: bool = True) -> Status:
    """The status of a store that met a failure in this generation."""
    failure = Failure("Broke", "It broke.", "Mend it.", permanent, generation, BEGIN)
    return Status(observed_generation=generation, failure=failure, attempts=3)
