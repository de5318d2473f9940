"""What keeps a store from coming up or going away, for people."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from store_orchestrator.client.models import Trouble
from store_orchestrator.client.screen import clean


def build_troubles(troubles: Sequence[Trouble]) -> RenderableType:
    """Each with its cause, its evidence and what to do."""
    return Group(*_list_parts(troubles))


def _list_parts(troubles: Sequence[Trouble]) -> Iterable[RenderableType]:
    for number, trouble in enumerate(troubles):
        if number:
            yield ""
        yield Text.assemble((f"! {clean(trouble.reason)}  ", "bold yellow"), clean(trouble.cause))
        for line in trouble.evidence.splitlines():
            yield Padding(Text(clean(line), style="dim"), (0, 0, 0, 4))
        if trouble.suggestion:
            action = Text.assemble(("What to do: ", "bold"), clean(trouble.suggestion))
            yield Padding(action, (0, 0, 0, 2))
