"""What a run proved, and the table of it in docs/reliability.md."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs" / "reliability.md"
BEGIN = "<!-- made by the test run: begin -->"
END = "<!-- made by the test run: end -->"
FRESH = Path(__file__).parents[3] / "build" / "reliability.md"
"""Where a run leaves the document as it should be."""


@dataclass
class Outcomes:
    """Rows by group: moment or fault to what came of it. Only what held is noted."""

    groups: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, group: str, moment: str, outcome: str) -> None:
        """This was staged, and that came of it."""
        self.groups.setdefault(group, {})[moment] = outcome

    def render(self) -> str:
        """All tables, without anything that differs from run to run."""
        return "\n".join(line for name in self.groups for line in self._render_group(name))

    def _render_group(self, name: str) -> Iterable[str]:
        yield from (f"### {name}", "", "| what happens | what comes of it |", "|---|---|")
        yield from (f"| {moment} | {outcome} |" for moment, outcome in self.groups[name].items())
        yield ""


def replace_tables(document: str, tables: str) -> str:
    """The document with these tables between its marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"
