"""Errors of the local cluster's driver."""

from __future__ import annotations


class LocalClusterError(Exception):
    """Something went wrong that the user can act on.

    `remedy` says in one sentence what to do about it; it may be empty.
    """

    exit_code = 1

    def __init__(self, message: str, *, remedy: str = "") -> None:
        """Keep the message and what to do about it."""
        super().__init__(message)
        self.remedy = remedy


class UsageError(LocalClusterError):
    """A setting or a prerequisite is missing or wrong; nothing was changed."""

    exit_code = 2
