"""Orchestrators as processes of this machine, on a database of their own, against any cluster.

For tests that kill, stop and starve them, and for measurements. They are the real thing: the
real migrations, the real rights (each signs in to the cluster as the platform's ServiceAccount),
the real Helm. The platform must be installed in the cluster, because its roles and admission
policies come with it; its own orchestrator does not see these stores, nor these its own.

    with Workbench(folder, sources, kubeconfig, kubectl, settings, engines) as bench:
        bench.start("one")
        ids = bench.add_stores(["shop-1"], engine="tiny")
        bench.wait_until(lambda: bench.count("ready_at IS NOT NULL") == 1, seconds=60)
        bench.processes["one"].kill()

Everything ends with the context: the processes are killed and the database is removed. Stores
stay in the cluster unless they were deleted before.
"""

import asyncio
import base64
import json
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from uuid import UUID

import psycopg
import yaml
from psycopg.rows import dict_row
from pydantic import SecretStr

from local_cluster.images.charts import STORES, package_charts
from store_orchestrator.bootstrap import build_cipher, run_migrate
from store_orchestrator.db.cipher import Sealed
from store_orchestrator.db.connection import ROLE_API, Database, DatabaseAddress
from store_orchestrator.engines.base import Engine
from store_orchestrator.engines.demands import Demands
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.services.authentication import Authentication
from store_orchestrator.services.caller import Caller
from store_orchestrator.services.capacity import Capacity
from store_orchestrator.services.catalogue import Catalogue
from store_orchestrator.services.choices import Wishes
from store_orchestrator.services.stores import Order, Stores
from store_orchestrator.settings import EncryptionSettings, MigrateSettings
from temporary_postgres import TemporaryPostgres
from workbench_processes import PAUSES, Restarted, read_log

DATABASE: Final = "store_orchestrator"
PLATFORM_NAMESPACE: Final = "store-orchestrator"
OWNER: Final = "platform"
PASSWORD: Final = "not asked for on this socket"  # noqa: S105
ORCHESTRATOR: Final = ("-m", "store_orchestrator", "orchestrator")
POLL_SECONDS: Final = 0.2

T = TypeVar("T")

# Alembic keeps what it migrates in a global: benches of several threads take turns.
_MIGRATING = threading.Lock()

# Who held which store from when to when, in the database's own time, as it was committed.
_RECORD_LEASES: Final = """
CREATE TABLE bench_leases (
    store_id uuid, owner text, token uuid, expires_at timestamptz, at timestamptz
);
CREATE FUNCTION bench_record_lease() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.bench_leases VALUES (
        NEW.id, coalesce(NEW.lease_owner, OLD.lease_owner),
        coalesce(NEW.lease_token, OLD.lease_token), NEW.lease_expires_at, clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER bench_record_lease AFTER UPDATE OF lease_token, lease_expires_at ON stores
FOR EACH ROW WHEN (OLD.lease_expires_at IS DISTINCT FROM NEW.lease_expires_at)
EXECUTE FUNCTION bench_record_lease();
"""
# A lease that was never given back ends when it expires.
_INTERVALS: Final = """
SELECT store_id, owner, token, min(at) AS begins,
       coalesce(min(at) FILTER (WHERE expires_at IS NULL), max(expires_at)) AS ends
FROM bench_leases GROUP BY store_id, owner, token ORDER BY store_id, begins
"""


@dataclass(frozen=True)
class LeaseInterval:
    """A store was one owner's from ``begins`` to ``ends``."""

    store_id: UUID
    owner: str
    token: UUID
    begins: datetime
    ends: datetime


