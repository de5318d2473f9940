"""A PostgreSQL of one's own for tests and development: temporary, local, gone afterwards.

It listens on a Unix socket only, in a folder nobody else can enter, and does not care about
surviving a power cut.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psycopg

SUPERUSER = "postgres"
_DEBIAN = Path("/usr/lib/postgresql")
_START_SECONDS = 30.0


class PostgresMissing(Exception):
    """There is no PostgreSQL server on this machine; the text says how to get one."""


class PostgresFailed(Exception):
    """The server did not start; the text has the end of its log."""


def find_binaries() -> Path:
    """The folder that holds ``initdb`` and ``postgres``; the newest, if there are several.

    Raises:
        PostgresMissing: there is none.
    """
    folders = sorted(
        (path for path in _DEBIAN.glob("*/bin") if path.parent.name.isdecimal()),
        key=lambda path: int(path.parent.name),
    )
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    complete = [f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()]
    if not complete:
        raise PostgresMissing(
            f"no PostgreSQL server found below {_DEBIAN} or on PATH; "
            "on Debian install it with: apt-get install postgresql"
        )
    return complete[-1]


class TemporaryPostgres:
    """``with TemporaryPostgres() as server: …``; superuser ``postgres``, no password."""

    port = 5432

    def __init__(self) -> None:
        self._binaries = find_binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="so-pg-"))
        self._data = self.folder / "data"
        self._log = self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def host(self) -> str:
        """The folder of the Unix socket, as a host for the driver."""
        return str(self.folder)

    def __enter__(self) -> "TemporaryPostgres":
        self._give_folder()
        self._run("initdb", "-D", self._data, "-U", SUPERUSER, "--auth=trust", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            PostgresFailed: it ended, or did not answer in time.
        """
        options = {
            "listen_addresses": "",
            "unix_socket_directories": self.folder,
            "port": self.port,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": 200,
            "shared_buffers": "64MB",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._build_command("postgres", "-D", self._data, *settings),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """Cut every connection and end the server."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A superuser's connection; each statement commits by itself."""
        return psycopg.connect(
            host=self.host, port=self.port, dbname=database, user=SUPERUSER, autocommit=True
        )

    def _wait(self) -> None:
        give_up_at = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > give_up_at:
                    log = self._log.read_text(errors="replace")[-2000:]
                    raise PostgresFailed(f"PostgreSQL did not start: {error}\n{log}") from error
                time.sleep(0.05)
            else:
                return

    def _give_folder(self) -> None:
        if os.geteuid() == 0:
            user = _get_unprivileged_user()
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            self._build_command(program, *arguments), check=True, stdout=subprocess.DEVNULL
        )

    def _build_command(self, program: str, *arguments: object) -> Sequence[str]:
        command = [str(self._binaries / program), *map(str, arguments)]
        # PostgreSQL refuses to run as root. The death signal ends it with the test run, even
        # when that is killed.
        prefix = ["setpriv", "--pdeathsig", "INT"]
        if os.geteuid() == 0:
            user = _get_unprivileged_user()
            prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        return [*prefix, *command]


def _get_unprivileged_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
