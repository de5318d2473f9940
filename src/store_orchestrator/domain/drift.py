"""What of a release is no longer as it was deployed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from store_orchestrator.domain.observed import NamespaceSeen, ObjectSeen, Observed, ReleaseStatus

NAMESPACE_KIND = "Namespace"
BINDING_KIND = "RoleBinding"
POLICY_KIND = "NetworkPolicy"
# Who undoes a restoration within this time is at it again; later it is another story.
CALM_AFTER = timedelta(minutes=10)
CLAIM_KIND = "PersistentVolumeClaim"


class DriftKind(StrEnum):
    """What happened to an object."""

    REMOVED = "removed"
    CHANGED = "changed"
    REPLACED = "replaced"  # removed, and another one made under its name


@dataclass(frozen=True, slots=True)
class Drift:
    """One object that is not what was deployed.

    Attributes:
        title: kind and name, as in "NetworkPolicy/shop".
        changed_by: who did it, where the API server recorded that.
    """

    title: str
    kind: DriftKind
    changed_by: str = ""

    @property
    def object_kind(self) -> str:
        """The Kubernetes kind, as in "NetworkPolicy"."""
        return self.title.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Baseline:
    """The release's objects right after a deployment, and what has happened to them since.

    Attributes:
        values_digest: the deployment it belongs to; with another one it says nothing.
        objects: title ("NetworkPolicy/shop") to fingerprint.
        found: what the latest look found to differ.
        restored: titles of what was put back at the latest restoration.
        restored_at: when that was.
        restorations: how often the same things were put back in a row; drives the backoff.
    """

    values_digest: str
    objects: Mapping[str, str]
    found: tuple[Drift, ...] = ()
    restored: tuple[str, ...] = ()
    restored_at: datetime | None = None
    restorations: int = 0


def build_baseline(values_digest: str, objects: Iterable[ObjectSeen]) -> Baseline:
    """What is there now of the release is what was deployed."""
    released = {seen.title: seen.fingerprint for seen in objects if seen.released}
    return Baseline(values_digest, released)


def derive_drift(baseline: Baseline, objects: Iterable[ObjectSeen]) -> tuple[Drift, ...]:
    """What differs from the baseline, in its order. Objects that it does not know are ignored."""
    here = {seen.title: seen for seen in objects}
    found = []
    for title, fingerprint in baseline.objects.items():
        seen = here.get(title)
        if seen is None:
            found.append(Drift(title, DriftKind.REMOVED))
        elif seen.fingerprint != fingerprint:
            same = _derive_uid(seen.fingerprint) == _derive_uid(fingerprint)
            kind = DriftKind.CHANGED if same else DriftKind.REPLACED
            found.append(Drift(title, kind, seen.changed_by))
    return tuple(found)


def _derive_uid(fingerprint: str) -> str:
    return fingerprint.partition(" ")[0]


def derive_found(baseline: Baseline, observed: Observed, namespace: str) -> tuple[Drift, ...]:
    """All that differs, the namespace of this name included.

    While the inside of the namespace cannot be seen, what was found in there before stands.
    """
    around = _derive_namespace_drift(observed.namespace, namespace)
    if shows_objects(baseline, observed):
        return (*around, *derive_drift(baseline, observed.objects))
    kept = [d for d in baseline.found if d.object_kind not in (NAMESPACE_KIND, BINDING_KIND)]
    return (*around, *kept)


def shows_objects(baseline: Baseline, observed: Observed) -> bool:
    """Whether the observation speaks of the deployment that the baseline belongs to."""
    release = observed.release
    return (
        release is not None
        and release.status is ReleaseStatus.DEPLOYED
        and release.values_digest == baseline.values_digest
    )


def _derive_namespace_drift(namespace: NamespaceSeen | None, name: str) -> tuple[Drift, ...]:
    title = f"{NAMESPACE_KIND}/{name}"
    if namespace is None or namespace.terminating:
        return (Drift(title, DriftKind.REMOVED),)
    found = []
    if not (namespace.managed and namespace.restricted):
        found.append(Drift(title, DriftKind.CHANGED, namespace.changed_by))
    if not namespace.access_granted:
        found.append(Drift(f"{BINDING_KIND}/store-orchestrator", DriftKind.REMOVED))
    return tuple(found)


def derive_foreign_policies(baseline: Baseline, observed: Observed) -> tuple[ObjectSeen, ...]:
    """Network policies beside the release's own: policies add up, so each may open the shop."""
    return tuple(
        seen
        for seen in observed.objects
        if seen.kind == POLICY_KIND and seen.title not in baseline.objects
    )


def is_again(baseline: Baseline, found: tuple[Drift, ...], now: datetime) -> bool:
    """Whether something differs that was put back a moment ago: somebody keeps changing it."""
    if baseline.restored_at is None or now - baseline.restored_at > CALM_AFTER:
        return False
    return any(drift.title in baseline.restored for drift in found)


def describe_drift(found: Iterable[Drift]) -> str:
    """One sentence part: "Service/shop was changed by kubectl-edit; ConfigMap/x was removed"."""
    return "; ".join(_describe(drift) for drift in found)


def _describe(drift: Drift) -> str:
    if drift.object_kind == CLAIM_KIND and drift.kind is DriftKind.CHANGED:
        return f"{drift.title} is being removed, and goes with its data when its pod ends"
    by = f" by {drift.changed_by}" if drift.changed_by else ""
    loss = ", and its data with it" if drift.object_kind == CLAIM_KIND else ""
    return f"{drift.title} was {drift.kind.value}{by}{loss}"
