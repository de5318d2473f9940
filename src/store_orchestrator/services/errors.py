"""What a use case can refuse, in words for people and with the remedy."""

from store_orchestrator.db.errors import (
    CredentialsUnreadable,
    DatabaseUnavailable,
    SchemaMismatch,
)

__all__ = [
    "CapacityExhausted",
    "Conflict",
    "CredentialsUnreadable",
    "DatabaseUnavailable",
    "EngineUnavailable",
    "Forbidden",
    "IdempotencyMismatch",
    "Invalid",
    "NameInUse",
    "NotFound",
    "SchemaMismatch",
    "ServiceError",
    "Unauthenticated",
    "UnknownEngine",
]


class ServiceError(Exception):
    """A refusal.

    Attributes:
        detail: what was wrong, one sentence.
        remedy: what to do about it, one sentence.
        field: the field of the request at fault, if it is one.
    """

    def __init__(self, detail: str, remedy: str, *, field: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy
        self.field = field


class Unauthenticated(ServiceError):
    """No valid token or session."""


class Forbidden(ServiceError):
    """The caller is known and may not do this."""


class NotFound(ServiceError):
    """There is no such thing, or it belongs to another tenant."""


class Invalid(ServiceError):
    """A value of the request cannot be right."""


class UnknownEngine(ServiceError):
    """No engine has this name."""


class EngineUnavailable(ServiceError):
    """The engine is known, but this installation cannot run it."""


class NameInUse(ServiceError):
    """Another live store of the tenant has the name."""


class CapacityExhausted(ServiceError):
    """The cluster has no room for the store."""


class Conflict(ServiceError):
    """The store's state does not allow it."""


class IdempotencyMismatch(ServiceError):
    """The idempotency key was used for another request."""
