"""The WooCommerce plugin: where it comes from, whether it is what it says, unpacking it.

It is not in Debian and must not be committed, so it is a zip that the user names, that lies in
the cache folder, or that is fetched from wordpress.org, in this order.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from local_cluster.cache import building, cache_root
from local_cluster.errors import LocalClusterError, UsageError

PINNED_VERSION = "11.0.1"
_ADDRESS = f"https://downloads.wordpress.org/plugin/woocommerce.{PINNED_VERSION}.zip"
# Of the zip at _ADDRESS. wordpress.org publishes none for plugins' zips; unrelated public
# projects that pin the same file agree on this one.
_PINNED_SHA256 = "da189b6616c610d15a2106f93151dab81b78f83e075bcefce221ac0d00b4fa21"
# Version -> digest of what is inside, see `_digest`: it holds for copies that were zipped anew.
# Of the copies that this project was tested with.
_TESTED = {
    "11.0.1": "4ee8ce90b8a0700e861526395563e85ecacc376653c98dd97416c46175d81eb2",
    "9.9.5": "dc5c6244450fdab3d6bf9e324a765d53cd7c17897d0966816cf203c112012831",
}
_PATIENCE_SECONDS = 15
_FOLDER = "woocommerce"
_HEADER = f"{_FOLDER}/woocommerce.php"
_HEADER_BYTES = 8192
_REMEDY = "Name a zip of it and bring everything up again: make up WOOCOMMERCE_ZIP=<file>"


class PluginAbsent(LocalClusterError):
    """There is no plugin to be had; the text is a sentence that says what to do."""


@dataclass(frozen=True)
class Plugin:
    """A checked zip.

    Attributes:
        digest: SHA-256 over names and contents of its files.
        remark: what the user should know of it; empty when there is nothing.
    """

    archive: Path
    version: str
    digest: str
    remark: str


def ensure_plugin() -> Plugin:
    """Return the plugin to build with; it is fetched when the user has none.

    Raises UsageError, which names file and fault, for a zip that is none or is not WooCommerce;
    PluginAbsent when there is no zip and none can be fetched.
    """
    given = find_given_zip(os.environ.get("WOOCOMMERCE_ZIP", ""))
    return _ensure(given or _find_newest(cache_root()))


def find_given_zip(value: str) -> Path | None:
    """Return the file that WOOCOMMERCE_ZIP names, relative to where make runs; None if unset.

    Raises UsageError when there is no such file.
    """
    if not value.strip():
        return None
    path = Path(value.strip()).expanduser().absolute()
    if not path.is_file():
        raise UsageError(f"WOOCOMMERCE_ZIP={value.strip()}: there is no file {path}")
    return path


def read_plugin(archive: Path) -> Plugin:
    """Return what a zip holds. Raises UsageError, which names file and fault."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            _check_names(zipped, archive)
            version = _read_version(zipped, archive)
            digest = _digest(zipped)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _build_refusal(archive, f"cannot be unpacked: {error}") from error
    return Plugin(archive, version, digest, _build_remark(archive, version, digest))


def unpack_plugin(plugin: Plugin, folder: Path) -> Path:
    """Unpack into `folder`; returns the plugin's own folder below it."""
    with zipfile.ZipFile(plugin.archive) as zipped:
        zipped.extractall(folder)
    return folder / _FOLDER


def _ensure(found: Path | None) -> Plugin:
    if found is None:
        found = _fetch(cache_root() / f"woocommerce-{PINNED_VERSION}.zip")
    stat = found.stat()
    return _read_once(found, stat.st_mtime_ns, stat.st_size)


@functools.cache
def _read_once(archive: Path, _changed: int, _size: int) -> Plugin:
    """Read a zip once per state of the file: the digest of 80 MB takes a second."""
    return read_plugin(archive)


def _find_newest(folder: Path) -> Path | None:
    found = sorted(folder.glob("woocommerce-*.zip"), key=lambda path: _sort_key(path.stem))
    return found[-1] if found else None


def _sort_key(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


@functools.cache
def _fetch(target: Path) -> Path:
    """Fetch the pinned version into the cache. Raises PluginAbsent; asks once per process."""
    with building(target) as made:
        try:
            with (
                urllib.request.urlopen(_ADDRESS, timeout=_PATIENCE_SECONDS) as answer,
                made.open("wb") as file,
            ):
                shutil.copyfileobj(answer, file)
        except OSError as error:
            made.unlink(missing_ok=True)
            raise PluginAbsent(
                f"There is no WooCommerce plugin, for {_ADDRESS} cannot be fetched "
                f"({_describe(error)}). {_REMEDY}."
            ) from error
        if _hash_file(made) != _PINNED_SHA256:
            made.unlink()
            raise PluginAbsent(
                f"There is no WooCommerce plugin, for what {_ADDRESS} delivers is not the release "
                "that is pinned. Look at it yourself; to use it all the same: "
                "make up WOOCOMMERCE_ZIP=<file>."
            )
    return target


def _describe(error: OSError) -> str:
    """Say in words what kept a request from its answer."""
    reason = getattr(error, "reason", error)
    return getattr(reason, "strerror", None) or str(reason)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_names(zipped: zipfile.ZipFile, archive: Path) -> None:
    for entry in zipped.infolist():
        parts = PurePosixPath(entry.filename).parts
        if entry.filename.startswith("/") or ".." in parts or parts[:1] != (_FOLDER,):
            raise _build_refusal(
                archive, f"holds {entry.filename!r}, but all must lie below {_FOLDER}/"
            )


def _read_version(zipped: zipfile.ZipFile, archive: Path) -> str:
    if _HEADER not in zipped.namelist():
        raise _build_refusal(archive, f"does not hold {_HEADER}")
    with zipped.open(_HEADER) as file:
        header = file.read(_HEADER_BYTES).decode(errors="replace")
    version = re.search(r"^ \* Version: *([0-9][0-9A-Za-z.-]*)\s*$", header, re.MULTILINE)
    needs = re.search(r"^ \* Requires at least: *[0-9.]+\s*$", header, re.MULTILINE)
    if version is None or needs is None:
        raise _build_refusal(
            archive, f"is not WooCommerce: {_HEADER} states no version, or none of WordPress"
        )
    return version[1]


def _digest(zipped: zipfile.ZipFile) -> str:
    """Digest names and contents in the order of names, each behind its length."""
    digest = hashlib.sha256()
    for piece in _list_pieces(zipped):
        digest.update(f"{len(piece)}:".encode())
        digest.update(piece)
    return digest.hexdigest()


def _list_pieces(zipped: zipfile.ZipFile) -> Iterator[bytes]:
    for name in sorted(entry.filename for entry in zipped.infolist() if not entry.is_dir()):
        yield name.encode()
        # Reading checks the CRC.
        yield zipped.read(name)


def _build_remark(archive: Path, version: str, digest: str) -> str:
    tested = _TESTED.get(version)
    if tested == digest or _hash_file(archive) == _PINNED_SHA256:
        return ""
    if tested is None:
        known = ", ".join(_TESTED)
        return f"{archive} is WooCommerce {version}, untested here (tested: {known})"
    return f"{archive} says it is WooCommerce {version}, but differs from the copy tested here"


def _build_refusal(archive: Path, fault: str) -> UsageError:
    return UsageError(f"{archive} {fault}", remedy=_REMEDY)
