"""The import rules of docs/architecture.md are enforced: planted violations are reported."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LINT = Path(sys.executable).parent / "lint-imports"

# file to plant it in, the line, and the contract that must break
VIOLATIONS = [
    ("domain/plan.py", "import asyncio", "domain imports the standard library only"),
    ("engines/base.py", "import store_orchestrator.db", "layers of docs/architecture.md"),
    ("db/__init__.py", "import store_orchestrator.engines", "the doors know the domain only"),
    ("api/__init__.py", "import store_orchestrator.db", "the API uses services and domain"),
    ("services/__init__.py", "import store_orchestrator.cluster", "services do not touch"),
    ("orchestrator/__init__.py", "import store_orchestrator.services", "the orchestrator does"),
    ("client/__init__.py", "import store_orchestrator.db", "the client knows the domain only"),
    ("cluster/__init__.py", "import store_orchestrator.settings", "only bootstrap imports"),
    ("observability/__init__.py", "import store_orchestrator.domain", "observability and settings"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "PYTHONPATH": f"{folder / 'src'}:{folder / 'local-cluster'}",
        "COLUMNS": "200",
    }
    return subprocess.run(
        [LINT, "--no-cache", "--config", "pyproject.toml"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    ignore = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=ignore)
    package = "local-cluster/local_cluster"
    shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_project_keeps_its_layers(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout


def test_planted_violations_are_reported(copy: Path) -> None:
    for file, line, _ in VIOLATIONS:
        planted = copy / "src/store_orchestrator" / file
        planted.write_text(f"{planted.read_text()}\n{line}\n")
    result = lint(copy)
    assert result.returncode != 0
    broken = [row for row in result.stdout.splitlines() if row.endswith("BROKEN")]
    for _, _, contract in VIOLATIONS:
        assert any(contract in row for row in broken), f"not reported: {contract}\n{result.stdout}"
