"""What a merchant should know of a healthy store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A limitation that is no failure. ``reason`` is CamelCase for machines."""

    reason: str
    message: str
