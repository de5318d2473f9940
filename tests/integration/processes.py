"""The real API process on a real socket."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from integration.installation import Installation

START_SECONDS = 30.0


@dataclass(frozen=True)
class ApiProcess:
    """A running API; ``log`` fills while it runs."""

    url: str
    process: asyncio.subprocess.Process
    log: Path

    def open_client(self, token: str | None = None) -> httpx2.AsyncClient:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        return httpx2.AsyncClient(base_url=self.url, headers=headers, trust_env=False, timeout=20)

    async def terminate(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.process.wait()


def build_environment(installation: Installation, port: int) -> dict[str, str]:
    """The process's settings, as an operator would give them."""
    settings = installation.settings
    assert settings.encryption_keys is not None
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path.endswith("src")),
        "PYTHONWARNINGS": "error",
        "SO_DATABASE_HOST": settings.database_host,
        "SO_DATABASE_PORT": str(settings.database_port),
        "SO_DATABASE_NAME": settings.database_name,
        "SO_DATABASE_USER": settings.database_user,
        "SO_DATABASE_PASSWORD": settings.read_database_password(),
        "SO_ENCRYPTION_KEYS": settings.encryption_keys.get_secret_value(),
        "SO_ENCRYPTION_KEY_ID": settings.encryption_key_id,
        "SO_IMAGES": '{"medusa": "x", "postgresql": "x"}',
        "SO_BIND": "127.0.0.1",
        "SO_PORT": str(port),
    }


@asynccontextmanager
async def run_api(installation: Installation, folder: Path) -> AsyncIterator[ApiProcess]:
    """The API on a free port; ended when the context is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = folder / "api.log"
    with path.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "store_orchestrator",
            "api",
            env=build_environment(installation, port),
            stderr=log,
            stdout=log,
        )
    api = ApiProcess(f"http://127.0.0.1:{port}", process, path)
    try:
        await _wait_until_alive(api)
        yield api
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _wait_until_alive(api: ApiProcess) -> None:
    async with api.open_client() as client, asyncio.timeout(START_SECONDS):
        while api.process.returncode is None:
            try:
                if (await client.get("/healthz")).is_success:
                    return
            except httpx2.ConnectError:
                await asyncio.sleep(0.05)
    raise RuntimeError(f"the API ended at once:\n{api.log.read_text()}")
