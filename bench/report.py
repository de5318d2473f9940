"""Writing figures down in one shape."""

import json
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

FOLDER = Path("build/bench")


def build_summary(seconds: Sequence[float]) -> dict[str, object]:
    """Minimum, median and maximum of some durations, how many there are, and all in their order."""
    return {
        "runs": len(seconds),
        "min": round(min(seconds), 3),
        "p50": round(statistics.median(seconds), 3),
        "max": round(max(seconds), 3),
        "all": [round(value, 3) for value in seconds],
    }


def write_report(name: str, figures: Mapping[str, object]) -> None:
    """Write ``build/bench/<name>.json`` and print the same."""
    document = {
        "benchmark": name,
        "machine": {"cores": os.cpu_count(), "system": platform.platform()},
        **figures,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=2)
    (FOLDER / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
    print(text)
