"""Caps that keep the project readable: functions and modules that grow past them are refused.

Usage: python tools/check_sizes.py   (from the root of the repository)
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

FUNCTION_LINES = 60
PYTHON_LINES = 400
TYPESCRIPT_LINES = 250
GENERATED = ("dashboard/src/api/schema.d.ts",)


def list_sources() -> list[Path]:
    """Every tracked or new Python and TypeScript file that is not generated."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.ts", "*.tsx"],
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (Path(line) for line in listed.stdout.splitlines())
    return [path for path in paths if str(path) not in GENERATED and path.exists()]


def find_oversized(path: Path) -> Iterator[str]:
    """One sentence for each cap that this file breaks."""
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    cap = PYTHON_LINES if path.suffix == ".py" else TYPESCRIPT_LINES
    if lines > cap:
        yield f"{path}: {lines} lines, at most {cap}: split it"
    if path.suffix == ".py":
        yield from _find_long_functions(path, ast.parse(text))


def _find_long_functions(path: Path, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield (
                    f"{path}:{node.lineno}: {node.name} has {length} lines, "
                    f"at most {FUNCTION_LINES}: split it"
                )


def main() -> int:
    """Print what is too large; 1 when anything is."""
    oversized = [fault for path in list_sources() for fault in find_oversized(path)]
    for fault in oversized:
        print(fault, file=sys.stderr)
    return 1 if oversized else 0


if __name__ == "__main__":
    sys.exit(main())
