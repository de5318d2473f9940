"""Lives of stores in which the orchestrator is killed once per stage, many beside each other."""

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from e2e.reliability.lanes import PATIENCE, Lane, list_leftovers

CREATED: Final = (
    *("Requested", "Provisioning", "CredentialsDrawn", "NamespaceEnsured", "ReleaseDeployed"),
    *("WorkloadsAvailable", "ShopAnswers", "OrderPlaced", "Ready"),
)
TESTED: Final = (*CREATED[:-1], "IsolationProven", "Ready")
UPGRADED: Final = ("ReleaseOutdated", "Degraded", "ReleaseDeployed", "Ready")
FAILED: Final = ("Requested", "Provisioning", "CredentialsDrawn", "NamespaceEnsured")
RETRIED: Final = ("RetryRequested", "Provisioning", *CREATED[4:])
GONE: Final = frozenset({"PersistentVolumeGone", "IngressGone", "NamespaceGone"})
UNFINISHED: Final = "ReleaseUnfinished"
MIDWAY: Final = "deploy:midway"


def around(*calls: str) -> Iterator[str]:
    """The moments before and after each of these calls."""
    for call in calls:
        yield f"{call}:before"
        yield f"{call}:after"


DEPLOYMENT: Final = ("deploy:before", MIDWAY, "deploy:after", *around("record ReleaseDeployed"))
PROOF: Final = (
    *around("record WorkloadsAvailable"),
    "order:midway",
    *around("record Ready"),
)
MOMENTS: Final[Mapping[str, tuple[str, ...]]] = {
    "creation": (
        *around("record Provisioning", "save_credentials", "record CredentialsDrawn"),
        *around("ensure_namespace", "record NamespaceEnsured"),
        *DEPLOYMENT,
        *PROOF,
        *around("begin_isolation_test", "test_isolation", "record IsolationProven"),
    ),
    "upgrade": (*around("record ReleaseOutdated"), *DEPLOYMENT, *around("record Ready")),
    "retry": (*around("record Provisioning"), *DEPLOYMENT, *PROOF),
    "deletion": (
        *around("record Deleting", "remove_workloads", "record RemovalBegun"),
        *around("record PersistentVolumeGone", "record IngressGone", "record NamespaceGone"),
        *around("record Deleted"),
    ),
}
"""Every step of every stage, with the moments at which the orchestrator dies."""

ISOLATION: Final = ("begin_isolation_test", "test_isolation", "record IsolationProven")


@dataclass(frozen=True)
class Cell:
    """A stage of a store's life, and the moment in it at which the orchestrator is killed."""

    stage: str
    moment: str


Report = Callable[[Cell, Iterable[str]], None]
"""Takes what is wrong after a cell; nothing is what it should be."""


@dataclass
class Life:
    """A store from beginning to end; a stage without a moment passes in peace."""

    number: int
    moments: Mapping[str, str]

    def live(self, lane: Lane, report: Report) -> None:
        """Begin with creation or with a failure and its retry, end with deletion."""
        store_id = (
            self._retry(lane, report) if "retry" in self.moments else self._create(lane, report)
        )
        if "upgrade" in self.moments:
            self._stage(lane, report, "upgrade", store_id, lambda: self._upgrade(lane))
        self._stage(
            lane, report, "deletion", store_id, lambda: lane.bench.delete_stores([store_id])
        )

    def _create(self, lane: Lane, report: Report) -> UUID:
        moment = self.moments.get("creation", "")
        plan = "tested" if moment.startswith(ISOLATION) else "small"
        found: list[UUID] = []
        name = f"life-{self.number}"
        self._stage(lane, report, "creation", found, lambda: found.append(lane.create(name, plan)))
        return found[0]

    def _retry(self, lane: Lane, report: Report) -> UUID:
        """Let it fail for want of Helm first."""
        lane.start(SO_HELM="/usr/bin/false", SO_DEADLINE_SECONDS="3", **_version(self.number))
        store_id = lane.create(f"life-{self.number}")
        lane.wait(store_id, "(failure->>'permanent')::boolean")
        lane.start(**_version(self.number))
        self._stage(lane, report, "retry", store_id, lambda: lane.bench.retry_stores([store_id]))
        return store_id

    def _upgrade(self, lane: Lane) -> None:
        lane.start(**_version(-self.number))

    def _stage(
        self,
        lane: Lane,
        report: Report,
        stage: str,
        store: UUID | list[UUID],
        begin: Callable[[], None],
    ) -> None:
        moment = self.moments.get(stage)
        if moment is not None:
            lane.arm(moment, number=signal.SIGKILL)
        told = 0 if isinstance(store, list) else len(lane.list_reasons(store))
        begin()
        store_id = store[0] if isinstance(store, list) else store
        drawn = None
        if moment is not None:
            lane.bench.wait_until(lane.has_met_fate, PATIENCE, f"{stage}: {moment}")
            drawn = lane.bench.find_credentials(store_id)
        row = lane.wait(store_id, GOALS[stage])
        faults = [
            *(find_faults(lane, row, drawn) if stage != "deletion" else find_remains(lane, row)),
            *find_gaps(stage, moment, lane.list_reasons(store_id)[told:]),
        ]
        if faults:
            faults += [f"warned: {event['message']}" for event in lane.list_warnings(store_id)]
        if moment is not None:
            report(Cell(stage, moment), faults)


