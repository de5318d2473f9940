"""When a store first reached each stage of its creation."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from store_orchestrator.domain.conditions import Conditions, ConditionType, is_true


class Milestone(StrEnum):
    """The stages from being asked for to being Ready; conditions have their own names."""

    ACCEPTED = "Accepted"
    CREDENTIALS_DRAWN = "CredentialsDrawn"
    NAMESPACE_ENSURED = "NamespaceEnsured"
    RELEASE_DEPLOYED = "ReleaseDeployed"
    WORKLOADS_AVAILABLE = "WorkloadsAvailable"
    REACHABLE = "Reachable"
    ORDERABLE = "Orderable"
    ISOLATED = "Isolated"
    READY = "Ready"


Milestones = Mapping[Milestone, datetime]
"""Milestone to when it was first reached; ``ACCEPTED`` is the store's ``created_at``."""

_OF_CONDITIONS = {kind: Milestone(kind.value) for kind in ConditionType}


def note_milestone(milestones: Milestones, reached: Milestone, at: datetime) -> Milestones:
    """The milestones with this one; the first time it was reached stays."""
    return milestones if reached in milestones else {**milestones, reached: at}


def derive_milestones(milestones: Milestones, conditions: Conditions, now: datetime) -> Milestones:
    """The milestones as these conditions add to them."""
    noted = milestones
    for kind, milestone in _OF_CONDITIONS.items():
        if is_true(conditions, kind):
            noted = note_milestone(noted, milestone, now)
    return noted
