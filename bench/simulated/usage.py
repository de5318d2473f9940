"""What processes cost: processor time and memory, read from /proc."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
# Fields of /proc/<pid>/stat behind the program's name.
_PARENT, _USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM, _PAGES = 1, 11, 12, 13, 14, 21


@dataclass(frozen=True)
class Usage:
    """Processor seconds since the start: of the process itself, and of children that ended.

    Attributes:
        resident: bytes in memory, those shared with other processes included.
    """

    own: float
    ended: float
    resident: int


def read_usage(pid: int) -> Usage:
    """Of one process.

    Raises:
        ProcessLookupError: there is none.
    """
    fields = _read_fields(pid)
    if fields is None:
        raise ProcessLookupError(pid)
    return Usage(
        own=(int(fields[_USER]) + int(fields[_SYSTEM])) / _TICKS,
        ended=(int(fields[_ENDED_USER]) + int(fields[_ENDED_SYSTEM])) / _TICKS,
        resident=int(fields[_PAGES]) * _PAGE,
    )


def read_tree_seconds(pid: int) -> float:
    """Processor seconds of a process, all below it, and all of those that have ended."""
    found: dict[int, list[str]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            fields = _read_fields(int(folder.name))
            if fields is not None:
                found[int(folder.name)] = fields
    return sum(_sum_times(found[one]) for one in _list_tree(pid, found))


def _list_tree(pid: int, found: Mapping[int, list[str]]) -> Iterable[int]:
    if pid in found:
        yield pid
    for child, fields in found.items():
        if int(fields[_PARENT]) == pid:
            yield from _list_tree(child, found)


def _sum_times(fields: list[str]) -> float:
    times = (_USER, _SYSTEM, _ENDED_USER, _ENDED_SYSTEM)
    return sum(int(fields[index]) for index in times) / _TICKS


def _read_fields(pid: int) -> list[str] | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The program's name, in parentheses, may hold anything; fields count from behind it.
    return text.rpartition(")")[2].split()
