"""The WooCommerce plugin is found, checked and named before anything is built with it."""

from __future__ import annotations

import io
import os
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_cluster.cache import cache_root
from local_cluster.errors import UsageError
from local_cluster.images import plugin, recipes

HEADER = """<?php
/**
 * Plugin Name: WooCommerce
 * Version: {version}
 * Requires at least: 6.7
 */
"""


@pytest.fixture(autouse=True)
def nothing_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty cache, no setting, no network, and nothing remembered of other tests."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("WOOCOMMERCE_ZIP", raising=False)
    monkeypatch.setattr(urllib.request, "urlopen", _refuse)
    plugin._fetch.cache_clear()
    yield
    plugin._fetch.cache_clear()


def _refuse(_address: str, timeout: float) -> io.BytesIO:
    raise urllib.error.URLError(f"no route within {timeout} s")


def serve(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """Let every address answer with these bytes."""

    def answer(_address: str, timeout: float) -> io.BytesIO:
        assert timeout > 0
        return io.BytesIO(data)

    monkeypatch.setattr(urllib.request, "urlopen", answer)


def write_zip(path: Path, version: str = "10.1.0", **others: str) -> Path:
    """Write a zip that looks like the plugin; `others` are more files, by name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    files = {"woocommerce/woocommerce.php": HEADER.format(version=version), **others}
    with zipfile.ZipFile(path, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(name, text)
    return path


def test_the_file_that_is_named_wins_and_may_be_relative(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_zip(cache_root() / "woocommerce-99.0.0.zip", "99.0.0")
    write_zip(tmp_path / "mine.zip", "10.1.0")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WOOCOMMERCE_ZIP", "mine.zip")

    found = plugin.ensure_plugin()

    assert (found.archive, found.version) == (tmp_path / "mine.zip", "10.1.0")


def test_the_newest_version_in_the_cache_is_taken() -> None:
    for version in ("9.9.5", "11.0.1", "10.4.2"):
        write_zip(cache_root() / f"woocommerce-{version}.zip", version)

    assert plugin.ensure_plugin().version == "11.0.1"


def test_without_any_the_reason_says_what_to_do() -> None:
    reason = recipes.find_absence("woocommerce")

    assert "WOOCOMMERCE_ZIP=<file>" in reason
    assert "no route within" in reason
    assert recipes.find_absence("woocommerce-database") == reason
    assert recipes.find_absence("mariadb") == ""


def test_what_is_fetched_must_be_the_pinned_release(monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, b"something else")

    with pytest.raises(plugin.PluginAbsent, match="not the release that is pinned"):
        plugin.ensure_plugin()

    assert list(cache_root().glob("*.zip")) == []


def test_what_is_fetched_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, write_zip(tmp_path / "served.zip", plugin.PINNED_VERSION).read_bytes())
    monkeypatch.setattr(plugin, "_PINNED_SHA256", plugin._hash_file(tmp_path / "served.zip"))

    found = plugin.ensure_plugin()

    assert found.archive == cache_root() / f"woocommerce-{plugin.PINNED_VERSION}.zip"
    assert found.remark == ""


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"../evil.php": ""}, r"holds '\.\./evil\.php'"),
        ({"/etc/passwd": ""}, "holds '/etc/passwd'"),
        ({"other/plugin.php": ""}, "holds 'other/plugin.php'"),
        ({"woocommerce/../../x": ""}, "holds 'woocommerce/"),
        ({"woocommerce/woocommerce.php": "<?php"}, "is not WooCommerce"),
    ],
)
def test_a_zip_that_is_something_else_is_refused(
    tmp_path: Path, files: dict[str, str], fault: str
) -> None:
    archive = write_zip(tmp_path / "bad.zip", **files)

    with pytest.raises(UsageError, match=fault) as refused:
        plugin.read_plugin(archive)

    assert str(archive) in str(refused.value)


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.zip").write_text("<html>")

    with pytest.raises(UsageError, match=r"page\.zip cannot be unpacked"):
        plugin.read_plugin(tmp_path / "page.zip")


def test_a_damaged_file_inside_is_found(tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "bad.zip", **{"woocommerce/a.php": "intact"})
    archive.write_bytes(archive.read_bytes().replace(b"intact", b"broken"))

    with pytest.raises(UsageError, match="cannot be unpacked: Bad CRC"):
        plugin.read_plugin(archive)


def test_a_setting_that_names_no_file_is_refused() -> None:
    with pytest.raises(UsageError, match=r"WOOCOMMERCE_ZIP=no/such\.zip: there is no file"):
        plugin.find_given_zip("no/such.zip")


def test_the_digest_is_of_contents_not_of_the_zip(tmp_path: Path) -> None:
    first = write_zip(tmp_path / "1.zip", **{"woocommerce/a": "1", "woocommerce/b": "2"})
    again = write_zip(tmp_path / "2.zip", **{"woocommerce/b": "2", "woocommerce/a": "1"})
    other = write_zip(tmp_path / "3.zip", **{"woocommerce/a": "12", "woocommerce/b": ""})
    os.utime(again, (0, 0))

    digests = [plugin.read_plugin(path).digest for path in (first, again, other)]

    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("version", "remark"), [("10.1.0", "untested here"), ("11.0.1", "differs from the copy")]
)
def test_a_copy_that_is_not_known_is_taken_and_said(
    tmp_path: Path, version: str, remark: str
) -> None:
    found = plugin.read_plugin(write_zip(tmp_path / "mine.zip", version))

    assert f"WooCommerce {version}" in found.remark
    assert remark in found.remark


def test_other_contents_give_the_image_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = write_zip(cache_root() / "woocommerce-10.1.0.zip")
    first = recipes.derive_reference("woocommerce")

    write_zip(archive, **{"woocommerce/more.php": "<?php"})
    os.utime(archive, (1, 1))

    assert recipes.derive_reference("woocommerce") != first


def test_unpacking_gives_the_plugins_folder(tmp_path: Path) -> None:
    found = plugin.read_plugin(write_zip(tmp_path / "mine.zip"))

    folder = plugin.unpack_plugin(found, tmp_path / "out")

    assert (folder / "woocommerce.php").read_text() == HEADER.format(version="10.1.0")
