"""Requests and answers. Requests are closed: a field nobody knows is an error."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from store_orchestrator.api.fields import CountryCode, CurrencyCode, DisplayName, StoreName
from store_orchestrator.domain.conditions import ConditionStatus, ConditionType
from store_orchestrator.domain.store import Phase
from store_orchestrator.domain.timeline import Milestone
from store_orchestrator.domain.transition import EventType
from store_orchestrator.services.caller import Role


class Schema(BaseModel):
    """Base of all bodies: closed and immutable, built from the services' dataclasses."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, from_attributes=True, use_attribute_docstrings=True
    )


class StoreCreate(Schema):
    """What to ask for."""

    name: StoreName
    """3 to 40 lowercase letters, digits and single hyphens, starting with a letter."""
    engine: Annotated[str, Field(min_length=1, max_length=40)]
    """One of `GET /engines`."""
    plan: Annotated[str, Field(min_length=1, max_length=40)] = "small"
    """One of the engine's plans."""
    display_name: DisplayName | None = None
    """What shoppers read; made from the name unless given."""
    country: CountryCode | None = None
    """Where the shop sells, ISO 3166-1; one of the engine's, US unless given."""
    currency: CurrencyCode | None = None
    """What prices are in, ISO 4217; one of the engine's, the country's own unless given."""
    sample_products: bool = True
    """Whether it starts with products to try out, or empty."""


class SessionCreate(Schema):
    """Signing in."""

    token: Annotated[SecretStr, Field(min_length=1, max_length=512)]
    """An API token."""


class Condition(Schema):
    """One observed facet of a store, as in the Kubernetes API."""

    type: ConditionType
    status: ConditionStatus
    reason: str
    """CamelCase, for programs."""
    message: str
    """For people."""
    last_transition_time: datetime
    """When the status last changed."""


class Failure(Schema):
    """Why a store is not what was asked."""

    reason: str
    cause: str
    """One sentence in plain words."""
    suggestion: str
    """One thing that the reader can do."""
    permanent: bool
    """The orchestrator has given up until somebody retries or deletes the store."""
    at: datetime
    evidence: str
    """What was said by who noticed, several lines at most; empty when the cause says it all."""


class Trouble(Schema):
    """Why a store does not come up, or does not go away, as of the latest look."""

    reason: str
    """CamelCase, for programs."""
    cause: str
    """One sentence in plain words."""
    evidence: str
    """What Kubernetes or the shop's program said, several lines at most."""
    suggestion: str
    """One thing that the reader can do."""


class Verification(Schema):
    """The outcome of the latest test order."""

    number: int
    """The request that it answers; 0 was made to become Ready."""
    requested: int
    """The latest request; it is answered once `number` has reached it."""
    ok: bool
    order_id: str | None
    order_number: str | None
    total: str | None
    """In the currency's major unit, as decimal text."""
    currency: str | None
    """ISO 4217."""
    message: str
    at: datetime


class IsolationCheck(Schema):
    """One thing that a shop must not reach, or must not be."""

    name: str
    """CamelCase, for programs."""
    target: str
    ok: bool
    """Whether it was as it should be: the target refused."""
    message: str


class Isolation(Schema):
    """The outcome of the latest self-test from inside the store's network."""

    number: int
    """The request that it answers; 0 was made at creation."""
    requested: int
    """The latest request; it is answered once `number` has reached it."""
    ok: bool
    """Whether every check passed; false also when the test could not be made."""
    message: str
    at: datetime
    checks: tuple[IsolationCheck, ...]


class TimelineStep(Schema):
    """When a stage of the creation was first reached."""

    milestone: Milestone
    at: datetime
    seconds: float
    """Since the store was asked for."""


class Notice(Schema):
    """What the merchant should know although nothing failed."""

    reason: str
    """CamelCase, for programs."""
    message: str


class ReceiptItem(Schema):
    """A cluster object under deletion; ``gone_at`` is null while it is still there."""

    kind: str
    name: str
    uid: str
    gone_at: datetime | None
    proof: str
    """What its absence proves of the data behind it, or how it went; empty when nothing more."""


class Receipt(Schema):
    """Proof of a deletion; under way, and no proof yet, while ``issued_at`` is null."""

    issued_at: datetime | None
    items: tuple[ReceiptItem, ...]


