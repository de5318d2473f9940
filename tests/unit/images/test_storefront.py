"""The JavaScript of Medusa shops: its own tests, run by Node.js."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


@pytest.mark.parametrize("folder", ["storefront", "medusa"])
def test_the_shop_passes_its_own_tests(folder: str) -> None:
    node = shutil.which("node")
    assert node is not None, "Node.js 20 or newer is needed: install Debian's package nodejs"
    files = sorted(str(path) for path in (TESTS / folder).glob("*.test.js"))
    assert files
    environment = {key: value for key, value in os.environ.items() if key != "NODE_OPTIONS"}
    result = subprocess.run(
        [node, "--test", *files], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, f"{result.stdout}\n{result.stderr}"