@dataclass
class Workbench:
    """See the module.

    Attributes:
        folder: an empty folder for logs, charts, kubeconfig and Helm's scratch.
        sources: checkout whose ``src`` and ``charts`` the orchestrators run.
        kubeconfig: an administrator's.
        kubectl: the kubectl program.
        settings: ``SO_…`` for every orchestrator, beside those that the bench sets itself:
            images, addresses, ``SO_HELM``.
        engines: what stores may be created of.
        processes: by name.
        pauses: seconds before a process is started anew, each time; the last one stays.
    """

    folder: Path
    sources: Path
    kubeconfig: Path
    kubectl: Path
    settings: Mapping[str, str]
    engines: Mapping[str, Engine] = field(default_factory=lambda: dict(REGISTRY))
    server: TemporaryPostgres = field(default_factory=TemporaryPostgres)
    processes: dict[str, Restarted] = field(default_factory=dict)
    pauses: Sequence[float] = PAUSES

    def __post_init__(self) -> None:
        self._stack = ExitStack()
        self._token = secrets.token_hex(32)
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        self._encryption = EncryptionSettings(
            encryption_keys=SecretStr(json.dumps({"bench": key})), encryption_key_id="bench"
        )

    def __enter__(self) -> Self:
        self._stack.enter_context(self.server)
        with self.server.connect() as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE")
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        with _MIGRATING:
            asyncio.run(run_migrate(self._build_migration()))
        package_charts(self.folder / "charts", self.sources / "charts", STORES)
        with self.connect() as connection:
            connection.execute(_RECORD_LEASES)
        self._write_kubeconfig()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self.processes.values():
            process.close()
        self._stack.close()

    # --- processes ---

    def start(
        self, name: str, *, program: Sequence[str] = ORCHESTRATOR, **settings: str
    ) -> Restarted:
        """Start an orchestrator, started anew whenever it ends, as a kubelet does.

        Args:
            name: its log is ``<folder>/<name>.log``; its scratch folder ``<folder>/<name>``.
            program: arguments of Python; for tests that put something before the orchestrator.
            settings: ``SO_…`` for this one only.
        """
        scratch = self.folder / name
        scratch.mkdir(exist_ok=True)
        environment = self._build_environment(scratch) | settings
        process = Restarted(
            (sys.executable, *program), environment, self.folder / f"{name}.log", self.pauses
        )
        self.processes[name] = process
        process.start()
        return process

    def read_log(self, name: str) -> list[dict[str, Any]]:
        """All log lines of this orchestrator so far."""
        return read_log(self.folder / f"{name}.log")

    # --- intents, through the same use cases as the API ---

    def add_stores(
        self, names: Sequence[str], *, engine: str, plan: str = "small", parallel: int = 8
    ) -> list[UUID]:
        """Ask for stores; their ids in the order of the names."""

        async def add(stores: Stores, caller: Caller) -> list[UUID]:
            limit = asyncio.Semaphore(parallel)

            async def add_one(name: str) -> UUID:
                order = Order(name, engine, plan, Wishes())
                async with limit:
                    return (await stores.create(caller, order, None)).spec.id

            return await asyncio.gather(*map(add_one, names))

        return self._serve(add)

    def delete_stores(self, ids: Sequence[UUID]) -> None:
        """Ask for their deletion."""

        async def delete(stores: Stores, caller: Caller) -> None:
            for store_id in ids:
                await stores.request_deletion(caller, store_id)

        self._serve(delete)

    def retry_stores(self, ids: Sequence[UUID]) -> None:
        """Ask for another attempt."""

        async def retry(stores: Stores, caller: Caller) -> None:
            for store_id in ids:
                await stores.request_retry(caller, store_id)

        self._serve(retry)

    # --- looking ---

    def connect(self) -> psycopg.Connection[dict[str, Any]]:
        """A superuser's connection whose rows are dictionaries; each statement commits."""
        return psycopg.connect(
            host=self.server.host,
            port=self.server.port,
            dbname=DATABASE,
            user="postgres",
            autocommit=True,
            row_factory=dict_row,
        )

    def query(self, statement: str, *parameters: object) -> list[dict[str, Any]]:
        """Rows of a statement of the test's own."""
        with self.connect() as connection:
            return connection.execute(statement.encode(), parameters or None).fetchall()

    def count(self, condition: str) -> int:
        """Stores for which this SQL condition holds."""
        [row] = self.query(f"SELECT count(*) AS n FROM stores WHERE {condition}")  # noqa: S608
        return int(row["n"])

    def get_store(self, store_id: UUID) -> dict[str, Any]:
        """The store's row."""
        [row] = self.query("SELECT * FROM stores WHERE id = %s", store_id)
        return row

    def list_events(self, store_id: UUID) -> list[dict[str, Any]]:
        """The store's history, oldest first."""
        return self.query("SELECT * FROM store_events WHERE store_id = %s ORDER BY id", store_id)

    def find_credentials(self, store_id: UUID) -> dict[str, str] | None:
        """What was drawn for the store, in plain text."""
        row = self.get_store(store_id)
        if row["credentials"] is None:
            return None
        sealed = Sealed(row["credentials_key_id"], bytes(row["credentials"]))
        return dict(build_cipher(self._encryption).unseal(store_id, sealed))

    def list_leases(self) -> list[LeaseInterval]:
        """Every interval for which a store was somebody's, recorded by the database."""
        return [LeaseInterval(**row) for row in self.query(_INTERVALS)]

    def wait_until(self, look: Callable[[], bool], seconds: float, what: str = "") -> None:
        """Return as soon as ``look`` says so.

        Raises:
            TimeoutError: it did not within ``seconds``; says where the logs are.
        """
        end = time.monotonic() + seconds
        while not look():
            if time.monotonic() > end:
                raise TimeoutError(f"not within {seconds} s: {what}; logs in {self.folder}")
            time.sleep(POLL_SECONDS)

    # --- inside ---

    def _serve(self, use: Callable[[Stores, Caller], Coroutine[Any, Any, T]]) -> T:
        async def run() -> T:
            database = Database(replace(self._build_address(), role=ROLE_API))
            images = json.loads(self.settings["SO_IMAGES"])
            template = self.settings["SO_STORE_URL_TEMPLATE"]
            catalogue = Catalogue(self.engines, images, template, {})
            capacity = Capacity(database, catalogue, Demands(self.engines), "refuse")
            stores = Stores(database, catalogue, capacity)
            try:
                caller = await Authentication(database).identify_by_token(self._token, "bench")
                return await use(stores, caller)
            finally:
                await database.close()

        return asyncio.run(run())

    def _build_address(self) -> DatabaseAddress:
        return DatabaseAddress(self.server.host, self.server.port, DATABASE, OWNER, PASSWORD)

    def _build_migration(self) -> MigrateSettings:
        return MigrateSettings(
            database_host=self.server.host,
            database_port=self.server.port,
            database_name=DATABASE,
            database_user=OWNER,
            database_password=SecretStr(PASSWORD),
            operator_token=SecretStr(self._token),
        )

    def _build_environment(self, scratch: Path) -> dict[str, str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        keys = self._encryption.encryption_keys
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.sources / "src"),
            "TMPDIR": str(scratch),
            "KUBECONFIG": str(self.folder / "kubeconfig"),
            "SO_DATABASE_HOST": self.server.host,
            "SO_DATABASE_PORT": str(self.server.port),
            "SO_DATABASE_USER": OWNER,
            "SO_DATABASE_PASSWORD": PASSWORD,
            "SO_DATABASE_WAIT_SECONDS": "240",
            "SO_ENCRYPTION_KEYS": keys.get_secret_value() if keys is not None else "",
            "SO_ENCRYPTION_KEY_ID": self._encryption.encryption_key_id,
            "SO_CHARTS_DIR": str(self.folder / "charts"),
            "SO_METRICS_BIND": "127.0.0.1",
            "SO_METRICS_PORT": str(port),
            **self.settings,
        }

    def _write_kubeconfig(self) -> None:
        """The administrator's, with the ServiceAccount's token instead of the certificate."""
        token = self._ask_for_token()
        config = yaml.safe_load(self.kubeconfig.read_text(encoding="utf-8"))
        for user in config["users"]:
            user["user"] = {"token": token}
        for context in config["contexts"]:
            # Where a pod of the platform would be: self-tests look for its parts there.
            context["context"]["namespace"] = PLATFORM_NAMESPACE
        file = self.folder / "kubeconfig"
        file.touch(mode=0o600)
        file.write_text(yaml.safe_dump(config), encoding="utf-8")

    def _ask_for_token(self) -> str:
        return subprocess.run(
            [
                *(str(self.kubectl), f"--kubeconfig={self.kubeconfig}"),
                *(f"--namespace={PLATFORM_NAMESPACE}", "create", "token", "orchestrator"),
                "--duration=8h",
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
