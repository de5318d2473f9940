"""The tiny shop: JSON for shoppers and merchant, a page each, and sign-in links.

Files: /etc/store-identity/{display-name,country,currency,sample-products} and
/etc/store/{admin-password,probe-secret,sign-in-secret}. A claim (POST /store-claim) writes files of
the same names to /data/claimed, which win: kubelet refreshes what it mounted late. Port 8080.
"""

import base64
import hashlib
import hmac
import html
import json
import os
import re
import secrets
import signal
import sqlite3
import time
from hmac import compare_digest
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs

APP = Path(__file__).parent
SECRETS = Path("/etc/store")
IDENTITY = Path("/etc/store-identity")
CLAIMED = Path("/data/claimed")
IN_FORCE = Path("/data/in-force")
NAMED_BY_A_CLAIM = ("url", "display_name", "country", "currency")
PAGES = {
    "/sign-in": ("sign-in.html", "text/html"),
    "/sign-in.js": ("sign-in.js", "text/javascript"),
}
FILE_PATH = re.compile(r"/files/([a-z0-9.-]{1,60})")
PRODUCT_PATH = re.compile(r"/api/admin/products/(\d+)")
ORDER_PATH = re.compile(r"/api/admin/orders/(\d+)")
SCHEMA = """
CREATE TABLE IF NOT EXISTS product (
  id INTEGER PRIMARY KEY, title TEXT NOT NULL, price TEXT NOT NULL, hidden INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS shop_order (
  number INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL, email TEXT NOT NULL,
  total TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS nonce (nonce TEXT PRIMARY KEY, expires_at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
SAMPLES = [("Paper clip", "1.50"), ("Rubber band", "0.75")]


class Shop:
    """One shop's data; safe to use from several threads, each call is one transaction."""

    def __init__(self, folder: Path, *, sample_products: bool) -> None:
        self.files = folder / "files"
        self.files.mkdir(exist_ok=True)
        self._path = folder / "shop.db"
        with self._open() as database:
            database.executescript(SCHEMA)
        self._stock_once(SAMPLES if sample_products else [])

    def list_products(self) -> list[dict[str, Any]]:
        """What shoppers see."""
        with self._open() as database:
            rows = database.execute("SELECT id, title, price FROM product WHERE NOT hidden")
            return [{"id": id_, "title": title, "price": price} for id_, title, price in rows]

    def add_product(self, title: str, price: str, *, hidden: bool) -> int:
        """The new product's id."""
        with self._open() as database:
            row = database.execute(
                "INSERT INTO product (title, price, hidden) VALUES (?, ?, ?)",
                (title, price, hidden),
            )
            return row.lastrowid or 0

    def remove_product(self, product_id: int) -> None:
        """Absent is fine."""
        with self._open() as database:
            database.execute("DELETE FROM product WHERE id = ?", (product_id,))

    def set_open(self, *, is_open: bool) -> None:
        """Begin to sell, or cease to."""
        with self._open() as database:
            state = "yes" if is_open else "no"
            database.execute("INSERT OR REPLACE INTO setting VALUES ('open', ?)", (state,))

    def is_open(self) -> bool:
        """Whether shoppers can buy; so it is until the merchant says otherwise."""
        with self._open() as database:
            query = "SELECT 1 FROM setting WHERE name = 'open' AND value = 'no'"
            return database.execute(query).fetchone() is None

    def place_order(self, product_id: int, email: str) -> dict[str, Any] | None:
        """The order, once it is on the disk; None if there is no such product."""
        with self._open() as database:
            found = database.execute(
                "INSERT INTO shop_order (product_id, email, total) "
                "SELECT id, ?, price FROM product WHERE id = ? RETURNING number, total",
                (email, product_id),
            ).fetchone()
        return {"number": found[0], "total": found[1]} if found else None

    def list_orders(self) -> list[dict[str, Any]]:
        """What the merchant sees."""
        with self._open() as database:
            rows = database.execute("SELECT number, email, total FROM shop_order")
            return [{"number": n, "email": email, "total": total} for n, email, total in rows]

    def remove_order(self, number: int) -> None:
        """Absent is fine."""
        with self._open() as database:
            database.execute("DELETE FROM shop_order WHERE number = ?", (number,))

    def sign_in_once(self, token: str, secret: str) -> str | None:
        """A new session for a token that is genuine, in time and unused; else None."""
        content = read_token(token, secret)
        if content is None:
            return None
        try:
            with self._open() as database:
                database.execute("DELETE FROM nonce WHERE expires_at < ?", (int(time.time()),))
                database.execute("INSERT INTO nonce VALUES (:nonce, :exp)", content)
        except sqlite3.IntegrityError:
            return None
        return self.open_session()

    def open_session(self) -> str:
        """Its id, which the browser keeps in a cookie."""
        session = secrets.token_urlsafe(24)
        with self._open() as database:
            database.execute("INSERT INTO session VALUES (?)", (session,))
        return session

    def has_session(self, session: str) -> bool:
        """Whether somebody signed in under this id."""
        with self._open() as database:
            query = "SELECT 1 FROM session WHERE id = ?"
            return database.execute(query, (session,)).fetchone() is not None

    def close_sessions(self) -> None:
        """Whoever is signed in is so no more."""
        with self._open() as database:
            database.execute("DELETE FROM session")
            database.execute("DELETE FROM nonce")

    def _stock_once(self, samples: list[tuple[str, str]]) -> None:
        with self._open() as database:
            first = "INSERT OR IGNORE INTO setting VALUES ('stocked', 'yes')"
            if database.execute(first).rowcount:
                insert = "INSERT INTO product (title, price, hidden) VALUES (?, ?, 0)"
                database.executemany(insert, samples)

    def _open(self) -> "Transaction":
        return Transaction(self._path)


