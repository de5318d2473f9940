"""Builds every process from its settings; the only importer of settings and doors.

Each ``run_…`` imports what it alone needs when it is called: an orchestrator loads no web
framework, and the API no Kubernetes client.
"""

# ruff: noqa: PLC0415

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import SystemRandom
from socket import gethostname
from tempfile import gettempdir
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from store_orchestrator.db.cipher import CredentialCipher
from store_orchestrator.db.connection import ROLE_API, ROLE_ORCHESTRATOR, Database, DatabaseAddress
from store_orchestrator.settings import (
    ApiSettings,
    DatabaseSettings,
    EncryptionSettings,
    MailSettings,
    MigrateSettings,
    OrchestratorSettings,
)

if TYPE_CHECKING:
    from store_orchestrator.api.context import ApiContext
    from store_orchestrator.cluster.kubernetes import KubernetesDoor
    from store_orchestrator.db.queue import StoreQueue
    from store_orchestrator.engines.base import Mail, Platform
    from store_orchestrator.orchestrator.loop import Orchestrator
    from store_orchestrator.orchestrator.meter import Meter
    from store_orchestrator.orchestrator.pool_keeper import PoolKeeper
    from store_orchestrator.orchestrator.survey import Survey
    from store_orchestrator.orchestrator.target import Targets

log = structlog.get_logger(__name__)


def build_address(settings: DatabaseSettings, role: str) -> DatabaseAddress:
    """Where the database is; ``role`` empty keeps the owner's rights."""
    return DatabaseAddress(
        host=settings.database_host,
        port=settings.database_port,
        name=settings.database_name,
        user=settings.database_user,
        password=settings.read_database_password(),
        role=role,
    )


def build_cipher(settings: EncryptionSettings) -> CredentialCipher:
    """The cipher for credentials at rest."""
    return CredentialCipher(settings.read_encryption_keys(), settings.encryption_key_id)


def build_api_context(settings: ApiSettings, database: Database) -> "ApiContext":
    """Everything the API's app works with."""
    from store_orchestrator.api.context import ApiContext
    from store_orchestrator.db.notify import CHANNEL_CHANGED, Listener
    from store_orchestrator.db.schema import get_head
    from store_orchestrator.engines.demands import Demands
    from store_orchestrator.engines.registry import REGISTRY
    from store_orchestrator.observability.metrics import ApiMetrics
    from store_orchestrator.services.access import Access
    from store_orchestrator.services.authentication import Authentication
    from store_orchestrator.services.capacity import Capacity
    from store_orchestrator.services.catalogue import Catalogue
    from store_orchestrator.services.facade import Services
    from store_orchestrator.services.feed import StoreFeed
    from store_orchestrator.services.health import Health
    from store_orchestrator.services.orphans import Orphans
    from store_orchestrator.services.pool import Pools
    from store_orchestrator.services.stores import Stores

    catalogue = Catalogue(
        REGISTRY, settings.images, settings.store_url_template, settings.image_absences
    )
    capacity = Capacity(database, catalogue, Demands(REGISTRY), settings.when_full)
    services = Services(
        authentication=Authentication(database),
        catalogue=catalogue,
        stores=Stores(database, catalogue, capacity),
        capacity=capacity,
        orphans=Orphans(database, catalogue),
        access=Access(database, catalogue, build_cipher(settings)),
        feed=StoreFeed(database, catalogue, lambda: Listener(database.address, CHANNEL_CHANGED)),
        health=Health(database, get_head()),
        pools=Pools(database),
    )
    return ApiContext(services, ApiMetrics(), settings.dashboard_dir)


