"""A store: what was asked (spec) and what was last seen (status)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.claim import ClaimStage
from store_orchestrator.domain.conditions import Conditions
from store_orchestrator.domain.drift import Baseline
from store_orchestrator.domain.failure import Failure
from store_orchestrator.domain.isolation import IsolationReport
from store_orchestrator.domain.names import derive_namespace
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.observed import Problem
from store_orchestrator.domain.probe import OrderProof
from store_orchestrator.domain.receipt import RemovalItem
from store_orchestrator.domain.timeline import Milestone


class Phase(StrEnum):
    """One word for people, derived from spec and status; never branched on."""

    PENDING = "Pending"
    PROVISIONING = "Provisioning"
    READY = "Ready"
    DEGRADED = "Degraded"
    SUSPENDED = "Suspended"
    FAILED = "Failed"
    DELETING = "Deleting"
    DELETED = "Deleted"


@dataclass(frozen=True, slots=True)
class Spec:
    """Desired state: written by the API only, read by the orchestrator.

    Attributes:
        generation: bumped by each change of the spec, a retry and a deletion included.
        provisioning_since: creation or the latest retry; the deadline counts from here.
        verification_requested: number of the latest verification somebody asked for; 0 for none.
        isolation_requested: the same for the isolation self-test.
        removal_forced_at: when somebody asked to remove even what finalizers hold.
        pool_version: which version of its pool it was made as; None for one made when asked for.
        queued: whether it waits for room in the cluster; nothing is made for it before.
        admitted_at: when there was room for it; None also where nobody asked.
        claimed_at: when it became somebody's; None for one that is nobody's yet or was never
            in a pool.
    """

    id: UUID
    key: str
    name: str
    engine: str
    plan: str
    choices: Choices
    generation: int
    created_at: datetime
    provisioning_since: datetime
    delete_requested_at: datetime | None = None
    verification_requested: int = 0
    isolation_requested: int = 0
    removal_forced_at: datetime | None = None
    pool_version: str | None = None
    claimed_at: datetime | None = None
    queued: bool = False
    admitted_at: datetime | None = None

    @property
    def begun_at(self) -> datetime:
        """From when on provisioning counts: waiting for room is not its fault."""
        return max(self.provisioning_since, self.admitted_at or self.provisioning_since)

    @property
    def pooled(self) -> bool:
        """Whether it waits in a pool, or is being made for one: it is nobody's yet."""
        return self.pool_version is not None and self.claimed_at is None

    @property
    def namespace(self) -> str:
        """The namespace that holds everything of this store."""
        return derive_namespace(self.key)

    @property
    def deletion_asked(self) -> bool:
        """Whether the store shall go away; this never becomes false again."""
        return self.delete_requested_at is not None


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of one order probe.

    Attributes:
        number: the ``verification_requested`` that it answers (0: made to become Ready).
    """

    number: int
    ok: bool
    message: str
    at: datetime
    order: OrderProof | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """Observed state: written by the orchestrator only.

    Attributes:
        observed_generation: the spec generation that this status speaks about; 0 before the first.
        attempts: consecutive passes that ended in a retryable error; drives the backoff.
        ready_at: when the store first became Ready.
        removal: what deletion has to see gone, and when it was.
        deleted_at: when the receipt was issued.
        milestones: when each stage was first reached.
        notices: what the merchant should know although nothing failed.
        problems: why it does not come up, as seen by the latest look; empty when nothing is wrong.
        baseline: what the release's objects were right after they were deployed.
        proven_at: when a shopper could buy for certain the last time.
        claim: how far the shop of a store out of a pool was turned into its owner's.
    """

    observed_generation: int = 0
    observed_at: datetime | None = None
    conditions: Conditions = ()
    failure: Failure | None = None
    verification: Verification | None = None
    attempts: int = 0
    ready_at: datetime | None = None
    removal: tuple[RemovalItem, ...] = ()
    deleted_at: datetime | None = None
    isolation: IsolationReport | None = None
    milestones: Mapping[Milestone, datetime] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()
    baseline: Baseline | None = None
    proven_at: datetime | None = None
    claim: ClaimStage | None = None
