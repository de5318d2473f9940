"""Looking at the whole cluster: room on nodes, and what belongs to stores.

As cheap as it can be, because all pods of the cluster are read: page by page, raw JSON, and only
what is asked of it is kept.
"""

import base64
import binascii
import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from lightkube.resources.core_v1 import Secret

from store_orchestrator.cluster.api import KubernetesApi, Metadata
from store_orchestrator.cluster.errors import Forbidden, NotFound, translated_errors
from store_orchestrator.cluster.observation import RELEASE_SELECTOR
from store_orchestrator.cluster.requests import build_room, derive_demand
from store_orchestrator.domain.capacity import Demand, Room
from store_orchestrator.domain.choices import Choices, derive_display_name
from store_orchestrator.domain.names import (
    LABEL_MANAGED,
    LABEL_PLAN,
    LABEL_SELF_TEST,
    LABEL_STORE,
    derive_namespace,
)
from store_orchestrator.domain.orphan import Found, FoundRelease, FoundVolume, OrphanKind

_NODES: Final = "/api/v1/nodes"
_PODS: Final = "/api/v1/pods"
_NAMESPACES: Final = "/api/v1/namespaces"
_VOLUMES: Final = "/api/v1/persistentvolumes"
_NAMESPACE_OF_STORE: Final = re.compile(r"^store-[a-z][a-z2-7]{7}$")
# Ended pods hold nothing any more.
_LIVE: Final = "status.phase!=Succeeded,status.phase!=Failed"


@dataclass(frozen=True, slots=True)
class SurveyedRoom:
    """What nodes have left, and the keys of stores whose pods are counted in."""

    room: Room
    seen: frozenset[str]


class ClusterSurvey:
    """Reads of the whole cluster, and the one write that orphans need."""

    def __init__(self, api: KubernetesApi) -> None:
        self._api = api

    async def survey_room(self) -> SurveyedRoom:
        """What is left on nodes that take stores.

        Raises:
            ClusterError: it could not be seen.
        """
        nodes = [item async for page in self._api.list_pages(_NODES) for item in page]
        pods: list[tuple[str, Demand]] = []
        seen: set[str] = set()
        async for page in self._api.list_pages(_PODS, full=True, fieldSelector=_LIVE):
            for pod in page:
                pods.append((pod["spec"].get("nodeName", ""), derive_demand(pod["spec"])))
                namespace = pod["metadata"]["namespace"]
                if LABEL_SELF_TEST not in (pod["metadata"].get("labels") or {}):
                    seen.add(namespace.removeprefix("store-"))
        return SurveyedRoom(build_room(nodes, pods), frozenset(seen))

    async def list_volumes(self) -> list[FoundVolume]:
        """Persistent volumes that were made for stores.

        Raises:
            ClusterError: they could not be seen.
        """
        pages = self._api.list_pages(_VOLUMES)
        seen = [see_volume(item) async for page in pages for item in page]
        return [volume for volume in seen if _NAMESPACE_OF_STORE.match(volume.namespace)]

    async def list_namespaces(self) -> list[Found]:
        """Namespaces that carry the platform's labels, whatever is in them.

        Raises:
            ClusterError: they could not be seen.
        """
        selector = f"{LABEL_MANAGED}=true,{LABEL_STORE}"
        found = []
        async for page in self._api.list_pages(_NAMESPACES, full=False, labelSelector=selector):
            for item in page:
                seen = Metadata.parse(item)
                key = seen.labels[LABEL_STORE]
                if seen.name == derive_namespace(key):
                    going = "deletionTimestamp" in item["metadata"]
                    found.append(Found(OrphanKind.NAMESPACE, seen.name, seen.uid, key, going))
        return found

    async def find_release(self, namespace: str) -> FoundRelease | None:
        """What the newest release in a namespace tells; None when there is or tells none.

        Raises:
            ClusterError: it could not be read, other than for lack of rights in there.
        """
        path = f"{_NAMESPACES}/{namespace}/secrets"
        try:
            records = await self._api.list_metadata(path, labelSelector=RELEASE_SELECTOR)
            newest = max(records, key=_get_revision, default=None)
            if newest is None:
                return None
            with translated_errors(f"read release {newest.name} in namespace {namespace}"):
                record = await self._api.typed.get(Secret, newest.name, namespace=namespace)
        except (Forbidden, NotFound):
            return None
        return read_release(newest.labels, (record.data or {}).get("release", ""))

    async def release_volume(self, name: str) -> None:
        """Let the volume's data go with it: what is retained is kept for ever otherwise.

        Raises:
            ClusterError: the cluster refused; a volume that is gone is fine.
        """
        body = {"spec": {"persistentVolumeReclaimPolicy": "Delete"}}
        try:
            await self._api.merge_patch(f"{_VOLUMES}/{name}", body)
        except NotFound:
            return


def see_volume(item: Mapping[str, Any]) -> FoundVolume:
    """A PersistentVolume object."""
    spec = item["spec"]
    claim = spec.get("claimRef") or {}
    return FoundVolume(
        name=item["metadata"]["name"],
        uid=item["metadata"]["uid"],
        namespace=claim.get("namespace", ""),
        claim=claim.get("name", ""),
        size=(spec.get("capacity") or {}).get("storage", ""),
        phase=(item.get("status") or {}).get("phase", ""),
        policy=spec.get("persistentVolumeReclaimPolicy", ""),
    )


def read_release(labels: Mapping[str, str], data: str) -> FoundRelease | None:
    """What Helm's record tells of the store; None when it cannot be understood.

    Args:
        labels: of the Secret that holds it.
        data: its value ``release``: JSON, compressed, twice in base64 (helm.sh/helm/v4
            pkg/storage/driver).
    """
    try:
        record = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(data))))
        store, choices = record["config"]["store"], record["config"]["choices"]
        name = store["name"]
        return FoundRelease(
            revision=int(record["version"]),
            status=record["info"]["status"],
            name=name,
            engine=record["chart"]["metadata"]["name"].removeprefix("store-"),
            plan=labels.get(LABEL_PLAN, ""),
            choices=Choices(
                choices.get("displayName") or derive_display_name(name),
                choices["country"],
                choices["currency"],
                choices["sampleProducts"],
            ),
        )
    except (ValueError, KeyError, TypeError, OSError, EOFError, binascii.Error):
        return None


def _get_revision(record: Metadata) -> int:
    return int(record.labels.get("version", "0"))