class Store(Schema):
    """A store: what was asked, and what was last observed."""

    id: UUID
    name: str
    key: str
    """Short unguessable id; part of host and namespace."""
    engine: str
    plan: str
    display_name: str
    """What shoppers read."""
    country: str
    """Where the shop sells, ISO 3166-1."""
    currency: str
    """What prices are in, ISO 4217."""
    sample_products: bool
    """Whether it started with products to try out."""
    phase: Phase
    """One word for people, derived from everything else."""
    phase_reason: str
    """One sentence that explains the phase."""
    generation: int
    """Rises with each change of what is asked."""
    observed_generation: int
    """The generation that the status speaks about."""
    observed_at: datetime | None
    stale: bool
    """The status may be outdated, because no orchestrator looks at the store."""
    conditions: tuple[Condition, ...]
    url: str | None
    """Public address; null once the store is deleted."""
    admin_url: str | None
    namespace: str
    created_at: datetime
    claimed_at: datetime | None = None
    """When it was taken from the stores that are kept ready; null for one made when asked for."""
    ready_at: datetime | None
    """When a shopper could buy for the first time."""
    proven_at: datetime | None
    """When it was last seen that a shopper can buy: by a test order or a scheduled check."""
    delete_requested_at: datetime | None
    deleted_at: datetime | None
    """When everything was observed gone."""
    removal_forced_at: datetime | None
    """When somebody asked to remove even what finalizers hold."""
    failure: Failure | None
    problems: tuple[Trouble, ...]
    """What keeps it from coming up, or from going away; the most telling first."""
    verification: Verification | None
    isolation: Isolation | None
    timeline: tuple[TimelineStep, ...]
    """The stages of its creation, in the order in which they were reached."""
    notices: tuple[Notice, ...]
    receipt: Receipt | None


class StorePage(Schema):
    """Stores, newest first."""

    items: tuple[Store, ...]
    next_cursor: str | None
    """Null on the last page."""


class Event(Schema):
    """One line of a store's history; ids rise."""

    id: int
    store_id: UUID
    at: datetime
    type: EventType
    reason: str
    message: str
    generation: int


class EventPage(Schema):
    """Events, oldest first."""

    items: tuple[Event, ...]


class VerificationTicket(Schema):
    """The test order was asked for."""

    verification: int
    """The answer is there once the store's `verification.number` has reached this."""


class IsolationTicket(Schema):
    """The self-test was asked for."""

    isolation: int
    """The answer is there once the store's `isolation.number` has reached this."""


class SignInLink(Schema):
    """A way into a shop's admin without its password."""

    url: str
    """Signs in whoever opens it first; secret until then."""
    expires_at: datetime


class Credential(Schema):
    """One sign-in detail of a shop."""

    name: str
    label: str
    value: str
    secret: bool
    """Mask it on a screen."""


class Credentials(Schema):
    """What a merchant needs to sign in."""

    items: tuple[Credential, ...]
    admin_url: str | None


class Plan(Schema):
    """A size a merchant can choose."""

    name: str
    title: str
    description: str
    isolation_tested: bool
    """Whether a store becomes Ready only after a self-test of its isolation."""


class Engine(Schema):
    """A kind of shop."""

    name: str
    title: str
    description: str
    available: bool
    unavailable_reason: str | None
    plans: tuple[Plan, ...]
    """The first is the usual one."""
    countries: tuple[str, ...]
    """Where its shops can sell, ISO 3166-1."""
    currencies: tuple[str, ...]
    """What its shops can charge in, ISO 4217."""
    sign_in_link: bool
    """Whether `POST /stores/{id}/login` works for its shops."""


class EngineList(Schema):
    """The kinds of shop there are."""

    items: tuple[Engine, ...]


class User(Schema):
    """Who is signed in."""

    id: UUID
    name: str
    role: Role


class Tenant(Schema):
    """Whose stores these are."""

    id: UUID
    name: str


class Me(Schema):
    """The caller."""

    user: User
    tenant: Tenant
    csrf_token: str | None
    """For the header `X-CSRF-Token` of unsafe requests; null unless signed in by cookie."""


class FieldError(Schema):
    """A field at fault."""

    field: str
    """Path of the field, its parts joined by dots."""
    message: str


class Problem(Schema):
    """RFC 9457: what was wrong and what to do about it."""

    type: str
    """Stable: `urn:store-orchestrator:problem:<slug>`."""
    title: str
    status: int
    detail: str
    instance: str
    """The request's id, as in the header `X-Request-Id` and in the server's log."""
    errors: tuple[FieldError, ...]
    """The fields at fault; empty when none is."""
    remedy: str
    """What to do."""


class Liveness(Schema):
    """The process answers."""

    status: Literal["ok"] = "ok"

    @classmethod
    def build(cls) -> Self:
        """The only answer there is."""
        return cls()
