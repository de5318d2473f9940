"""Whether a store's pods give up every right that a shop does not need."""

from collections.abc import Iterator

from lightkube.models.core_v1 import Container, PodSecurityContext, PodSpec, SecurityContext
from lightkube.resources.apps_v1 import Deployment, StatefulSet

from store_orchestrator.domain.isolation import IsolationCheck


def check_workload(workload: Deployment | StatefulSet) -> IsolationCheck:
    """One check over all containers of a workload's pods."""
    metadata = workload.metadata
    name = metadata.name if metadata is not None else ""
    spec = workload.spec.template.spec
    faults = list(find_faults(spec)) if spec is not None else ["it has no pods"]
    message = "; ".join(faults) or "its pods have no right that they do not need"
    return IsolationCheck("PodSecurity", f"{type(workload).__name__} {name}", not faults, message)


def find_faults(pod: PodSpec) -> Iterator[str]:
    """What keeps a pod from the Pod Security level restricted, a read-only root, and no token."""
    if pod.automountServiceAccountToken is not False:
        yield "a ServiceAccount token is mounted"
    if pod.hostNetwork or pod.hostPID or pod.hostIPC:
        yield "it shares the node's network, processes or memory"
    for container in (*(pod.initContainers or []), *pod.containers):
        yield from _find_container_faults(
            container,
            container.securityContext or SecurityContext(),
            pod.securityContext or PodSecurityContext(),
        )


def _find_container_faults(
    container: Container, own: SecurityContext, pod: PodSecurityContext
) -> Iterator[str]:
    name = f"container {container.name}"
    if not own.readOnlyRootFilesystem:
        yield f"{name} can write its root"
    if own.privileged or own.allowPrivilegeEscalation is not False:
        yield f"{name} may gain rights"
    capabilities = own.capabilities
    if capabilities is None or capabilities.add or "ALL" not in (capabilities.drop or []):
        yield f"{name} keeps capabilities"
    non_root = own.runAsNonRoot if own.runAsNonRoot is not None else pod.runAsNonRoot
    if not non_root:
        yield f"{name} may run as root"
    seccomp = own.seccompProfile or pod.seccompProfile
    if seccomp is None or seccomp.type == "Unconfined":
        yield f"{name} has no seccomp profile"
