"""Looking for what keeps a store's workloads down; costs reads only while something is wrong."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from lightkube.resources.apps_v1 import Deployment, StatefulSet
from lightkube.resources.core_v1 import Event, PersistentVolumeClaim, Pod

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.diagnosis import derive_problems, is_unschedulable
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.errors import translated_errors
from store_orchestrator.cluster.observation import is_without_pods
from store_orchestrator.cluster.refusals import build_refusal
from store_orchestrator.cluster.survey import ClusterSurvey
from store_orchestrator.domain.capacity import Room
from store_orchestrator.domain.names import LABEL_SELF_TEST
from store_orchestrator.domain.observed import Problem

SHOWN: Final = 5
# A survey reads every pod of the cluster, and many stores may be short of room at once.
ROOM_LASTS: Final = timedelta(seconds=30)
_REFUSED: Final = {"reason": "FailedCreate", "involvedObject.kind": "StatefulSet"}
_UNPROVISIONED: Final = {
    "reason": "ProvisioningFailed",
    "involvedObject.kind": "PersistentVolumeClaim",
}

_log = structlog.get_logger(__name__)


class Troubles:
    """Diagnoses stores whose workloads are not available."""

    def __init__(self, api: KubernetesApi) -> None:
        self._api = api
        self._survey = ClusterSurvey(api)
        self._room: tuple[datetime, Room | None] | None = None

    async def diagnose(
        self,
        namespace: str,
        deployments: Sequence[Deployment],
        stateful_sets: Sequence[StatefulSet],
    ) -> tuple[Problem, ...]:
        """What is wrong, the most telling first.

        Raises:
            ClusterError: the namespace could not be looked at.
        """
        pods, claims, refused, failures = await asyncio.gather(
            self._list_pods(namespace),
            self._list_claims(namespace),
            self._list_events(namespace, _REFUSED),
            self._list_events(namespace, _UNPROVISIONED),
        )
        room = await self._find_room() if any(map(is_unschedulable, pods)) else None
        problems = (
            *derive_problems(
                deployments,
                pods,
                claims,
                datetime.now(UTC),
                claim_failures=get_latest(failures),
                room=room,
            ),
            *derive_refusals(stateful_sets, get_latest(refused)),
        )
        return problems[:SHOWN]

    async def _list_pods(self, namespace: str) -> list[Pod]:
        """The store's own pods; that of a self-test says nothing about the shop."""
        with translated_errors(f"list pods in namespace {namespace}"):
            pods = [pod async for pod in self._api.typed.list(Pod, namespace=namespace)]
        return [
            p for p in pods if LABEL_SELF_TEST not in ((p.metadata and p.metadata.labels) or {})
        ]

    async def _list_claims(self, namespace: str) -> list[PersistentVolumeClaim]:
        with translated_errors(f"list volume claims in namespace {namespace}"):
            return [
                claim
                async for claim in self._api.typed.list(PersistentVolumeClaim, namespace=namespace)
            ]

    async def _list_events(self, namespace: str, fields: Mapping[str, str]) -> list[Event]:
        with translated_errors(f"list events in namespace {namespace}"):
            return [
                event
                async for event in self._api.typed.list(
                    Event, namespace=namespace, fields={**fields}
                )
            ]

    async def _find_room(self) -> Room | None:
        """What nodes have left, or None where that may not be read: the scheduler's word does."""
        now = datetime.now(UTC)
        if self._room is None or now - self._room[0] > ROOM_LASTS:
            try:
                room = (await self._survey.survey_room()).room
            except ClusterError as error:
                _log.info("room_unknown", cause=error.cause)
                room = None
            self._room = (now, room)
        return self._room[1]


def _is_self_test(pod: Pod) -> bool:
    labels = pod.metadata.labels if pod.metadata is not None else None
    return LABEL_SELF_TEST in (labels or {})


def derive_refusals(
    stateful_sets: Iterable[StatefulSet], said: Mapping[str, str]
) -> Iterable[Problem]:
    """Why a StatefulSet has no pods; unlike a Deployment it says so in events only."""
    for workload in stateful_sets:
        name = (workload.metadata.name if workload.metadata is not None else None) or ""
        if name in said and is_without_pods(workload):
            yield build_refusal(name, said[name])


def get_latest(events: Iterable[Event]) -> dict[str, str]:
    """The newest message by the name of the object that it is about."""
    ordered = sorted(events, key=_get_time)
    return {event.involvedObject.name or "": event.message or "" for event in ordered}


def _get_time(event: Event) -> datetime:
    return event.lastTimestamp or event.eventTime or datetime.min.replace(tzinfo=UTC)
