"""Durations as people type them and ages as kubectl shows them."""

import re
from datetime import timedelta

_PATTERN = re.compile(r"(?:(?P<h>\d{1,4})h)?(?:(?P<m>\d{1,5})m)?(?:(?P<s>\d{1,7})s)?")

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_YEAR = 365 * _DAY


class InvalidDuration(ValueError):
    """The text is not a duration; the message says what one looks like."""


def parse_duration(text: str) -> timedelta:
    """Read a duration such as ``90s``, ``10m`` or ``1h30m``.

    Raises:
        InvalidDuration: when the text is something else, or not longer than zero.
    """
    found = _PATTERN.fullmatch(text.strip())
    parts = {unit: int(value) for unit, value in found.groupdict(0).items()} if found else {}
    length = timedelta(
        hours=parts.get("h", 0), minutes=parts.get("m", 0), seconds=parts.get("s", 0)
    )
    if not length:
        raise InvalidDuration(f"'{text}' is not a duration; write it like 90s, 10m or 1h30m")
    return length


def format_duration(length: timedelta) -> str:
    """The inverse of :func:`parse_duration`, in whole seconds: ``90s``, ``10m``, ``1h30m``."""
    seconds = int(length.total_seconds())
    if seconds < 2 * _MINUTE and seconds % _MINUTE:
        return f"{seconds}s"
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    parts = ((hours, "h"), (minutes, "m"), (left, "s"))
    return "".join(f"{value}{unit}" for value, unit in parts if value) or "0s"


def format_age(age: timedelta) -> str:
    """An age in at most two units, rounded down.

    The steps are those of ``HumanDuration`` in k8s.io/apimachinery/pkg/util/duration, so that
    ages here and in kubectl agree. An age below zero (clocks differ) counts as zero.
    """
    seconds = max(int(age.total_seconds()), 0)
    if seconds < 2 * _MINUTE:
        return f"{seconds}s"
    if seconds < 10 * _MINUTE:
        return _pair(seconds, _MINUTE, "m", 1, "s")
    if seconds < 3 * _HOUR:
        return f"{seconds // _MINUTE}m"
    return _format_long_age(seconds)


def _format_long_age(seconds: int) -> str:
    if seconds < 8 * _HOUR:
        return _pair(seconds, _HOUR, "h", _MINUTE, "m")
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR}h"
    if seconds < 8 * _DAY:
        return _pair(seconds, _DAY, "d", _HOUR, "h")
    if seconds < 2 * _YEAR:
        return f"{seconds // _DAY}d"
    if seconds < 8 * _YEAR:
        return _pair(seconds, _YEAR, "y", _DAY, "d")
    return f"{seconds // _YEAR}y"


def _pair(seconds: int, big: int, big_unit: str, small: int, small_unit: str) -> str:
    """Two units; the smaller one is left out when it is zero."""
    whole, rest = divmod(seconds, big)
    part = rest // small
    return f"{whole}{big_unit}{part}{small_unit}" if part else f"{whole}{big_unit}"
