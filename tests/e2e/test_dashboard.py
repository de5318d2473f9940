"""A person creates, proves and deletes a shop in headless Chromium."""

import os
import subprocess

from e2e.platform_under_test import ROOT, Platform

DASHBOARD = ROOT / "dashboard"


def test_a_person_creates_and_deletes_a_shop(platform: Platform) -> None:
    screenshots = ROOT / "build" / "screenshots"
    screenshots.mkdir(parents=True, exist_ok=True)
    settings = {
        "DASHBOARD_URL": platform.url,
        "DASHBOARD_TOKEN": platform.token,
        "SCREENSHOTS_DIR": str(screenshots),
    }
    result = subprocess.run(
        ["npm", "run", "--silent", "e2e"],
        cwd=DASHBOARD,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
    assert list(screenshots.glob("*.png"))
