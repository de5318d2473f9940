"""Runs the API on a temporary PostgreSQL, without a cluster: for work on dashboard and client.

Stores stay Pending, because no orchestrator runs; write status by hand if you need it:
the script prints how to reach the database. Ctrl-C ends and removes everything.
"""

import argparse
import asyncio
import base64
import json
import os
import secrets
from pathlib import Path

from store_orchestrator.bootstrap import run_api, run_migrate
from store_orchestrator.observability.logging import configure_logging
from store_orchestrator.settings import ApiSettings, MigrateSettings, load_settings
from temporary_postgres import SUPERUSER, TemporaryPostgres

DATABASE = "store_orchestrator"
IMAGES = {"medusa": "none.invalid/medusa", "postgresql": "none.invalid/postgresql"}


def build_environment(server: TemporaryPostgres, token: str, port: int) -> dict[str, str]:
    """Settings for migrate and api."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "SO_DATABASE_HOST": server.host,
        "SO_DATABASE_NAME": DATABASE,
        "SO_DATABASE_USER": SUPERUSER,
        "SO_DATABASE_PASSWORD": "unused-on-a-unix-socket",
        "SO_ENCRYPTION_KEYS": json.dumps({"dev": key}),
        "SO_ENCRYPTION_KEY_ID": "dev",
        "SO_OPERATOR_TOKEN": token,
        "SO_IMAGES": json.dumps(IMAGES),
        "SO_BIND": "127.0.0.1",
        "SO_PORT": str(port),
        "SO_LOG_FORMAT": "console",
    }


async def serve() -> None:
    """Migrate, then serve until a signal comes."""
    await run_migrate(load_settings(MigrateSettings))
    await run_api(load_settings(ApiSettings))


def main() -> None:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--dashboard", type=Path, help="folder of the built dashboard")
    parser.add_argument("--token", default=secrets.token_hex(32), help="operator token to set up")
    options = parser.parse_args()
    with TemporaryPostgres() as server:
        with server.connect() as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        os.environ.update(build_environment(server, options.token, options.port))
        if options.dashboard is not None:
            os.environ["SO_DASHBOARD_DIR"] = str(options.dashboard)
        print(f"API       http://127.0.0.1:{options.port}/api/v1\ntoken     {options.token}")
        print(f"database  psql -h {server.host} -U {SUPERUSER} {DATABASE}")
        configure_logging(json=False, level="info")
        asyncio.run(serve())


if __name__ == "__main__":
    main()
