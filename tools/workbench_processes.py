"""A process that is started anew whenever it ends, as a kubelet does with a container."""

import json
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

# The kubelet restarts at once, then after 10 s, 20 s …; a test waits for none of the latter.
PAUSES: Final = (0.1, 1.0, 5.0, 10.0, 20.0)


class Restarted:
    """One program under supervision.

    Attributes:
        exit_codes: of all lives that have ended; a signal is negative.
        restarting: whether the next end is followed by a new life.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        pauses: Sequence[float] = PAUSES,
    ) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._pauses = pauses
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._supervise, daemon=True)
        self._born = threading.Event()
        self._stop = threading.Event()
        self.exit_codes: list[int] = []
        self.restarting = True

    def start(self) -> None:
        """Begin the first life; returns once there is a process."""
        self._thread.start()
        self._born.wait()

    @property
    def pid(self) -> int:
        """Of the present or the latest life."""
        if self._process is None:
            raise RuntimeError("it was not started")
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the present life, if there is one."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def kill(self) -> None:
        """SIGKILL; another life follows."""
        self.send(signal.SIGKILL)

    def pause(self) -> None:
        """SIGSTOP."""
        self.send(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        self.send(signal.SIGCONT)

    def stop(self, seconds: float = 30) -> int:
        """SIGTERM and no further life; the exit code."""
        self.restarting = False
        self._stop.set()
        self.send(signal.SIGTERM)
        self._thread.join(seconds)
        if self._thread.is_alive():
            raise TimeoutError(f"process {self.pid} did not end within {seconds} s")
        return self.exit_codes[-1]

    def close(self) -> None:
        """SIGKILL and no further life."""
        self.restarting = False
        self._stop.set()
        self.send(signal.SIGKILL)
        self._thread.join(10)

    def _supervise(self) -> None:
        lives = 0
        while True:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    # The death signal ends it with the test run, even when that is killed.
                    ("setpriv", "--pdeathsig", "KILL", *self._command),
                    env=dict(self._environment),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
            self._born.set()
            self.exit_codes.append(self._process.wait())
            if not self.restarting or self._stop.wait(
                self._pauses[min(lives, len(self._pauses) - 1)]
            ):
                return
            lives += 1


def read_log(path: Path) -> list[dict[str, Any]]:
    """Every line that is a JSON object; a process that was killed may have left half a line."""
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            document = json.loads(line)
        except ValueError:
            continue
        if isinstance(document, dict):
            found.append(document)
    return found
