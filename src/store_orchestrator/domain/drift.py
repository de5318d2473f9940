"""What of a release is no longer as it was deployed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from store_orchestrator.domain.observed import ObjectSeen


@dataclass(frozen=True, slots=True)
class Baseline:
    """The release's objects right after a deployment.

    Attributes:
        values_digest: the deployment it belongs to; with another one it says nothing.
        objects: title ("NetworkPolicy/shop") to fingerprint.
    """

    values_digest: str
    objects: Mapping[str, str]


class DriftKind(StrEnum):
    """What happened to an object."""

    REMOVED = "removed"
    CHANGED = "changed"


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


def build_baseline(values_digest: str, objects: Iterable[ObjectSeen]) -> Baseline:
    """What is there now is what was deployed."""
    return Baseline(values_digest, {seen.title: seen.fingerprint for seen in objects})


def derive_drift(baseline: Baseline, objects: Iterable[ObjectSeen]) -> tuple[Drift, ...]:
    """What differs from the baseline, in its order. Objects that it does not know are ignored."""
    here = {seen.title: seen for seen in objects}
    found = []
    for title, fingerprint in baseline.objects.items():
        seen = here.get(title)
        if seen is None:
            found.append(Drift(title, DriftKind.REMOVED))
        elif seen.fingerprint != fingerprint:
            found.append(Drift(title, DriftKind.CHANGED, seen.changed_by))
    return tuple(found)
