"""Nobody writes to the cluster after the lease under which they write is over.

A process that was stopped past its lease (SIGSTOP, a frozen machine) goes on in the middle of a
step while another one works on the store. So the right to write is asked for at each write and
not only at the beginning of a step; and Helm, which writes by itself, is ended when the lease is
over, by a guard that is stopped with neither of them.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Final, NoReturn, Protocol

import httpx2

# Reads how long the lease still is, again and again; silence for that long ends the process.
_GUARD: Final = 'left=$1; while read -r -t "$left" left; do :; done; kill -KILL "$2" 2>/dev/null'
SHELL: Final = "/bin/bash"
PULSE_SECONDS: Final = 0.5
LEAST_SECONDS: Final = 0.01
_READING: Final = frozenset({"GET", "HEAD"})


class Fence(Protocol):
    """The right to write, as it is known here."""

    def ensure_held(self) -> None:
        """Return while the right is there; raise when it may be over."""

    def seconds_left(self) -> float:
        """How long it is there for certain; not positive when it may be over."""


FENCE: Final[ContextVar[Fence | None]] = ContextVar("fence", default=None)
"""What writes of the present task depend on; None lets all of them pass."""


async def stop_at_fence(request: httpx2.Request) -> None:
    """Let a request pass if it only reads, or if the right to write is there."""
    fence = FENCE.get()
    if fence is not None and request.method not in _READING:
        fence.ensure_held()


@asynccontextmanager
async def guarded(pid: int) -> AsyncIterator[None]:
    """Within, the process is killed as soon as the right to write is over."""
    fence = FENCE.get()
    if fence is None:
        yield
        return
    # Beside the process, which waits for its input meanwhile.
    guarding = asyncio.create_task(_guard(pid, fence), name=f"guard of {pid}")
    try:
        yield
    finally:
        guarding.cancel()
        await asyncio.wait([guarding])
        if not guarding.cancelled() and (failed := guarding.exception()) is not None:
            # Nothing would have ended Helm in time: nobody may believe that something did.
            raise failed


async def _guard(pid: int, fence: Fence) -> NoReturn:
    guard = await asyncio.create_subprocess_exec(
        *(SHELL, "--norc", "--noprofile", "-c", _GUARD),
        *("lease-guard", _format(fence), str(pid)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while True:
            await asyncio.sleep(PULSE_SECONDS)
            if guard.stdin is not None and guard.returncode is None and fence.seconds_left() > 0:
                guard.stdin.write(f"{_format(fence)}\n".encode())
    finally:
        with suppress(ProcessLookupError):
            guard.kill()
        await guard.wait()


def _format(fence: Fence) -> str:
    return f"{max(fence.seconds_left(), LEAST_SECONDS):.3f}"
