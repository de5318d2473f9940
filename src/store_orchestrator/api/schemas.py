"""Requests and answers. Requests are closed: a field nobody knows is an error."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, WithJsonSchema

from store_orchestrator.domain.conditions import ConditionStatus, ConditionType
from store_orchestrator.domain.names import (
    NAME_MAX_LENGTH,
    NAME_MIN_LENGTH,
    NAME_PATTERN,
    check_name,
)
from store_orchestrator.domain.store import Phase
from store_orchestrator.domain.transition import EventType
from store_orchestrator.services.caller import Role

# Checked by the domain, for its precise messages; the schema tells clients the same rule.
StoreName = Annotated[
    str,
    AfterValidator(check_name),
    WithJsonSchema(
        {
            "type": "string",
            "minLength": NAME_MIN_LENGTH,
            "maxLength": NAME_MAX_LENGTH,
            "pattern": NAME_PATTERN,
        }
    ),
]


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


class ReceiptItem(Schema):
    """A cluster object under deletion; ``gone_at`` is null while it is still there."""

    kind: str
    name: str
    uid: str
    gone_at: datetime | None


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
    ready_at: datetime | None
    """When a shopper could buy for the first time."""
    delete_requested_at: datetime | None
    deleted_at: datetime | None
    """When everything was observed gone."""
    failure: Failure | None
    verification: Verification | None
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


class Engine(Schema):
    """A kind of shop."""

    name: str
    title: str
    description: str
    available: bool
    unavailable_reason: str | None
    plans: tuple[Plan, ...]
    """The first is the usual one."""


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
