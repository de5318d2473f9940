"""What a self-test from inside a store's network found."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IsolationCheck:
    """One thing that a shop must not reach.

    Attributes:
        name: CamelCase, stable ("KubernetesApi", "OtherStore", "CloudMetadata").
        target: what was tried, as people write it ("10.96.0.1:443").
        ok: whether it was refused, as it should be.
        message: what happened, in plain words.
    """

    name: str
    target: str
    ok: bool
    message: str


@dataclass(frozen=True, slots=True)
class IsolationReport:
    """The outcome of one self-test.

    Attributes:
        number: the ``isolation_requested`` that it answers (0: made at creation).
        ok: whether every check was refused; False also when the test could not be made.
    """

    number: int
    ok: bool
    message: str
    at: datetime
    checks: tuple[IsolationCheck, ...] = ()


def build_report(number: int, checks: tuple[IsolationCheck, ...], at: datetime) -> IsolationReport:
    """Sum up what a finished self-test found."""
    broken = [check for check in checks if not check.ok]
    if not broken:
        message = f"A self-test from inside passed all {len(checks)} checks."
        return IsolationReport(number, True, message, at, checks)
    found = "; ".join(f"{check.name} {check.target}: {check.message}" for check in broken)
    message = f"{len(broken)} of {len(checks)} isolation checks failed: {found}."
    return IsolationReport(number, False, message, at, checks)
