"""Words that every command shares. Imports nothing heavy: ``--help`` loads this module."""

from enum import IntEnum, StrEnum


class OutputFormat(StrEnum):
    """How a command prints its result on stdout."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"
    NAME = "name"


class ExitCode(IntEnum):
    """What a script can rely on; 130 (interrupted) comes from the shell's convention."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    TIMED_OUT = 3
    INTERRUPTED = 130
