"""A store's namespace: making it ours, and taking it away."""

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.models.rbac_v1 import RoleRef, Subject
from lightkube.resources.authentication_v1 import SelfSubjectReview
from lightkube.resources.core_v1 import Namespace
from lightkube.resources.rbac_authorization_v1 import RoleBinding
from lightkube.types import PatchType

from store_orchestrator.cluster.api import KubernetesApi
from store_orchestrator.cluster.door import ClusterError
from store_orchestrator.cluster.errors import Conflict, Forbidden, NotFound, translated_errors
from store_orchestrator.cluster.observation import POD_SECURITY, ROLE_BINDING, observe_namespace
from store_orchestrator.cluster.removal import guard_if_held
from store_orchestrator.domain.names import LABEL_MANAGED, LABEL_STORE
from store_orchestrator.domain.observed import NamespaceSeen
from store_orchestrator.domain.store import Spec

_RBAC: Final = "rbac.authorization.k8s.io"
_SERVICE_ACCOUNT_PREFIX: Final = "system:serviceaccount:"
# The authorizer sees a new binding through a watch: normally within milliseconds.
GRANT_PATIENCE_SECONDS: Final = 5.0
# The data goes away with the store, so programs get just enough to end in an orderly way.
POD_GRACE_SECONDS: Final = 2
POLL_SECONDS: Final = 0.02
EMPTYING_PATIENCE_SECONDS: Final = 20.0

_log = structlog.get_logger(__name__)


def build_labels(spec: Spec) -> dict[str, str]:
    """Labels of a store's namespace."""
    return {LABEL_STORE: spec.key, LABEL_MANAGED: "true", **POD_SECURITY}


def build_subject(user: str) -> Subject:
    """The RBAC subject for an authenticated user name, as the API server spells it."""
    if not user.startswith(_SERVICE_ACCOUNT_PREFIX):
        return Subject(kind="User", name=user, apiGroup=_RBAC)
    namespace, name = user.removeprefix(_SERVICE_ACCOUNT_PREFIX).split(":", 1)
    return Subject(kind="ServiceAccount", name=name, namespace=namespace)


