"""bin/storectl as a process: its environment, terminals, signals, pipes."""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from unit.client.fake_platform import TOKEN, FakePlatform, become
from unit.client.platform_server import PlatformServer

CHECKOUT = Path(__file__).parents[3]
STORECTL = CHECKOUT / "bin" / "storectl"


@pytest.fixture
def environ(server: PlatformServer, tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    configured = {"STORECTL_URL": server.url, "STORECTL_TOKEN": TOKEN}
    return kept | configured | {"HOME": str(tmp_path), "TERM": "xterm-256color"}


def run_captured(
    argv: list[str], environ: dict[str, str] | None = None, cwd: Path | None = None
) -> "subprocess.CompletedProcess[str]":
    """Without a terminal, and whatever the exit code."""
    return subprocess.run(
        argv,
        check=False,
        env=environ,
        cwd=cwd,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def run(environ: dict[str, str], cwd: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return run_captured([str(STORECTL), *arguments], environ, cwd)


def test_it_runs_anywhere_and_imports_nothing_of_where_it_stands(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "typer.py").write_text("raise SystemExit('imported from the current folder')")
    ran = run(environ, tmp_path, "engine", "list", "-o", "name")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "engine/medusa\nengine/woo\n", "")


def test_it_runs_through_a_link(environ: dict[str, str], tmp_path: Path) -> None:
    link = tmp_path / "storectl"
    link.symlink_to(STORECTL)
    ran = subprocess.run(
        [link, "--version"], check=False, env=environ, capture_output=True, text=True
    )
    assert ran.stdout.startswith("storectl ")


def test_a_missing_environment_is_named_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    copy = shutil.copy(STORECTL, tmp_path / "bin" / "storectl")
    ran = run_captured([str(copy), "--help"])
    assert ran.returncode == 1
    assert str(tmp_path / ".venv") in ran.stderr
    assert "make up" in ran.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["store", "create", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(environ: dict[str, str], arguments: list[str]) -> None:
    code = (
        "import sys, atexit\n"
        "from store_orchestrator.client.cli import main\n"
        "heavy = {'httpx2', 'rich', 'yaml', 'asyncio', 'store_orchestrator.client.models'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr))\n"
        "main(sys.argv[1:])\n"
    )
    python = CHECKOUT / ".venv" / "bin" / "python"
    argv = [str(python), "-sP", "-c", code, *arguments]
    environ["PYTHONPATH"] = str(CHECKOUT / "src")
    ran = run_captured(argv, environ)
    assert (ran.returncode, ran.stderr.strip()) == (0, "[]")


def test_an_interrupt_ends_the_waiting_and_says_that_the_store_goes_on(
    platform: FakePlatform, environ: dict[str, str]
) -> None:
    platform.add_store("demo", phase="Provisioning", observed_generation=1)
    # A test run that was started in the background ignores SIGINT, and so would its children.
    fresh = ["env", "--default-signal=INT"]
    argv = [*fresh, str(STORECTL), "store", "retry", "demo", "--wait", "-o", "json"]
    with subprocess.Popen(
        argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first_line = process.stderr.readline()
        assert "Waiting for the orchestrator" in first_line
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert "Stopped waiting. store/demo goes on by itself." in err
    assert "Traceback" not in err


def test_a_reader_that_leaves_early_is_no_crash(
    platform: FakePlatform, environ: dict[str, str]
) -> None:
    for number in range(3000):
        platform.add_store(f"shop{number}")
    platform.page_size = 9999
    argv = f"{STORECTL} store list -o json | head -n 1"
    ran = subprocess.run(
        ["bash", "-c", argv], check=False, env=environ, capture_output=True, text=True
    )
    assert ran.stdout == "{\n"
    assert "Traceback" not in ran.stderr


def run_at_terminal(environ: dict[str, str], answer: str, *arguments: str) -> tuple[int, str]:
    """Run with a terminal for everything; ``answer`` is typed at the first question."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(STORECTL, [str(STORECTL), *arguments], environ)  # noqa: S606
    shown = b""
    while select.select([terminal], [], [], 20)[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # what Linux answers once the other side is gone
            break
        if answer and b"?" in shown:
            os.write(terminal, answer.encode())
            answer = ""
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode()


def test_phases_are_coloured_at_a_terminal_only(
    platform: FakePlatform, environ: dict[str, str], tmp_path: Path
) -> None:
    platform.add_store("demo", phase="Ready", observed_generation=1)
    assert "\x1b[32mReady" in run_at_terminal(environ, "", "store", "list")[1]
    assert "\x1b[" not in run_at_terminal(environ | {"NO_COLOR": "1"}, "", "store", "list")[1]
    assert "\x1b[" not in run(environ, tmp_path, "store", "list").stdout


@pytest.mark.parametrize(("answer", "code", "asked"), [("n\n", 1, 0), ("y\n", 0, 1)])
def test_delete_asks_at_a_terminal(
    platform: FakePlatform, environ: dict[str, str], answer: str, code: int, asked: int
) -> None:
    store = platform.add_store("demo", phase="Ready", observed_generation=1)
    left, shown = run_at_terminal(environ, answer, "store", "delete", "demo")
    assert left == code
    assert "Delete store/demo with all its data?" in shown
    assert platform.count_requests("DELETE", store["id"]) == asked


def test_delete_does_not_ask_with_yes_or_without_a_terminal(
    platform: FakePlatform, environ: dict[str, str], tmp_path: Path
) -> None:
    platform.add_store("one", phase="Ready", observed_generation=1)
    platform.add_store("two", phase="Ready", observed_generation=1)
    left, shown = run_at_terminal(environ, "", "store", "delete", "one", "--yes")
    assert (left, "?" in shown) == (0, False)
    assert run(environ, tmp_path, "store", "delete", "two").returncode == 0


def test_a_terminal_shows_steps_and_the_result(
    platform: FakePlatform, environ: dict[str, str]
) -> None:
    store = platform.add_store("demo", phase="Pending")
    platform.script.append(lambda seen: platform.add_event(seen, "Step", "[red]not markup[/red]"))
    platform.script.append(become("Ready", "sells"))
    left, shown = run_at_terminal(environ, "", "store", "retry", "demo", "--wait")
    assert left == 0
    assert "[red]not markup[/red]" in shown
    assert store["url"] in shown


def test_json_at_a_terminal_stays_json(platform: FakePlatform, environ: dict[str, str]) -> None:
    platform.add_store("demo")
    shown = run_at_terminal(environ, "", "store", "get", "demo", "-o", "json")[1]
    assert json.loads(shown) == platform.stores[0]


def test_login_asks_for_the_token_without_showing_it(
    environ: dict[str, str], server: PlatformServer, tmp_path: Path
) -> None:
    del environ["STORECTL_URL"], environ["STORECTL_TOKEN"]
    child, terminal = pty.fork()
    if child == 0:
        os.execve(STORECTL, [str(STORECTL), "login", server.url], environ)  # noqa: S606
    shown = b""
    while b"Token for" not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, f"{TOKEN}\n".encode())
    while select.select([terminal], [], [], 20)[0]:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # as above
            break
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert TOKEN not in shown.decode()
    stored = tmp_path / ".config" / "store-orchestrator" / "storectl.json"
    assert json.loads(stored.read_text()) == {"url": server.url, "token": TOKEN}
