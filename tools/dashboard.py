"""Run one of the dashboard's npm scripts with its pinned packages installed.

Usage: python tools/dashboard.py check|generate|build|e2e   (from anywhere)
"""

import hashlib
import subprocess
import sys
from pathlib import Path

DASHBOARD = Path(__file__).resolve().parent.parent / "dashboard"


def ensure_packages() -> None:
    """Install node_modules from the lock file unless they are already what it says.

    Raises:
        subprocess.CalledProcessError: npm failed; it has said why.
    """
    wanted = hashlib.sha256((DASHBOARD / "package-lock.json").read_bytes()).hexdigest()
    stamp = DASHBOARD / "node_modules" / ".wanted"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print("Installing the dashboard's npm packages from package-lock.json", file=sys.stderr)
    subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=DASHBOARD, check=True
    )
    stamp.write_text(wanted, encoding="utf-8")


def main(script: str) -> int:
    """Run the npm script; its exit code."""
    ensure_packages()
    return subprocess.run(["npm", "run", "--silent", script], cwd=DASHBOARD, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
