"""Running other programs: output into a log, errors with their last lines."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from local_cluster.errors import LocalClusterError

_LAST_LINES = 15


class CommandError(LocalClusterError):
    """A program ended with an error; carries its name, exit code, log and last lines."""

    def __init__(
        self, program: str, exit_code: int, log: Path | None, last_lines: Sequence[str]
    ) -> None:
        """Keep what is known; arguments are left out, for they may carry paths of secrets."""
        where = f" (log: {log})" if log else ""
        tail = "".join(f"\n    {line}" for line in last_lines)
        super().__init__(f"{program} ended with exit code {exit_code}{where}{tail}")
        self.program = program
        self.program_exit_code = exit_code
        self.log = log
        self.last_lines = tuple(last_lines)


def run(
    argv: Sequence[str | Path],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: bytes | None = None,
) -> None:
    """Run a program to its end, its output appended to `log`.

    `env` is added to the present environment. Raises CommandError when the program fails or is
    not there.
    """
    if log is None:
        capture(argv, env=env, cwd=cwd, stdin=stdin)
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        start = output.tell()
        code = _execute(argv, env, cwd, stdin, output.fileno(), output.fileno())[0]
    if code != 0:
        with log.open("rb") as written:
            written.seek(start)
            raise CommandError(_name(argv), code, log, _last_lines(written.read()))


def capture(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: bytes | None = None,
) -> str:
    """Run a program to its end and return what it printed on its standard output.

    Raises CommandError, with the last lines of its standard error, when it fails or is not there.
    """
    code, out, err = _execute(argv, env, cwd, stdin, subprocess.PIPE, subprocess.PIPE)
    if code != 0:
        raise CommandError(_name(argv), code, None, _last_lines(err or out))
    return out.decode(errors="replace")


def _execute(
    argv: Sequence[str | Path],
    env: Mapping[str, str] | None,
    cwd: Path | None,
    stdin: bytes | None,
    stdout: int,
    stderr: int,
) -> tuple[int, bytes, bytes]:
    try:
        started = subprocess.Popen(
            [str(part) for part in argv],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
        )
    except FileNotFoundError as error:
        raise CommandError(_name(argv), 127, None, [str(error)]) from error
    with _RUNNING.holding(started):
        # Empty input, not the terminal: a program must never wait for a person.
        out, err = started.communicate(stdin or b"")
    return started.returncode, out or b"", err or b""


class _Running:
    """Programs that run now, so that one failed lane of work can end those of the other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._programs: set[subprocess.Popen[bytes]] = set()
        self._stopping = False

    @contextmanager
    def holding(self, program: subprocess.Popen[bytes]) -> Iterator[None]:
        with self._lock:
            self._programs.add(program)
            if self._stopping:
                program.terminate()
        try:
            yield
        finally:
            with self._lock:
                self._programs.discard(program)

    def stop(self) -> None:
        with self._lock:
            self._stopping = True
            for program in self._programs:
                program.terminate()


_RUNNING = _Running()


def stop_all() -> None:
    """End every program that runs now and every later one: the whole driver is giving up."""
    _RUNNING.stop()


def _name(argv: Sequence[str | Path]) -> str:
    return Path(str(argv[0])).name


def _last_lines(data: bytes) -> list[str]:
    lines = data.decode(errors="replace").splitlines()
    return [line for line in lines if line.strip()][-_LAST_LINES:]
