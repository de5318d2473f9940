"""What the API answers, as far as a client looks at it.

Fields that a newer server adds are tolerated here and kept in :attr:`Document.raw`, so that
``-o json`` prints exactly what the API said. Fields that only some answers carry have defaults.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PrivateAttr

from store_orchestrator.domain.conditions import ConditionStatus
from store_orchestrator.domain.store import Phase

JsonObject = dict[str, object]


@dataclass(frozen=True, slots=True)
class NewStore:
    """What to ask for; what is None, the server decides."""

    name: str
    engine: str
    plan: str | None = None
    display_name: str | None = None
    country: str | None = None
    currency: str | None = None
    sample_products: bool | None = None

    def build_body(self) -> JsonObject:
        """The request's JSON; an older server knows nothing of what is left out."""
        return {name: value for name, value in asdict(self).items() if value is not None}


class Document(BaseModel):
    """An answer of the API with the JSON it was read from."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    _raw: JsonObject = PrivateAttr(default_factory=dict)

    @classmethod
    def read(cls, raw: JsonObject) -> Self:
        """Validate ``raw`` and keep it.

        Raises:
            pydantic.ValidationError: when something needed is missing or of another type.
        """
        document = cls.model_validate(raw)
        document._raw = raw
        return document

    @property
    def raw(self) -> JsonObject:
        """The JSON as the API sent it."""
        return self._raw


class Condition(Document):
    """One observed facet of a store."""

    type: str
    status: str
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None

    @property
    def is_true(self) -> bool:
        """Whether the status is True."""
        return self.status == ConditionStatus.TRUE.value


class Failure(Document):
    """Why a store is not what was asked, and one action for the reader."""

    reason: str = ""
    cause: str
    suggestion: str = ""
    permanent: bool = False
    evidence: str = ""


class Trouble(Document):
    """Why a store does not come up, or does not go away, and one action for the reader."""

    reason: str
    cause: str
    evidence: str = ""
    suggestion: str = ""


class Verification(Document):
    """The outcome of one test order.

    Attributes:
        number: the verification request that it answers.
        total: in the currency's major unit, as decimal text.
    """

    number: int
    ok: bool
    order_id: str | None = None
    order_number: str | None = None
    total: str | None = None
    currency: str | None = None
    message: str = ""
    at: datetime | None = None


class IsolationCheck(Document):
    """One check of a self-test; ``ok`` when it was as it should be, a target refused."""

    name: str
    target: str = ""
    ok: bool
    message: str = ""


class Isolation(Document):
    """The outcome of one self-test of a store's isolation.

    Attributes:
        number: the request that it answers.
    """

    number: int
    ok: bool
    message: str = ""
    at: datetime | None = None
    checks: tuple[IsolationCheck, ...] = ()


class TimelineStep(Document):
    """A stage of a creation, and how many seconds after its beginning it was reached."""

    milestone: str
    at: datetime | None = None
    seconds: float


class Notice(Document):
    """What a merchant should know although nothing failed."""

    reason: str
    message: str = ""


class ReceiptItem(Document):
    """A cluster object that was observed gone at ``gone_at``."""

    kind: str
    name: str
    uid: str = ""
    gone_at: datetime | None = None
    proof: str = ""


class Receipt(Document):
    """Proof of a deletion."""

    issued_at: datetime | None = None
    items: tuple[ReceiptItem, ...] = ()


class Store(Document):
    """A store: what was asked and what was last observed."""

    id: UUID
    name: str
    key: str = ""
    engine: str = ""
    plan: str = ""
    display_name: str = ""
    country: str = ""
    currency: str = ""
    sample_products: bool | None = None
    phase: str
    phase_reason: str = ""
    generation: int = 0
    observed_generation: int = 0
    observed_at: datetime | None = None
    stale: bool = False
    conditions: tuple[Condition, ...] = ()
    url: str | None = None
    admin_url: str | None = None
    namespace: str = ""
    created_at: datetime
    claimed_at: datetime | None = None
    ready_at: datetime | None = None
    proven_at: datetime | None = None
    delete_requested_at: datetime | None = None
    deleted_at: datetime | None = None
    removal_forced_at: datetime | None = None
    failure: Failure | None = None
    problems: tuple[Trouble, ...] = ()
    verification: Verification | None = None
    isolation: Isolation | None = None
    timeline: tuple[TimelineStep, ...] = ()
    notices: tuple[Notice, ...] = ()
    receipt: Receipt | None = None

    @property
    def is_observed(self) -> bool:
        """Whether the status speaks about the present generation, not about an earlier one."""
        return self.observed_generation >= self.generation

    @property
    def is_ready(self) -> bool:
        """Whether a shopper can buy in what was asked last."""
        return self.is_observed and self.phase == Phase.READY.value

    @property
    def has_failed(self) -> bool:
        """Whether the orchestrator has given up on what was asked last."""
        return self.is_observed and self.phase == Phase.FAILED.value

    @property
    def is_deleted(self) -> bool:
        """Whether everything of the store was observed gone."""
        return self.deleted_at is not None

    @property
    def is_leaving(self) -> bool:
        """Whether its deletion was asked, finished or not."""
        return self.delete_requested_at is not None or self.is_deleted


class StorePage(Document):
    """One page of a list; ``next_cursor`` is None on the last."""

    items: tuple[JsonObject, ...]
    next_cursor: str | None = None


class StoreEvent(Document):
    """One line of a store's history; ids grow."""

    id: int
    store_id: UUID | None = None
    at: datetime
    type: str = "Normal"
    reason: str
    message: str = ""
    generation: int = 0

    @property
    def is_warning(self) -> bool:
        """Whether somebody should look."""
        return self.type == "Warning"