class Namespaces:
    """Makes and removes namespaces of stores."""

    def __init__(self, api: KubernetesApi, role: str) -> None:
        self._api = api
        self._role = role
        self._subject: Subject | None = None

    async def ensure(self, spec: Spec) -> NamespaceSeen | None:
        """See :meth:`store_orchestrator.cluster.door.ClusterDoor.ensure_namespace`."""
        uid = await self._ensure_namespace(spec)
        await self._ensure_binding(spec)
        await self._wait_until_granted(spec.namespace)
        if uid is None:
            return None
        return NamespaceSeen(spec.namespace, uid, managed=True, access_granted=True)

    async def _ensure_namespace(self, spec: Spec) -> str | None:
        """Make it; the new one's UID, or None where there was one."""
        labels = build_labels(spec)
        try:
            with translated_errors(f"create namespace {spec.namespace}"):
                namespace = Namespace(metadata=ObjectMeta(name=spec.namespace, labels=labels))
                made = await self._api.typed.create(namespace)
        except Conflict:
            await self._restore_labels(spec, labels)
            return None
        return (made.metadata.uid if made.metadata is not None else None) or ""

    async def _restore_labels(self, spec: Spec, labels: Mapping[str, str]) -> None:
        seen = await observe_namespace(self._api, spec)
        if seen is None or (seen.managed and seen.restricted):
            return
        if not seen.ours:
            raise ClusterError(
                "NamespaceTaken",
                f"A namespace {seen.name} exists that this platform did not make.",
                f"Remove namespace {seen.name} or delete this store and create it anew.",
                retryable=False,
            )
        with translated_errors(f"label namespace {seen.name}"):
            await self._api.typed.patch(
                Namespace, seen.name, {"metadata": {"labels": labels}}, patch_type=PatchType.MERGE
            )

    async def _ensure_binding(self, spec: Spec) -> None:
        binding = RoleBinding(
            metadata=ObjectMeta(
                name=ROLE_BINDING, namespace=spec.namespace, labels={LABEL_STORE: spec.key}
            ),
            roleRef=RoleRef(apiGroup=_RBAC, kind="ClusterRole", name=self._role),
            subjects=[await self._get_subject()],
        )
        try:
            with translated_errors(f"bind role {self._role} in namespace {spec.namespace}"):
                await self._api.typed.create(binding)
        except Conflict:
            return

    async def _get_subject(self) -> Subject:
        if self._subject is None:
            with translated_errors("ask the API server who the orchestrator is"):
                review = await self._api.typed.create(SelfSubjectReview())
            user = review.status.userInfo if review.status is not None else None
            self._subject = build_subject((user.username if user is not None else None) or "")
        return self._subject

    async def _wait_until_granted(self, namespace: str) -> None:
        path = f"/api/v1/namespaces/{namespace}/secrets"
        clock = asyncio.get_running_loop()
        end = clock.time() + GRANT_PATIENCE_SECONDS
        while True:
            try:
                await self._api.list_metadata(path, limit="1")
            except Forbidden:
                if clock.time() > end:
                    raise
                await asyncio.sleep(POLL_SECONDS)
            else:
                return

    async def remove(self, spec: Spec, uid: str) -> None:
        """See :meth:`store_orchestrator.cluster.door.ClusterDoor.remove_workloads`."""
        # Without its labels nothing in it may be changed by us.
        await self._restore_labels(spec, build_labels(spec))
        try:
            await guard_if_held(self._api, spec.namespace)
            await self._remove_contents(spec.namespace)
        except (Forbidden, NotFound) as error:
            # Without our role nothing of ours can run in there; the namespace goes all the same.
            _log.warning("workloads_not_removed_first", namespace=spec.namespace, cause=error.cause)
        try:
            await self._api.delete(f"/api/v1/namespaces/{spec.namespace}", uid=uid)
        except (NotFound, Conflict) as error:
            # Gone, going, or another one of the same name: the next observation tells.
            _log.info("namespace_not_removed", namespace=spec.namespace, cause=error.cause)

    async def empty(self, spec: Spec) -> None:
        """Remove what runs, with its data, and wait until that is gone; the namespace stays.

        Raises:
            ClusterError: pods or volume claims are still there after a while.
        """
        await self._remove_contents(spec.namespace)
        path = f"/api/v1/namespaces/{spec.namespace}"
        clock = asyncio.get_running_loop()
        end = clock.time() + EMPTYING_PATIENCE_SECONDS
        while True:
            left = [
                *await self._api.list_metadata(f"{path}/pods"),
                *await self._api.list_metadata(f"{path}/persistentvolumeclaims"),
            ]
            if not left:
                return
            if clock.time() > end:
                names = ", ".join(seen.name for seen in left)
                raise ClusterError(
                    "RemainsObserved",
                    f"Still in namespace {spec.namespace}: {names}.",
                    "Nothing: it is looked at again.",
                )
            await asyncio.sleep(POLL_SECONDS)

    async def _remove_contents(self, namespace: str) -> None:
        # The namespace controller begins 5 s after it was told, and comes back late when pods are
        # left: https://github.com/kubernetes/kubernetes pkg/controller/namespace. So what runs is
        # ended here, and is gone by then.
        core, apps = f"/api/v1/namespaces/{namespace}", f"/apis/apps/v1/namespaces/{namespace}"
        # Owners first, or they would make new pods.
        await asyncio.gather(
            self._api.delete(f"{apps}/deployments"), self._api.delete(f"{apps}/statefulsets")
        )
        await self._api.delete(f"{apps}/replicasets")
        await asyncio.gather(
            self._api.delete(f"{core}/pods", grace_seconds=POD_GRACE_SECONDS),
            self._api.delete(f"{core}/persistentvolumeclaims"),
        )
