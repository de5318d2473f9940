"""Telling an outage once, whoever meets it and however often."""

from typing import Any, Final, Protocol


class Logger(Protocol):
    """What of a structured logger is needed here."""

    def warning(self, event: str, **fields: Any) -> Any:  # noqa: ANN401
        """A line that somebody should see."""

    def info(self, event: str, **fields: Any) -> Any:  # noqa: ANN401
        """A line that somebody may want to see."""

    def debug(self, event: str, **fields: Any) -> Any:  # noqa: ANN401
        """A line for who looks for more."""


class Outage:
    """One thing that is away or there, met by many.

    Args:
        name: ``<name>_away`` and ``<name>_back`` are the two lines.
    """

    def __init__(self, log: Logger, name: str) -> None:
        self._log = log
        self._name: Final = name
        self._met = 0
        self._away: set[str] = set()

    def meet(self, who: str = "", **fields: object) -> None:
        """It was found away: the first one of all says so."""
        tell = self._log.debug if self._away else self._log.warning
        tell(f"{self._name}_away", **fields)
        self._away.add(who)
        self._met += 1

    def end(self, who: str = "") -> None:
        """It was found to be there: the last one of those that had found it away says so."""
        if who in self._away:
            self._away.remove(who)
            if not self._away:
                self._log.info(f"{self._name}_back", met=self._met)
                self._met = 0
