"""Orchestrators over a real queue, a fake cluster and a shop in memory; nothing really waits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import text

from integration.store_rows import CHOICES, find_tenant
from store_orchestrator.cluster.fake import FakeCluster
from store_orchestrator.db import stores
from store_orchestrator.db.connection import Database
from store_orchestrator.db.mapping import StoreRecord
from store_orchestrator.db.queue import Leased, StoreQueue
from store_orchestrator.domain.capacity import Demand
from store_orchestrator.domain.names import derive_host_label
from store_orchestrator.domain.notice import Notice
from store_orchestrator.domain.phase import derive_phase
from store_orchestrator.domain.probe import (
    CheckScript,
    ClaimScript,
    HttpCall,
    OrderProof,
    ProbeFailed,
    ProbeScript,
)
from store_orchestrator.domain.store import Phase
from store_orchestrator.engines.base import (
    Credentials,
    CredentialSpec,
    Engine,
    Plan,
    Platform,
    Shop,
    Values,
)
from store_orchestrator.engines.claim import CLAIM_PATH, SECRET_HEADER, build_store_claim
from store_orchestrator.engines.demands import Demands
from store_orchestrator.orchestrator.admission import Admission
from store_orchestrator.orchestrator.claims import Claims
from store_orchestrator.orchestrator.meter import Meter
from store_orchestrator.orchestrator.prober import Prober
from store_orchestrator.orchestrator.proofs import Proofs
from store_orchestrator.orchestrator.reconciler import Reconciler
from store_orchestrator.orchestrator.steps import Steps
from store_orchestrator.orchestrator.target import Targets
from store_orchestrator.orchestrator.worker import Worker

URL_TEMPLATE = "http://{host}.shops.test:8080/"
KEY = "abcdefgh"
LEASE = timedelta(minutes=1)
ROUNDS = 40


class PaperEngine:
    """An engine whose shops sell one thing by one call."""

    name = "medusa"
    title = "Paper"
    description = "Exists on paper only."
    images = ()
    plans: tuple[Plan, ...] = (
        Plan("small", "Small", "Small."),
        Plan("large", "Large", "Large.", True),
    )
    countries = frozenset({"US"})
    currencies = frozenset({"USD"})
    credentials = (CredentialSpec("password", "Password", length=24),)
    deadline = timedelta(minutes=10)
    claimable = True

    def build_claim(self, shop: Shop, credentials: Credentials, former: Credentials) -> ClaimScript:
        secret = credentials["password"]
        return build_store_claim(
            shop,
            {**credentials, "probe_secret": secret},
            {**former, "probe_secret": former["password"]},
        )

    def build_notices(self, shop: Shop, platform: Platform) -> tuple[Notice, ...]:  # noqa: ARG002
        return () if platform.mail else (Notice("MailDropped", "No mail is sent."),)

    def build_sign_in_url(
        self,
        shop: Shop,
        credentials: Credentials,  # noqa: ARG002
        nonce: str,
        expires_at: datetime,  # noqa: ARG002
    ) -> str | None:
        return f"{shop.url}sign-in#{nonce}"

    def build_admin_url(self, shop: Shop) -> str:
        return f"{shop.url}admin"

    def build_values(self, shop: Shop, credentials: Credentials, platform: Platform) -> Values:  # noqa: ARG002
        return {"host": shop.host, "password": credentials["password"]}

    def build_check(self, shop: Shop, credentials: Credentials) -> CheckScript:  # noqa: ARG002
        reply = yield HttpCall("GET", "/checkout")
        if reply.status != 200:
            raise ProbeFailed("check out", f"status {reply.status}", reachable=reply.status != 503)

    def build_order_probe(self, shop: Shop, credentials: Credentials) -> ProbeScript:  # noqa: ARG002
        reply = yield HttpCall("POST", "/orders")
        if reply.status != 200 or not isinstance(reply.json, Mapping):
            raise ProbeFailed("order", f"status {reply.status}", reachable=reply.status != 503)
        return OrderProof("order", str(reply.json["number"]), "12.50", "EUR")


@dataclass
class PaperShops:
    """What answers behind the ingress controller."""

    status: int = 200
    hosts: list[str] = field(default_factory=list)
    checks: int = 0
    claim_status: int = 200
    secrets: list[str] = field(default_factory=list)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == CLAIM_PATH:
            return self._claim(request)
        if request.url.path == "/checkout":
            self.checks += 1
            return httpx2.Response(self.status)
        self.hosts.append(request.headers["Host"])
        return httpx2.Response(self.status, json={"number": len(self.hosts)})

    def _claim(self, request: httpx2.Request) -> httpx2.Response:
        """Believe the secret it has by now; the first one is believed as it comes."""
        given = request.headers[SECRET_HEADER]
        if self.claim_status != HTTPStatus.OK:
            return httpx2.Response(self.claim_status, json={"message": "no"})
        if self.secrets and given != self.secrets[-1]:
            return httpx2.Response(HTTPStatus.FORBIDDEN, json={"message": "who is this"})
        self.secrets.append(json.loads(request.content)["credentials"]["password"])
        return httpx2.Response(HTTPStatus.OK, json={"claimed": True})


class Rig:
    """One orchestrator's insides, driven by hand: a round is a fetch and the work on it."""

    def __init__(
        self,
        queue: StoreQueue,
        database: Database,
        charts: Path,
        *,
        deadline: timedelta | None = None,
    ) -> None:
        self.database = database
        self.queue = queue
        self.cluster = FakeCluster()
        self.shops = PaperShops()
        self.charts = charts
        self.deadline = deadline
        self.recheck: timedelta | None = None
        self.engines: dict[str, Engine] = {"medusa": PaperEngine()}
        self.meter = Meter()
        chart = charts / "store-medusa"
        chart.mkdir(exist_ok=True)
        (chart / "Chart.yaml").write_text("name: paper\n")

    def build_reconciler(self, queue: StoreQueue | None = None) -> Reconciler:
        queue = queue or self.queue
        platform = Platform({}, "", "ingress", {})
        targets = Targets(
            self.engines, platform, self.charts, URL_TEMPLATE, self.deadline, self.recheck
        )
        prober = Prober(
            "http://ingress.test", httpx2.MockTransport(self.shops.answer), route_patience=0
        )
        proofs = Proofs(self.cluster, prober, "self-test:1", now, lambda: 0.5)
        claims = Claims(queue, self.cluster, prober, now, lambda: 0.5)
        steps = Steps(
            queue,
            self.cluster,
            proofs,
            claims,
            Admission(queue, Demands(self.engines).find, Demand(), now),
            clock=now,
            chance=lambda: 0.5,
            resync=timedelta(hours=1),
        )
        return Reconciler(queue, self.cluster, targets, steps, clock=now, meter=self.meter)

    def build_worker(self, leased: Leased) -> Worker:
        return Worker(self.queue, self.build_reconciler(), self.meter, leased, LEASE)

    async def round(self, owner: str = "first") -> Leased | None:
        """Make the store due, fetch it, work on it; the store as it was when fetched."""
        await self.queue.hint([KEY])
        for leased in await self.queue.fetch_due(owner, 1, LEASE):
            await self.build_worker(leased).work()
            return leased
        return None

    async def run_until(self, phase: Phase) -> StoreRecord:
        """Make rounds until the store is in this phase."""
        seen = await self.read_phase()
        for _ in range(ROUNDS):
            if seen is phase:
                return await self.read()
            await self.round()
            seen = await self.read_phase()
        raise AssertionError(f"{phase} was not reached in {ROUNDS} rounds; it is {seen}")

    async def read(self) -> StoreRecord:
        """The one store as the API sees it."""
        async with self.database.transaction() as connection:
            ids = (await connection.execute(text("SELECT id FROM stores"))).scalars().all()
            [record] = await stores.list_stores_by_id(connection, ids)
        return record

    async def read_phase(self) -> Phase:
        record = await self.read()
        return derive_phase(record.spec, record.status)

    async def read_events(self) -> list[str]:
        """Reasons of all events, oldest first."""
        async with self.database.transaction() as connection:
            found = await connection.execute(text("SELECT reason FROM store_events ORDER BY id"))
            return list(found.scalars().all())


def now() -> datetime:
    return datetime.now(UTC)


async def add_shop(database: Database, plan: str = "small") -> UUID:
    new = stores.NewStore(uuid4(), KEY, "shop", "medusa", plan, CHOICES)
    tenant_id = await find_tenant(database)
    async with database.transaction() as connection:
        await stores.insert_store(connection, tenant_id, new)
    return new.id


def expected_host() -> str:
    return f"{derive_host_label('shop', KEY)}.shops.test:8080"
