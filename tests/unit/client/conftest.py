"""The fake platform, and storectl run as a person runs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from store_orchestrator.client import requesting
from store_orchestrator.client.cli import main
from store_orchestrator.client.requesting import REPEAT_DELAYS
from unit.client.fake_platform import TOKEN, FakePlatform
from unit.client.platform_server import PlatformServer


@dataclass(frozen=True)
class Ran:
    """What a run of storectl left."""

    code: int
    out: str
    err: str


Storectl = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many tries as ever, without the pauses between them."""
    monkeypatch.setattr(requesting, "REPEAT_DELAYS", tuple(0.001 for _ in REPEAT_DELAYS))


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture(scope="session")
def session_server() -> Iterator[PlatformServer]:
    server = PlatformServer()
    yield server
    server.stop()


@pytest.fixture
def server(platform: FakePlatform, session_server: PlatformServer) -> Iterator[PlatformServer]:
    session_server.platform = platform
    session_server.start()
    yield session_server
    session_server.settle()


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No server configured, and a configuration folder of the test's own."""
    for name in ("STORECTL_URL", "STORECTL_TOKEN", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


@pytest.fixture
def run(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> Storectl:
    """Runs storectl in this process; no output of any run may hold the token."""

    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        captured = capsys.readouterr()
        assert TOKEN not in captured.out + captured.err
        code = left.value.code
        return Ran(code if isinstance(code, int) else 0, captured.out, captured.err)

    return run


@pytest.fixture
def storectl(run: Storectl, server: PlatformServer, monkeypatch: pytest.MonkeyPatch) -> Storectl:
    """Storectl, configured for the fake platform."""
    monkeypatch.setenv("STORECTL_URL", server.url)
    monkeypatch.setenv("STORECTL_TOKEN", TOKEN)
    return run
