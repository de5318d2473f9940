"""What carries the platform's marks and belongs to no store: for operators only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncConnection

from store_orchestrator.db import orphans, places, stores
from store_orchestrator.db.audit import insert_audit_entry
from store_orchestrator.db.connection import Database
from store_orchestrator.db.errors import KeyInUse
from store_orchestrator.db.errors import NameInUse as NameTaken
from store_orchestrator.db.events import insert_event
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.domain.choices import Choices
from store_orchestrator.domain.names import InvalidName, check_name
from store_orchestrator.domain.orphan import FoundRelease, Orphan, OrphanKind
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.errors import Conflict, NameInUse, NotFound
from store_orchestrator.services.views import StoreView, build_view

# Of a store that stands only for the removal of what no release tells anything of.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OrphanList:
    """Orphans, the oldest find first; ``surveyed_at`` is None before the first survey."""

    items: Sequence[Orphan]
    surveyed_at: datetime | None


class Orphans:
    """Use cases around orphans."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def list_all(self, caller: Caller) -> OrphanList:
        """What the latest survey found.

        Raises:
            Forbidden: the caller is no operator.
        """
        caller.require_operator()
        async with self._database.transaction() as connection:
            found = await orphans.list_orphans(connection)
            return OrphanList(found, await orphans.find_orphan_survey(connection))

    async def get(self, caller: Caller, orphan_id: UUID) -> Orphan:
        """One orphan, also one that is gone.

        Raises:
            NotFound: there never was one with this id.
        """
        caller.require_operator()
        async with self._database.transaction() as connection:
            return await _get_orphan(connection, orphan_id)

    async def request_survey(self, caller: Caller) -> OrphanList:
        """Let orphans be looked for now; what is known so far."""
        caller.require_operator()
        caller.require_write()
        async with self._database.transaction() as connection:
            await places.request_orphan_survey(connection)
            found = await orphans.list_orphans(connection)
            return OrphanList(found, await orphans.find_orphan_survey(connection))

    async def request_removal(self, caller: Caller, orphan_id: UUID) -> Orphan:
        """Ask for its removal with all its data; asking again changes nothing.

        A namespace goes the way of every store: a store that stands for it is being deleted, and
        its receipt tells when everything was gone.

        Raises:
            Conflict: it is gone, or has become a store.
        """
        caller.require_operator()
        caller.require_write()
        async with self._database.transaction() as connection:
            orphan = await _get_open(connection, orphan_id)
            if orphan.removal_requested_at is None:
                await self._begin_removal(connection, caller, orphan)
                await _audit(connection, caller, "orphan.removal_requested", orphan)
            return await _get_orphan(connection, orphan_id)

    async def _begin_removal(
        self, connection: AsyncConnection, caller: Caller, orphan: Orphan
    ) -> None:
        await orphans.request_removal(connection, orphan.id)
        await places.request_orphan_survey(connection)
        key = orphan.found.store_key
        if orphan.found.kind is not OrphanKind.NAMESPACE or await stores.has_key(connection, key):
            return
        release = orphan.found.release
        new = stores.NewStore(
            uuid4(),
            key,
            # Nobody's name may be in the way of a removal.
            f"orphan-{key}",
            release.engine if release is not None else UNKNOWN,
            (release.plan if release is not None else "") or UNKNOWN,
            release.choices if release is not None else Choices(f"Orphan {key}"),
        )
        record = await stores.insert_store(connection, caller.tenant_id, new)
        record = await stores.update_intent(
            connection, caller.tenant_id, record.spec.id, stores.Intent.DELETION
        )
        await _tell(
            connection, record, "DeletionRequested", f"{caller.user_name} removes an orphan"
        )
        await orphans.note_store(connection, orphan.id, record.spec.id)

    async def adopt(self, caller: Caller, orphan_id: UUID, name: str | None) -> StoreView:
        """Make it a store of the caller's tenant again, with its data and its credentials.

        Args:
            name: another one than it had; None keeps that.

        Raises:
            Conflict: it is gone, is to be removed, or lacks what a store needs.
            NameInUse: the tenant has a live store of that name.
        """
        caller.require_operator()
        caller.require_write()
        try:
            async with self._database.transaction() as connection:
                orphan = await _get_open(connection, orphan_id)
                release = self._require_adoptable(orphan)
                new = stores.NewStore(
                    uuid4(),
                    orphan.found.store_key,
                    name or release.name,
                    release.engine,
                    release.plan,
                    release.choices,
                )
                record = await stores.insert_store(connection, caller.tenant_id, new)
                message = f"{caller.user_name} adopted namespace {orphan.found.name}"
                await _tell(connection, record, "Adopted", message)
                await orphans.note_store(connection, orphan_id, record.spec.id)
                await places.request_orphan_survey(connection)
                await _audit(connection, caller, "orphan.adopted", orphan)
        except NameTaken as error:
            raise NameInUse(
                "You already have a store of this name.",
                "Adopt it under another name.",
                field="name",
            ) from error
        except KeyInUse as error:
            raise Conflict(
                "A store with this key was deleted, and its receipt says that it is gone.",
                "Remove the orphan.",
            ) from error
        return build_view(record, self._catalogue)

    def _require_adoptable(self, orphan: Orphan) -> FoundRelease:
        obstacle = orphan.obstacle
        release = orphan.found.release
        if not obstacle and release is not None and orphan.removal_requested_at is None:
            engine = self._catalogue.get_offered_engine(release.engine, release.plan)
            if release.choices.currency in engine.currencies and _is_name(release.name):
                return release
            obstacle = "its release does not tell of a shop that this platform could have made"
        raise Conflict(
            f"{orphan.found.kind} {orphan.found.name} cannot become a store again: "
            f"{obstacle or 'its removal was asked for'}.",
            "Look at it with kubectl, or remove it.",
        )


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except InvalidName:
        return False
    return True


async def _get_orphan(
    connection: AsyncConnection, orphan_id: UUID, *, lock: bool = False
) -> Orphan:
    orphan = await orphans.find_orphan(connection, orphan_id, lock=lock)
    if orphan is None:
        raise NotFound(
            f"There is no orphan with the id {orphan_id}.", "List the orphans to find its id."
        )
    return orphan


async def _get_open(connection: AsyncConnection, orphan_id: UUID) -> Orphan:
    orphan = await _get_orphan(connection, orphan_id, lock=True)
    if orphan.gone_at is not None:
        raise Conflict(
            f"{orphan.found.kind} {orphan.found.name} is gone or belongs to a store by now.",
            "List the orphans again.",
        )
    if orphan.store_id is not None and orphan.removal_requested_at is None:
        raise Conflict(
            f"{orphan.found.kind} {orphan.found.name} was adopted: it is store {orphan.store_id}.",
            "Look at that store.",
        )
    return orphan


async def _tell(
    connection: AsyncConnection, record: StoreRecord, reason: str, message: str
) -> None:
    spec = record.spec
    await insert_event(connection, spec.id, spec.generation, reason, f"{message}.")


async def _audit(connection: AsyncConnection, caller: Caller, action: str, orphan: Orphan) -> None:
    found = orphan.found
    detail = {"kind": found.kind.value, "name": found.name, "key": found.store_key}
    entry = caller.build_audit_entry(action, "orphan", str(orphan.id), {**detail})
    await insert_audit_entry(connection, entry)
