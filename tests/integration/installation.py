"""How to reach a database of the tests, and settings that go with it."""

import base64
import json
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from pydantic import SecretStr

from store_orchestrator.db.connection import Database, DatabaseAddress
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.settings import ApiSettings, MigrateSettings
from temporary_postgres import TemporaryPostgres

OWNER = "platform"


@dataclass(frozen=True)
class Installation:
    """One database with what belongs to it."""

    address: DatabaseAddress
    operator_token: str = field(repr=False)
    settings: ApiSettings = field(repr=False)

    def open(self, role: str) -> Database:
        return Database(replace(self.address, role=role), pool_size=5)


OpenInstallation = Callable[[], AbstractContextManager[Installation]]


def build_installation(server: TemporaryPostgres, name: str, operator_token: str) -> Installation:
    """How to reach the database, and settings of an API that uses it."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    settings = ApiSettings(
        database_host=server.host,
        database_port=server.port,
        database_name=name,
        database_user=OWNER,
        database_password=SecretStr("not asked for on this socket"),
        encryption_keys=SecretStr(json.dumps({"first": key})),
        encryption_key_id="first",
        images={name: f"registry.test/{name}" for e in REGISTRY.values() for name in e.images},
    )
    address = DatabaseAddress(server.host, server.port, name, OWNER, "not asked for")
    return Installation(address, operator_token, settings)


def build_migrate_settings(
    server: TemporaryPostgres, name: str, operator_token: str
) -> MigrateSettings:
    """Settings of a migration of this database."""
    return MigrateSettings(
        database_host=server.host,
        database_port=server.port,
        database_name=name,
        database_user=OWNER,
        database_password=SecretStr("not asked for on this socket"),
        operator_token=SecretStr(operator_token),
        database_wait_seconds=0,
    )
