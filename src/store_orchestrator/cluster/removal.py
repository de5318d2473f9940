"""Keeping sight of a namespace that finalizers hold, and freeing what is in it when told to.

Our RoleBinding is in the namespace and goes away with the rest of it. Where something has a
finalizer, the binding gets one too: so the orchestrator still sees what holds the namespace, and
can name it. See docs/decisions/0013-forced-removal.md.
"""

from collections.abc import Sequence
from typing import Final

import structlog

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.errors import NotFound
from store_orchestrator.cluster.observation import GUARD, ROLE_BINDING
from store_orchestrator.cluster.remains import list_held
from store_orchestrator.domain.held import HeldObject

_BINDINGS: Final = "/apis/rbac.authorization.k8s.io/v1/namespaces/{namespace}/rolebindings"

_log = structlog.get_logger(__name__)


async def guard_if_held(api: KubernetesApi, namespace: str) -> None:
    """Let our role outlive the deletion if something in there has a finalizer that may hold it.

    Raises:
        ClusterError: translated.
    """
    held = await list_held(api, namespace)
    if not any(item.foreign_finalizers for item in held):
        return
    path = f"{_BINDINGS.format(namespace=namespace)}/{ROLE_BINDING}"
    await api.merge_patch(path, {"metadata": {"finalizers": [GUARD]}})


async def release(api: KubernetesApi, namespace: str) -> None:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.release_namespace`."""
    path = f"{_BINDINGS.format(namespace=namespace)}/{ROLE_BINDING}"
    try:
        await api.merge_patch(path, {"metadata": {"finalizers": None}})
    except NotFound:
        return


async def free(api: KubernetesApi, held: Sequence[HeldObject]) -> None:
    """See :meth:`store_orchestrator.cluster.door.ClusterDoor.force_removal`.

    Each is freed if it still is the object that was seen; one that cannot be freed does not keep
    the others.

    Raises:
        ClusterError: the first that could not be freed.
    """
    failures = []
    for item in held:
        try:
            await _free(api, item)
        except NotFound:
            continue
        except ClusterError as error:
            failures.append(error)
        else:
            _log.warning("finalizers_removed", path=item.path, names=item.foreign_finalizers)
    if failures:
        raise failures[0]


async def _free(api: KubernetesApi, item: HeldObject) -> None:
    kept = [name for name in item.finalizers if name not in item.foreign_finalizers]
    # With the UID in it, the API server refuses the change for another object of that name.
    await api.merge_patch(item.path, {"metadata": {"uid": item.uid, "finalizers": kept or None}})