GOALS: Final = {
    "creation": "ready_at IS NOT NULL AND lease_token IS NULL",
    "upgrade": """conditions @> '[{"type": "Ready", "status": "True"}]' AND lease_token IS NULL
        AND (SELECT max(e.at) FROM store_events e
             WHERE store_id = stores.id AND reason = 'ReleaseOutdated') <
            (SELECT max(e.at) FROM store_events e WHERE store_id = stores.id AND reason = 'Ready')
        """,
    "retry": "ready_at IS NOT NULL AND lease_token IS NULL",
    "deletion": "deleted_at IS NOT NULL",
}
"""SQL conditions of what each stage is to reach."""


def _version(number: int) -> dict[str, str]:
    """Settings that make all values of a release other ones; looks come soon."""
    versions = f'{{"tiny": {{"tiny": "{number}"}}}}'
    return {"SO_IMAGE_VERSIONS": versions, "SO_RESYNC_SECONDS": "2"}


def find_faults(
    lane: Lane, row: Mapping[str, Any], drawn: Mapping[str, str] | None
) -> Iterator[str]:
    """What is not as it should be with a store that sells."""
    selector = f"store-orchestrator.io/store={row['key']}"
    spaces = lane.platform.kubectl_json("get", "namespaces", "-l", selector)["items"]
    if [space["metadata"]["name"] for space in spaces] != [f"store-{row['key']}"]:
        yield f"namespaces {spaces}"
    states = sorted(lane.find_releases(row).values())
    if states.count("deployed") != 1 or set(states) - {"deployed", "superseded"}:
        yield f"revisions {states}"
    credentials = lane.bench.find_credentials(row["id"])
    if drawn is not None and credentials != drawn:
        yield "other credentials than before the kill"
    if credentials is None or not lane.holds(row, credentials):
        yield "other credentials in the cluster than in the database"
    if orders := lane.list_orders(row):
        yield f"test orders left in the shop: {len(orders)}"


def find_remains(lane: Lane, row: Mapping[str, Any]) -> Iterator[str]:
    """What is left of a store that is gone."""
    yield from list_leftovers(lane.platform, row["key"])
    if any(item["gone_at"] is None for item in row["removal"]):
        yield f"the receipt is open: {row['removal']}"
    kinds = {item["kind"] for item in row["removal"]}
    if not kinds >= {"Namespace", "PersistentVolume", "Ingress"}:
        yield f"the receipt lists only {sorted(kinds)}"


def find_gaps(stage: str, moment: str | None, reasons: list[str]) -> Iterator[str]:
    """What the history does not tell, or tells twice."""
    unfinished = reasons.count(UNFINISHED)
    if unfinished != (moment == MIDWAY):
        yield f"{unfinished} times {UNFINISHED}"
    told = [reason for reason in reasons if reason != UNFINISHED]
    if stage == "deletion":
        expected = ["DeletionRequested", "Deleting", "RemovalBegun", *sorted(GONE), "Deleted"]
        told = [*told[:3], *sorted(told[3:-1]), *told[-1:]]
    else:
        tested = moment is not None and moment.startswith(ISOLATION)
        histories = {"creation": TESTED if tested else CREATED, "upgrade": UPGRADED}
        expected = list(histories.get(stage, RETRIED))
    if moment == MIDWAY:
        # What a killed Helm had made may be up before the release counts as deployed.
        told, expected = sorted(told), sorted(expected)
    if told != expected:
        yield f"history {told}, not {expected}"


def build_lives(cells: Iterable[Cell]) -> list[Life]:
    """Lives that together pass through each of these cells once."""
    left: dict[str, list[str]] = {stage: [] for stage in MOMENTS}
    for cell in cells:
        left[cell.stage].append(cell.moment)
    lives: list[Life] = []
    while any(left.values()):
        begins = "retry" if left["retry"] and not left["creation"] else "creation"
        # Retried ones have their values changed already; tested ones are tested anew after Ready.
        peaceful = begins == "retry" or "".join(left["creation"][:1]).startswith(ISOLATION)
        stages = [begins, "deletion"] if peaceful else [begins, "upgrade", "deletion"]
        moments = {stage: left[stage].pop(0) for stage in stages if left[stage]}
        lives.append(Life(len(lives) + 1, moments))
    return lives