class EventPage(Document):
    """The history after some event; may be only a part of it."""

    items: tuple[JsonObject, ...]


class PlanOffer(Document):
    """A size that an engine offers."""

    name: str
    title: str = ""
    description: str = ""
    isolation_tested: bool = False


class EngineOffer(Document):
    """A kind of shop that can, or cannot at present, be created."""

    name: str
    title: str = ""
    description: str = ""
    available: bool = True
    unavailable_reason: str | None = None
    plans: tuple[PlanOffer, ...] = ()
    countries: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    sign_in_link: bool = False


class EngineList(Document):
    """Every engine that the server knows."""

    items: tuple[EngineOffer, ...]


class Credential(Document):
    """One sign-in detail of a shop."""

    name: str
    label: str = ""
    value: str
    secret: bool = True


class CredentialList(Document):
    """What somebody needs to sign in at ``admin_url``."""

    items: tuple[Credential, ...]
    admin_url: str | None = None


class VerificationTicket(Document):
    """The number that the answer to a verification request will carry, or a higher one."""

    verification: int


class IsolationTicket(Document):
    """The number that the answer to a self-test will carry, or a higher one."""

    isolation: int


class SignInLink(Document):
    """An address that signs in whoever opens it first."""

    url: str
    expires_at: datetime


class Person(Document):
    """Who a token belongs to."""

    name: str
    role: str = ""


class Tenancy(Document):
    """Where the stores of a token live."""

    name: str


class Identity(Document):
    """The answer to "who am I"."""

    user: Person
    tenant: Tenancy


class FieldError(Document):
    """One field at fault."""

    field: str = ""
    message: str


class Problem(Document):
    """An RFC 9457 problem document with our extensions ``errors`` and ``remedy``."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str | None = None
    instance: str | None = None
    errors: tuple[FieldError, ...] = ()
    remedy: str | None = None

    @property
    def slug(self) -> str:
        """The last part of the type: ``name-in-use``, ``validation``, …"""
        return self.type.replace("/", ":").rpartition(":")[2]
