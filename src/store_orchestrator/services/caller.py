"""Who asks."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from store_orchestrator.db.audit import AuditEntry
from store_orchestrator.services.errors import Forbidden

OPERATORS = "default"
"""The tenant of those who run the platform; the migration makes it."""

Detail = dict[str, str | int | bool | None]


class Scope(StrEnum):
    """What a token allows."""

    READ = "read"
    WRITE = "write"


class Role(StrEnum):
    """What a user is within the tenant."""

    ADMIN = "admin"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Caller:
    """An authenticated user within one request.

    Attributes:
        request_id: ties the audit log to the access log.
    """

    user_id: UUID
    user_name: str
    role: Role
    tenant_id: UUID
    tenant_name: str
    token_id: UUID
    scope: Scope
    request_id: str

    def require_write(self) -> None:
        """Return if the caller may change something or see secrets.

        Raises:
            Forbidden: the token only allows reading.
        """
        if self.scope is not Scope.WRITE:
            raise Forbidden(
                "This token only allows reading.", "Use a token with the scope 'write'."
            )

    def require_operator(self) -> None:
        """Return if the caller runs the platform: an admin of the tenant that came with it.

        Raises:
            Forbidden: it is a matter of the whole platform, and the caller's tenant is another.
        """
        if self.role is not Role.ADMIN or self.tenant_name != OPERATORS:
            raise Forbidden(
                "Only operators of the platform may do this.",
                f"Ask an admin of the tenant {OPERATORS!r}.",
            )

    def build_audit_entry(
        self, action: str, object_type: str, object_id: str, detail: Detail | None = None
    ) -> AuditEntry:
        """An audit entry for an act of this caller."""
        return AuditEntry(
            tenant_id=self.tenant_id,
            actor_id=self.user_id,
            actor_name=self.user_name,
            action=action,
            object_type=object_type,
            object_id=object_id,
            request_id=self.request_id,
            detail=detail or {},
        )