class Transaction:
    """A connection that commits at the end of the block, or takes everything back, and closes."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, timeout=20)
        # An acknowledged order must outlive the machine's power, not only this process.
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")

    def __enter__(self) -> sqlite3.Connection:
        return self._database.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.__exit__(kind, error, trace)
        self._database.close()


def read_token(token: str, secret: str) -> dict[str, Any] | None:
    """The token's content, ``{"exp", "nonce"}``, when its signature and time are right."""
    payload, _, signature = token.partition(".")
    wanted = hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted.encode(), signature.encode()):
        return None
    content = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return content if content["exp"] >= time.time() else None


class Handler(BaseHTTPRequestHandler):
    """One request: what shoppers, the merchant and their browsers ask for."""

    protocol_version = "HTTP/1.1"
    shop: Shop

    def do_GET(self) -> None:
        """Pages, products, orders and files."""
        if self.path in PAGES:
            name, kind = PAGES[self.path]
            self.answer(HTTPStatus.OK, (APP / name).read_bytes(), kind)
        elif self.path == "/":
            self.show(f"<h1>{html.escape(read_identity('display-name'))}</h1>")
        elif self.path == "/api/shop":
            self.answer_json(HTTPStatus.OK, describe_shop(self.shop))
        elif found := FILE_PATH.fullmatch(self.path):
            self.send_file(found[1])
        elif self.path == "/admin" and self.may_manage():
            orders = "".join(f"<li>Order {o['number']}" for o in self.shop.list_orders())
            self.show(f"<h1>Orders</h1><ul>{orders}</ul>")
        elif self.path == "/api/admin/orders" and self.may_manage():
            self.answer_json(HTTPStatus.OK, {"orders": self.shop.list_orders()})
        else:
            self.refuse()

    def do_POST(self) -> None:
        """Orders, sign-in and what the merchant adds."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path == "/api/orders" and not self.shop.is_open():
            self.answer_json(HTTPStatus.CONFLICT, {"message": "the shop is closed"})
        elif self.path == "/api/orders":
            order = self.shop.place_order(**json.loads(body))
            status = HTTPStatus.CREATED if order else HTTPStatus.UNPROCESSABLE_ENTITY
            self.answer_json(status, order or {"message": "there is no such product"})
        elif self.path == "/sign-in":
            self.sign_in(body)
        elif self.path == "/store-claim":
            self.claim(body)
        elif self.path == "/api/admin/open" and self.may_manage():
            self.shop.set_open(is_open=json.loads(body)["open"])
            self.answer_json(HTTPStatus.OK, {"open": self.shop.is_open()})
        elif self.path == "/api/admin/products" and self.may_manage():
            product_id = self.shop.add_product(**json.loads(body))
            self.answer_json(HTTPStatus.CREATED, {"id": product_id})
        elif (found := FILE_PATH.fullmatch(self.path)) and self.may_manage():
            (self.shop.files / found[1]).write_bytes(body)
            self.answer_json(HTTPStatus.CREATED, {"path": self.path})
        else:
            self.refuse()

    def do_DELETE(self) -> None:
        """What the merchant removes."""
        if (found := PRODUCT_PATH.fullmatch(self.path)) and self.may_manage():
            self.shop.remove_product(int(found[1]))
        elif (found := ORDER_PATH.fullmatch(self.path)) and self.may_manage():
            self.shop.remove_order(int(found[1]))
        else:
            self.refuse()
            return
        self.answer_json(HTTPStatus.OK, {"removed": int(found[1])})

    def sign_in(self, body: bytes) -> None:
        """Trade a link's token, or the password, for a session."""
        form = parse_qs(body.decode())
        if "password" in form:
            good = compare_digest(form["password"][0].encode(), read_secret("admin-password"))
            session = self.shop.open_session() if good else None
        else:
            token = form.get("token", [""])[0]
            session = self.shop.sign_in_once(token, read_secret("sign-in-secret").decode())
        if session is None:
            self.show("<h1>This link does not work any more</h1>", HTTPStatus.FORBIDDEN)
            return
        cookie = f"session={session}; HttpOnly; SameSite=Lax; Path=/"
        headers = {"Location": "/admin", "Set-Cookie": cookie}
        self.answer(HTTPStatus.SEE_OTHER, b"", "text/plain", headers)

    def claim(self, body: bytes) -> None:
        """Become somebody's shop, if the platform asks; asking again changes nothing."""
        given = self.headers.get("X-Store-Secret", "").encode()
        if not compare_digest(given, read_secret("probe-secret")):
            self.answer_json(HTTPStatus.FORBIDDEN, {"message": "this is not the shop's secret"})
            return
        document = json.loads(body)
        texts = {name: document[name] for name in NAMED_BY_A_CLAIM} | document["credentials"]
        if not compare_digest(given, document["credentials"]["probe_secret"].encode()):
            self.shop.close_sessions()
            write_claim(texts)
        self.answer_json(HTTPStatus.OK, {"claimed": True})

    def may_manage(self) -> bool:
        """Whether the merchant asks: by session or by password."""
        given = self.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        if compare_digest(given, read_secret("admin-password")):
            return True
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        return cookie is not None and self.shop.has_session(cookie.value)

    def send_file(self, name: str) -> None:
        """A file that the merchant uploaded."""
        path = self.shop.files / name
        if path.is_file():
            self.answer(HTTPStatus.OK, path.read_bytes(), "application/octet-stream")
        else:
            self.refuse()

    def refuse(self) -> None:
        """There is nothing here for who asks."""
        status = HTTPStatus.FORBIDDEN if "/admin" in self.path else HTTPStatus.NOT_FOUND
        self.answer_json(status, {"message": status.phrase})

    def show(self, content: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        """A page for people."""
        name = html.escape(read_identity("display-name"))
        page = f'<!doctype html><html lang="en"><title>{name}</title><body>{content}'
        self.answer(status, page.encode(), "text/html; charset=utf-8")

    def answer_json(self, status: HTTPStatus, document: dict[str, Any]) -> None:
        """A document for programs."""
        self.answer(status, json.dumps(document).encode(), "application/json")

    def answer(
        self, status: HTTPStatus, body: bytes, kind: str, headers: dict[str, str] | None = None
    ) -> None:
        """Send everything."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def describe_shop(shop: Shop) -> dict[str, Any]:
    """What a shopper's program must know."""
    return {
        "display_name": read_identity("display-name"),
        "country": read_identity("country"),
        "currency": read_identity("currency"),
        "products": shop.list_products(),
        "open": shop.is_open(),
    }


def read_secret(name: str) -> bytes:
    """A credential in force: a claim's, else what the shop began with."""
    claimed, first = CLAIMED / name, IN_FORCE / name
    return (claimed if claimed.exists() else first).read_bytes()


def read_identity(name: str) -> str:
    """Who the shop is: as a claim said, else as the platform did."""
    claimed, mounted = CLAIMED / name, IDENTITY / name
    return (claimed if claimed.exists() else mounted).read_text()


def write_claim(texts: dict[str, str]) -> None:
    """All of it or nothing, also when the power fails: the secret that allows it goes last."""
    CLAIMED.mkdir(exist_ok=True)
    for name in sorted(texts, key=lambda name: name == "probe_secret"):
        file = CLAIMED / name.replace("_", "-")
        fresh = file.with_suffix(".new")
        fresh.write_text(texts[name])
        fresh.replace(file)


def keep_first_secrets() -> None:
    """What the shop began with stays in force, whatever is mounted later, until a claim."""
    IN_FORCE.mkdir(exist_ok=True)
    for file in SECRETS.glob("[!.]*"):
        kept = IN_FORCE / file.name
        if not kept.exists():
            kept.write_bytes(file.read_bytes())


def main() -> None:
    """Serve until SIGTERM."""
    # The first process of a container gets no default action for a signal.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    keep_first_secrets()
    samples = read_identity("sample-products") == "true"
    Handler.shop = Shop(Path("/data"), sample_products=samples)
    ThreadingHTTPServer(("0.0.0.0", 8080), Handler).serve_forever()  # noqa: S104 - a pod's address


if __name__ == "__main__":
    main()
