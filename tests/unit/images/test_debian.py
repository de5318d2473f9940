"""The base image comes from the mirrors that the machine uses itself."""

from __future__ import annotations

import pytest

from local_cluster.images.debian import SUITE, build_sources

MAIN = "Debian|Debian|http://mirror.example/debian/"
SECURITY = "Debian|Debian-Security|http://mirror.example/security/"
FOREIGN = "Example|Example|http://other.example/apt/"


def test_the_machines_mirrors_are_used_for_the_images_suite() -> None:
    assert build_sources([FOREIGN, MAIN, MAIN, SECURITY]) == [
        f"deb http://mirror.example/debian/ {SUITE} main",
        f"deb http://mirror.example/debian/ {SUITE}-updates main",
        f"deb http://mirror.example/security/ {SUITE}-security main",
    ]


def test_the_first_of_several_mirrors_is_taken() -> None:
    other = "Debian|Debian|http://second.example/debian/"

    assert build_sources([MAIN, other])[0] == f"deb http://mirror.example/debian/ {SUITE} main"


@pytest.mark.parametrize("targets", [[], [FOREIGN], [SECURITY]])
def test_without_a_main_archive_there_are_no_sources(targets: list[str]) -> None:
    assert build_sources(targets) == []
