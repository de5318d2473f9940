"""Putting the engine whose shops break beside the tiny one, whose chart and image it uses."""

import shutil
from pathlib import Path

import engine_overlay

ENGINE = Path(__file__).parent / "engine.py"
BROKEN = engine_overlay.NewEngine("broken", "Broken")


def add_broken(tree: Path) -> None:
    """Change a copy of the checkout that has the tiny engine already."""
    engine = tree / "src/store_orchestrator/engines/broken.py"
    shutil.copy2(ENGINE, engine)
    # There the tiny engine is one like any other.
    _edit(engine, "e2e.contract.tiny.engine", "store_orchestrator.engines.tiny")
    chart = tree / "charts" / "store-broken"
    shutil.copytree(tree / "charts" / "store-tiny", chart)
    _edit(chart / "Chart.yaml", "store-tiny", "store-broken")
    pulled = "          imagePullPolicy: IfNotPresent\n"
    command = "          command: {{ toJson . }}\n"
    _edit(
        chart / "templates" / "store.yaml",
        pulled,
        f"{pulled}          {{{{- with .Values.command }}}}\n{command}          {{{{- end }}}}\n",
    )
    properties = '  "properties": {\n'
    _edit(
        chart / "values.schema.json",
        f'{properties}    "store"',
        f'{properties}    "command": {{"type": "array"}},\n    "store"',
    )
    registry = tree / engine_overlay.REGISTRY
    registry.write_text(BROKEN.register(registry.read_text(encoding="utf-8")), encoding="utf-8")


def _edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{file} has not exactly one {before!r}"
    file.write_text(text.replace(before, after), encoding="utf-8")
