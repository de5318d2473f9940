"""Which server, and with which token: environment first, then the file that login writes."""

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from store_orchestrator.client.errors import NotConfigured

URL_VARIABLE = "STORECTL_URL"
TOKEN_VARIABLE = "STORECTL_TOKEN"  # noqa: S105  # a variable's name
HOW_TO_CONFIGURE = (
    f"run 'storectl login URL', or set {URL_VARIABLE} and {TOKEN_VARIABLE} "
    "(after 'make up': . build/storectl.env)"
)


@dataclass(frozen=True, slots=True)
class Connection:
    """A server's address, without a trailing slash, and a token for it."""

    url: str
    token: str = field(repr=False)


def find_login_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where login keeps what it learned (XDG Base Directory Specification)."""
    base = environ.get("XDG_CONFIG_HOME", "")
    # The specification says that a relative path is to be ignored.
    root = Path(base) if base.startswith("/") else Path.home() / ".config"
    return root / "store-orchestrator" / "storectl.json"


def load_connection(environ: Mapping[str, str] = os.environ) -> Connection:
    """The server to talk to.

    A stored token is used only for the server that it was stored for: an address from the
    environment never receives it.

    Raises:
        NotConfigured: when the address or the token is missing or malformed.
    """
    url = environ.get(URL_VARIABLE, "").strip()
    token = environ.get(TOKEN_VARIABLE, "").strip()
    if not (url and token):
        stored = _load_stored(find_login_file(environ))
        if stored is not None and (not url or check_url(url) == stored.url):
            url = url or stored.url
            token = token or stored.token
    if not url:
        raise NotConfigured("no server is configured", remedy=HOW_TO_CONFIGURE)
    if not token:
        raise NotConfigured(f"no token is configured for {url}", remedy=HOW_TO_CONFIGURE)
    return Connection(check_url(url), check_token(token))


def check_url(url: str) -> str:
    """Return the address without a trailing slash.

    Raises:
        NotConfigured: unless it is http(s)://host[:port][/path] and nothing more.
    """
    wrong = NotConfigured(
        f"'{_hide_user(url)}' is not the address of a server",
        remedy="give one like http://dashboard.localhost:8080 (no user, query or fragment)",
    )
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError:
        raise wrong from None
    extras = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme not in {"http", "https"} or not parts.hostname or extras or not port_is_fine:
        raise wrong
    return url.rstrip("/")


def check_token(token: str) -> str:
    """Return the token.

    Raises:
        NotConfigured: when it could not travel in a header. The message does not repeat it.
    """
    if not token.isascii() or not token.isprintable() or " " in token:
        raise NotConfigured(
            "the token contains spaces or characters that no token has",
            remedy="copy it again, as one line",
        )
    return token


def save_connection(connection: Connection, path: Path) -> None:
    """Write the login file, readable by its owner only, in one step."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    document = json.dumps({"url": connection.url, "token": connection.token}, indent=2)
    # mkstemp makes the file 0600 from its first moment; the rename keeps readers from half a file.
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".storectl-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(document + "\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _load_stored(path: Path) -> Connection | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return Connection(check_url(str(document["url"])), str(document["token"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotConfigured(
            f"the login file {path} cannot be used ({type(error).__name__})",
            remedy=f"remove it and {HOW_TO_CONFIGURE}",
        ) from None


def _hide_user(url: str) -> str:
    """The address without what stands before an @: it may be a password."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
