"""Who owns which field of an object, as server-side apply records it in its managed fields.

https://kubernetes.io/docs/reference/using-api/server-side-apply/
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

HELM: Final = "helm"
"""Field manager of Helm 4: the name of its program."""

# Nobody changes anything by hand under these names.
_PLATFORM: Final = frozenset(
    {HELM, "store-orchestrator", "kube-controller-manager", "kube-scheduler", "kubelet"}
)

Entry = Mapping[str, Any]
Fields = Mapping[str, Any]


def list_foreign(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of people and programs that are not the platform, except for status."""
    for entry in entries:
        if entry.get("subresource") != "status" and entry.get("manager") not in _PLATFORM:
            yield entry


def derive_changed_by(entries: Iterable[Entry]) -> str:
    """Who changed the object last besides the platform, and when; empty when nobody is recorded.

    The API server keeps the name of the program, not of the person.
    """
    latest = max(list_foreign(entries), key=lambda e: str(e.get("time", "")), default=None)
    if latest is None:
        return ""
    at = f" at {latest['time']}" if latest.get("time") else ""
    return f"{latest.get('manager') or 'somebody'}{at}"


def find_applied(entries: Iterable[Entry]) -> Entry | None:
    """Helm's own entry."""
    return next(
        (e for e in entries if e.get("manager") == HELM and e.get("operation") == "Apply"), None
    )


def build_taken_over(entries: Iterable[Entry]) -> list[Entry] | None:
    """The entries with everything foreign made Helm's; None when there is nothing to take over.

    What Helm owns and no longer applies is removed by its next apply: so what somebody added
    goes, without deleting the object. It is how kubectl migrates from client-side apply
    (k8s.io/client-go/util/csaupgrade).
    """
    entries = list(entries)
    applied = find_applied(entries)
    if applied is None:
        return None
    version = applied.get("apiVersion")
    foreign = [e for e in list_foreign(entries) if e.get("apiVersion") == version]
    if not foreign:
        return None
    fields: Fields = applied.get("fieldsV1") or {}
    for entry in foreign:
        fields = merge_fields(fields, entry.get("fieldsV1") or {})
    kept = [entry for entry in entries if entry is not applied and entry not in foreign]
    return [{**applied, "fieldsV1": fields}, *kept]


def merge_fields(one: Fields, other: Fields) -> dict[str, Any]:
    """The union of two sets of fields."""
    merged = dict(one)
    for name, inside in other.items():
        merged[name] = merge_fields(merged.get(name) or {}, inside or {})
    return merged