async def run_api(settings: ApiSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    from store_orchestrator.api.app import build_app
    from store_orchestrator.api.server import ApiServer

    database = Database(build_address(settings, ROLE_API))
    try:
        context = build_api_context(settings, database)
        server = ApiServer(
            build_app(context),
            context.services.feed.close,
            bind=settings.bind,
            port=settings.port,
            trusted_proxies=settings.trusted_proxies,
        )
        await server.serve()
    finally:
        await database.close()


def build_platform(settings: OrchestratorSettings) -> "Platform":
    """What engines have to know of the stores' surroundings."""
    from store_orchestrator.engines.base import Platform

    return Platform(
        images=settings.images,
        ingress_class=settings.ingress_class,
        ingress_namespace=settings.ingress_namespace,
        ingress_pod_labels=settings.ingress_pod_labels,
        storage_class=settings.storage_class,
        versions=settings.image_versions,
        mail=build_mail(settings),
    )


def build_mail(settings: MailSettings) -> "Mail | None":
    """The shops' SMTP server, if there is one."""
    from store_orchestrator.engines.base import Mail

    if not settings.smtp_host:
        return None
    return Mail(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        sender=settings.smtp_sender,
        networks=tuple(settings.smtp_networks),
        user=settings.smtp_user,
        password=settings.read_smtp_password(),
    )


def build_targets(settings: OrchestratorSettings) -> "Targets":
    """What stores are to become."""
    from store_orchestrator.engines.registry import REGISTRY
    from store_orchestrator.orchestrator.target import Targets

    seconds = settings.deadline_seconds
    return Targets(
        REGISTRY,
        build_platform(settings),
        settings.charts_dir,
        settings.store_url_template,
        timedelta(seconds=seconds) if seconds is not None else None,
        timedelta(seconds=settings.recheck_seconds),
    )


@asynccontextmanager
async def build_orchestrator(
    settings: OrchestratorSettings, meter: "Meter"
) -> AsyncIterator["Orchestrator"]:
    """An orchestrator with everything it works with; all connections close with the context."""
    from store_orchestrator.cluster.kubernetes import KubernetesDoor
    from store_orchestrator.db.notify import CHANNEL_DUE, Listener
    from store_orchestrator.db.queue import StoreQueue
    from store_orchestrator.engines.demands import Demands
    from store_orchestrator.engines.registry import REGISTRY
    from store_orchestrator.engines.sizes import HEADROOM
    from store_orchestrator.orchestrator.admission import Admission
    from store_orchestrator.orchestrator.claims import Claims
    from store_orchestrator.orchestrator.loop import Orchestrator
    from store_orchestrator.orchestrator.prober import Prober
    from store_orchestrator.orchestrator.proofs import Proofs
    from store_orchestrator.orchestrator.reconciler import Reconciler
    from store_orchestrator.orchestrator.steps import Steps

    async with AsyncExitStack() as stack:
        database = Database(build_address(settings, ROLE_ORCHESTRATOR))
        stack.push_async_callback(database.close)
        door = KubernetesDoor(settings.store_role, settings.helm, _ensure_scratch(), meter.helm)
        stack.push_async_callback(door.close)
        prober = Prober(settings.ingress_address)
        stack.push_async_callback(prober.close)
        queue = StoreQueue(database, build_cipher(settings))
        targets = build_targets(settings)
        chance = SystemRandom().random
        steps = Steps(
            queue,
            door,
            Proofs(door, prober, settings.self_test_image, _now, chance),
            Claims(queue, door, prober, _now, chance),
            Admission(queue, Demands(REGISTRY).find, HEADROOM, _now),
            clock=_now,
            chance=chance,
            resync=timedelta(seconds=settings.resync_seconds),
            recheck=timedelta(seconds=settings.recheck_seconds),
        )
        survey = build_survey(settings, database, queue, door)
        yield Orchestrator(
            queue,
            Reconciler(queue, door, targets, steps, clock=_now, meter=meter),
            door,
            lambda: Listener(database.address, CHANNEL_DUE),
            meter,
            # Unique for the process: a restarted one must not take its predecessor's leases.
            owner=f"{gethostname()}-{uuid4().hex[:8]}",
            concurrency=settings.concurrency,
            lease=timedelta(seconds=settings.lease_seconds),
            errands=[build_pool_keeper(settings, database, targets).keep, survey.repeat],
            on_survey=survey.wake,
        )


def build_survey(
    settings: OrchestratorSettings, database: Database, queue: "StoreQueue", door: "KubernetesDoor"
) -> "Survey":
    """What looks at the whole cluster from time to time."""
    from store_orchestrator.engines.demands import Demands
    from store_orchestrator.engines.registry import REGISTRY
    from store_orchestrator.engines.sizes import HEADROOM
    from store_orchestrator.orchestrator.survey import Survey

    return Survey(
        database,
        queue,
        door.survey,
        Demands(REGISTRY).find,
        HEADROOM,
        room_every=timedelta(seconds=settings.survey_seconds),
        orphans_every=timedelta(seconds=settings.orphan_survey_seconds),
    )


def build_pool_keeper(
    settings: OrchestratorSettings, database: Database, targets: "Targets"
) -> "PoolKeeper":
    """What keeps shops ready for whoever comes next.

    Raises:
        PoolInvalid, UnknownPlan: the setting asks for what cannot be.
    """
    from store_orchestrator.engines.registry import REGISTRY
    from store_orchestrator.orchestrator.pool_keeper import (
        PoolKeeper,
        build_pool_choices,
        build_wanted,
    )

    wanted = build_wanted(settings.pool, REGISTRY, settings.images, targets)
    choices = build_pool_choices(REGISTRY)
    return PoolKeeper(database, wanted, choices, builds=settings.pool_builds, clock=_now)


async def run_orchestrator(settings: OrchestratorSettings) -> None:
    """Work until SIGTERM or SIGINT.

    Raises:
        DatabaseUnavailable, SchemaMismatch: no migrated database in time.
        DatabaseUnavailable: it went away; whoever runs this starts it anew.
    """
    from store_orchestrator.orchestrator.exposition import Exposition
    from store_orchestrator.orchestrator.meter import Meter

    # Before the signal handlers: while it waits, the process holds nothing and may just die.
    await _wait_for_schema(settings)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    meter = Meter()
    async with build_orchestrator(settings, meter) as orchestrator:
        exposition = Exposition(meter.render, orchestrator.is_alive)
        server = await exposition.open(settings.metrics_bind, settings.metrics_port)
        async with server:
            try:
                await orchestrator.run(stop)
            except ExceptionGroup as group:
                raise _unwrap(group) from group


def _unwrap(error: Exception) -> Exception:
    """The one error that ended everything, where it is only one; groups say little in a log."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


async def _wait_for_schema(settings: OrchestratorSettings) -> None:
    from store_orchestrator.db.schema import get_head, wait_for_version

    database = Database(build_address(settings, ROLE_ORCHESTRATOR), pool_size=1)
    try:
        await wait_for_version(database, get_head(), settings.database_wait_seconds)
    finally:
        await database.close()


def _ensure_scratch() -> Path:
    """Helm's caches; always the same folder, so that killed processes leave no more than one.

    Raises:
        PermissionError: somebody else made a folder of this name.
    """
    folder = Path(gettempdir()) / f"store-orchestrator-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else: remove it")
    return folder


def _now() -> datetime:
    return datetime.now(UTC)


async def run_migrate(settings: MigrateSettings) -> None:
    """Bring the database to this version, with the default tenant and its operator.

    All of it is one transaction; running it again, or twice at once, changes nothing.

    Raises:
        DatabaseUnavailable: it did not answer in time.
    """
    from store_orchestrator.db import schema
    from store_orchestrator.db.accounts import ensure_operator
    from store_orchestrator.services.authentication import derive_digest

    database = Database(build_address(settings, role=""), pool_size=1)
    try:
        await schema.wait_for_database(database, settings.database_wait_seconds)
        async with database.transaction() as connection:
            await schema.upgrade(connection)
            digest = derive_digest(settings.read_operator_token())
            new = await ensure_operator(connection, digest)
    finally:
        await database.close()
    log.info("migrated", schema=schema.get_head(), operator_token="new" if new else "unchanged")
