"""Running other programs: output into a log, errors with their last lines."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

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
        done = subprocess.run(
            [str(part) for part in argv],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            # Empty input, not the terminal: a program must never wait for a person.
            input=stdin or b"",
            stdout=stdout,
            stderr=stderr,
            check=False,
        )
    except FileNotFoundError as error:
        raise CommandError(_name(argv), 127, None, [str(error)]) from error
    return done.returncode, done.stdout or b"", done.stderr or b""


def _name(argv: Sequence[str | Path]) -> str:
    return Path(str(argv[0])).name


def _last_lines(data: bytes) -> list[str]:
    lines = data.decode(errors="replace").splitlines()
    return [line for line in lines if line.strip()][-_LAST_LINES:]
