"""An orchestrator that meets its fate at a named moment: the product, with a knife at its throat.

    python mortal.py FOLDER

It is the real process; only the calls at its two doors are wrapped. Every moment that is reached
is written to ``FOLDER/moments``. When ``FOLDER/fate`` names that moment, the fate is removed,
so that it strikes once, and carried out.

A moment is ``<call>:before``, ``<call>:after`` and for some calls ``<call>:midway``: Helm is at
work (its release is pending), a test order was placed and not removed yet. A record has
the names of all events that it writes.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from store_orchestrator import bootstrap
from store_orchestrator.__main__ import app
from store_orchestrator.cluster import releases
from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.kubernetes import KubernetesDoor
from store_orchestrator.db.queue import StoreQueue
from store_orchestrator.domain.probe import HttpCall, HttpReply
from store_orchestrator.domain.store import Spec
from store_orchestrator.orchestrator.hints import Hints
from store_orchestrator.orchestrator.loop import Orchestrator
from store_orchestrator.orchestrator.prober import Prober

FOLDER = Path(sys.argv[1])
CLUSTER_CALLS = (
    "ensure_namespace",
    "deploy",
    "heal_release",
    "begin_isolation_test",
    "test_isolation",
    "remove_workloads",
)
PENDING = "owner=helm,status in (pending-install,pending-upgrade,pending-rollback)"
MIDWAY = "deploy:midway"
LOOK_SECONDS = 0.005

Call = Callable[..., Awaitable[Any]]


def reach(*moments: str) -> None:
    """Note the moment, whatever it is called; meet the fate that waits here, if one does."""
    with (FOLDER / "moments").open("a", encoding="utf-8") as file:
        file.write("\n".join((*moments, "")))
    if not any(is_awaited(moment) for moment in moments):
        return
    fate = FOLDER / "fate"
    document = json.loads(fate.read_text(encoding="utf-8"))
    fate.unlink()
    (FOLDER / "met").write_text(document["moment"], encoding="utf-8")
    for number in document["helm"]:
        signal_helm(number)
    if document["signal"]:
        # A Helm that was stopped stays so, or it might be done before its guard ends it.
        os.kill(os.getpid(), document["signal"])
    elif not document["helm"]:
        signal_helm(signal.SIGCONT)


def signal_helm(number: int) -> None:
    """Send a signal to every Helm of this process."""
    for pid in find_helms():
        send(pid, number)


def find_helms() -> list[int]:
    """Every Helm of this process."""
    processes = (each for each in Path("/proc").iterdir() if each.name.isdigit())
    return [int(process.name) for process in processes if is_helm_of_ours(process)]


def send(pid: int, number: int) -> None:
    """Send a signal; one that has ended is fine."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def is_helm_of_ours(process: Path) -> bool:
    """Whether it was started with our scratch folder as its home."""
    try:
        name = (process / "comm").read_text(encoding="utf-8").strip()
        home = f"HOME={os.environ['TMPDIR']}".encode()
        return name == "helm" and home in (process / "environ").read_bytes()
    except OSError:
        return False  # it ended while we looked


def wrap(kind: type, name: str, describe: Callable[..., list[str]]) -> None:
    """Let a call of a door pass through the moments before and after it."""
    call: Call = getattr(kind, name)

    async def wrapped(self: object, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        titles = describe(*arguments)
        reach(*(f"{title}:before" for title in titles))
        answer = await call(self, *arguments, **options)
        reach(*(f"{title}:after" for title in titles))
        return answer

    setattr(kind, name, wrapped)


def watch_deployments() -> None:
    """Let deployments pass through the moment when Helm has begun and not ended."""
    call: Call = KubernetesDoor.deploy

    async def deploy(self: KubernetesDoor, spec: Spec, *arguments: Any) -> None:  # noqa: ANN401
        watching = asyncio.create_task(reach_midway(self, spec))
        try:
            await call(self, spec, *arguments)
        finally:
            watching.cancel()

    setattr(KubernetesDoor, "deploy", deploy)  # noqa: B010 - mypy knows that methods stay


async def reach_midway(door: KubernetesDoor, spec: Spec) -> None:
    """Return when the release's record says that it is pending.

    Helm works between the looks only, and only for a moment: on a busy machine it would be over
    before it is seen.
    """
    path = f"/api/v1/namespaces/{spec.namespace}/secrets"
    helms: list[int] = []
    while is_awaited(MIDWAY):
        # Looking for it takes longer than it needs for its work.
        helms = helms or find_helms()
        for pid in helms:
            send(pid, signal.SIGSTOP)
        if await door._api.list_metadata(path, labelSelector=PENDING):
            reach(MIDWAY)
            return
        for pid in helms:
            send(pid, signal.SIGCONT)
        await asyncio.sleep(LOOK_SECONDS)


def is_awaited(moment: str) -> bool:
    """Whether a fate waits at this moment."""
    fate = FOLDER / "fate"
    return fate.exists() and json.loads(fate.read_text(encoding="utf-8"))["moment"] == moment


def watch_orders() -> None:
    """Let test orders pass through the moment when they are placed and not removed yet."""
    call: Call = Prober._ask

    async def ask(self: Prober, host: str, asked: HttpCall) -> HttpReply:
        reply: HttpReply = await call(self, host, asked)
        if (asked.method, asked.path) == ("POST", "/api/orders"):
            reach("order:midway")
        return reply

    setattr(Prober, "_ask", ask)  # noqa: B010


def describe_record(_leased: object, _status: object, events: Any) -> list[str]:  # noqa: ANN401
    """A record is called by each thing that it tells."""
    return [f"record {event.reason}" for event in events] or ["record nothing new"]


def lose_hints() -> None:
    """Neither a notification nor a watch is heard."""

    async def hear_nothing(*_: object) -> None:
        await asyncio.Event().wait()

    setattr(Orchestrator, "_listen", hear_nothing)  # noqa: B010
    setattr(Hints, "add", lambda *_: None)  # noqa: B010


def watch_from_the_past() -> None:
    """The first watch of each kind asks the API server for what it has long forgotten."""
    call: Call = KubernetesApi.find_version
    asked: set[str] = set()

    async def find_version(self: KubernetesApi, path: str, **query: str) -> str:
        version: str = await call(self, path, **query)
        first = path not in asked
        asked.add(path)
        return "1" if first else version

    setattr(KubernetesApi, "find_version", find_version)  # noqa: B010


HINTS = {"": lambda: None, "none": lose_hints, "expired": watch_from_the_past}


def main() -> None:
    """Put the moments in place, set the clock, and be the orchestrator."""
    watch_deployments()
    watch_orders()
    for name in CLUSTER_CALLS:
        wrap(KubernetesDoor, name, lambda *_, title=name: [title])
    wrap(StoreQueue, "save_credentials", lambda *_: ["save_credentials"])
    wrap(StoreQueue, "record", describe_record)
    HINTS[os.environ.get("MORTAL_HINTS", "")]()
    skew = timedelta(seconds=float(os.environ.get("MORTAL_CLOCK_SKEW", "0")))
    setattr(bootstrap, "_now", lambda: datetime.now(UTC) + skew)  # noqa: B010
    limit = os.environ.get("MORTAL_HELM_SECONDS")
    if limit is not None:
        setattr(releases, "HELM_TIMEOUT_SECONDS", float(limit))  # noqa: B010
    app(["orchestrator"])


if __name__ == "__main__":
    main()
