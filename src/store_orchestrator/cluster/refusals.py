"""Why the cluster lets no pods of a workload in: a quota, or a rule of admission."""

import re
from decimal import Decimal
from typing import Final

from store_orchestrator.cluster.amounts import (
    describe_amount,
    describe_bare_amount,
    read_quantity,
)
from store_orchestrator.domain.observed import Problem

# k8s.io/apiserver pkg/admission/plugin/resourcequota/controller.go
_QUOTA: Final = re.compile(
    r"exceeded quota: (?P<quota>[^,]+), requested: (?P<requested>.+?), used: (?P<used>.+?), "
    r"limited: (?P<limited>[^\s]+)"
)
# k8s.io/apiserver pkg/admission/plugin/{policy/validating,webhook}, k8s.io/pod-security-admission
_RULES: Final = (
    re.compile(
        r"ValidatingAdmissionPolicy '(?P<rule>[^']+)'.* denied request: (?P<said>.+)", re.DOTALL
    ),
    re.compile(r'admission webhook "(?P<rule>[^"]+)" denied the request: (?P<said>.+)', re.DOTALL),
    re.compile(r"violates (?P<rule>PodSecurity) (?P<said>.+)", re.DOTALL),
)


def build_refusal(workload: str, message: str) -> Problem:
    """The problem of a workload whose pods the cluster does not let in.

    Args:
        message: what the API server answered to the workload's controller.
    """
    exceeded = _QUOTA.search(message)
    if exceeded is not None:
        return _build_exceeded(workload, message, exceeded)
    for pattern in _RULES:
        found = pattern.search(message)
        if found is not None:
            said = " ".join(found["said"].split()).rstrip(".")
            return Problem(
                "PodsRefused",
                f"The cluster's rule {found['rule']} refuses the pods of {workload}: {said}.",
                f"Change the rule {found['rule']} or make an exception for namespaces of stores.",
                message,
            )
    return Problem(
        "PodsRefused",
        f"The cluster refuses the pods of {workload}.",
        "Look at the evidence and at the cluster's admission rules.",
        message,
    )


def _build_exceeded(workload: str, message: str, found: re.Match[str]) -> Problem:
    requested, used, limited = (_read(found[name]) for name in ("requested", "used", "limited"))
    short = [
        f"{describe_amount(name, amount)} wanted ({name}), "
        f"{describe_bare_amount(name, limited[name])} allowed, "
        f"{describe_bare_amount(name, used.get(name, Decimal(0)))} in use: "
        f"{describe_bare_amount(name, over)} too much"
        for name, amount in requested.items()
        if name in limited and (over := amount + used.get(name, Decimal(0)) - limited[name]) > 0
    ]
    return Problem(
        "QuotaExceeded",
        f"The quota {found['quota']} has no room for the pods of {workload}: "
        f"{'; '.join(short) or found['requested']}.",
        f"Raise the quota {found['quota']}, or choose a plan that fits in it.",
        message,
    )


def _read(text: str) -> dict[str, Decimal]:
    """From ``requests.memory=512Mi,pods=1`` to amounts."""
    pairs = (pair.partition("=") for pair in text.split(","))
    return {name.strip(): read_quantity(amount.strip()) for name, _, amount in pairs if amount}
