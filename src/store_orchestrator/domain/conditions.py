"""Conditions as in the Kubernetes API: what was observed, since when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class ConditionType(StrEnum):
    """The facets of a store that can be true or false on their own."""

    RELEASE_DEPLOYED = "ReleaseDeployed"
    WORKLOADS_AVAILABLE = "WorkloadsAvailable"
    REACHABLE = "Reachable"
    ORDERABLE = "Orderable"
    ISOLATED = "Isolated"
    READY = "Ready"


class ConditionStatus(StrEnum):
    """Tri-state as in the Kubernetes API."""

    TRUE = "True"
    FALSE = "False"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One observed facet. ``reason`` is CamelCase for machines, ``message`` is for people."""

    type: ConditionType
    status: ConditionStatus
    reason: str
    message: str
    last_transition_time: datetime

    @property
    def is_true(self) -> bool:
        """Whether the status is True."""
        return self.status is ConditionStatus.TRUE


Conditions = tuple[Condition, ...]


def find_condition(conditions: Iterable[Condition], kind: ConditionType) -> Condition | None:
    """The condition of this type, or None when it was never observed."""
    return next((c for c in conditions if c.type is kind), None)


def is_true(conditions: Iterable[Condition], kind: ConditionType) -> bool:
    """Whether the condition of this type is there and True."""
    found = find_condition(conditions, kind)
    return found is not None and found.is_true


def build_conditions(current: Conditions, *observed: Condition) -> Conditions:
    """Merge newly observed conditions into the current ones.

    As in the Kubernetes API, ``last_transition_time`` moves only when the status changes.
    The order is that of :class:`ConditionType`.
    """
    merged = {c.type: c for c in current}
    for new in observed:
        old = merged.get(new.type)
        unmoved = old is not None and old.status is new.status
        since = old.last_transition_time if old and unmoved else new.last_transition_time
        merged[new.type] = replace(new, last_transition_time=since)
    return tuple(merged[kind] for kind in ConditionType if kind in merged)
