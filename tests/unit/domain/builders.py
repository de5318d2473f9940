"""Stores, observations and statuses for tables."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.conditions import Condition, ConditionStatus, ConditionType
from store_orchestrator.domain.drift import Baseline
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationCheck, IsolationReport, build_report
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
TESTED = replace(WANTED, isolation_tested=True)
UNDRAWN = Wanted(None, timedelta(minutes=10))

SPEC = Spec(
    id=UUID(int=1),
    key="abcdefgh",
    name="shop",
    engine="medusa",
    plan="small",
    choices=Choices("Shop"),
    generation=1,
    created_at=BEGIN,
    provisioning_since=BEGIN,
)
LEAVING = replace(SPEC, generation=2, delete_requested_at=NOW)

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

REFUSED = IsolationCheck("KubernetesApi", "10.96.0.1:443", True, "refused")
OPEN = IsolationCheck("OtherStore", "10.244.0.9:80", False, "it took the connection")
BASELINE = Baseline(DIGEST, {})
NOTED = Status(baseline=BASELINE)
"""The status of a store whose deployment was noted, and nothing else yet."""

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
        baseline=BASELINE,
        proven_at=BEGIN,
    )


def shut(number: int = 0, at: datetime = NOW) -> IsolationReport:
    """The report of a self-test that reached nothing."""
    return build_report(number, (REFUSED,), at)


def open_to_others(number: int = 0, at: datetime = NOW) -> IsolationReport:
    """The report of a self-test that reached something."""
    return build_report(number, (REFUSED, OPEN), at)


def untried(number: int = 0, at: datetime = NOW) -> IsolationReport:
    """The report of a self-test that could not be made."""
    return IsolationReport(number, False, "The pod did not start.", at)


def failed(generation: int = 1, *, permanent: bool = True) -> Status:
    """The status of a store that met a failure in this generation."""
    failure = Failure("Broke", "It broke.", "Mend it.", permanent, generation, BEGIN)
    return Status(observed_generation=generation, failure=failure, attempts=3, baseline=BASELINE)
