"""The dashboard's files, under a Content-Security-Policy that allows nothing from elsewhere."""

import secrets
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

NONCE_TOKEN = "__CSP_NONCE__"  # noqa: S105 - a place-holder in index.html
_HASHED = "assets/"
_OWN_PREFIXES = ("api/",)


def build_policy(nonce: str) -> str:
    """The Content-Security-Policy of the page; styles made at run time carry the nonce."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Dashboard:
    """Answers what no route of the API does: files, and the page for the page's own routes.

    Args:
        folder: what the dashboard's build made, with ``index.html``; None serves none.
    """

    def __init__(self, folder: Path | None) -> None:
        self._index = folder / "index.html" if folder is not None else None
        self._files = StaticFiles(directory=folder) if folder is not None else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or raise 404 for the problem handlers."""
        if scope["type"] != "http":
            raise HTTPException(404)
        response = await self._build_response(Request(scope))
        await response(scope, receive, send)

    async def _build_response(self, request: Request) -> Response:
        path = request.url.path.lstrip("/")
        if (
            self._files is None
            or request.method not in ("GET", "HEAD")
            or path.startswith(_OWN_PREFIXES)
        ):
            raise HTTPException(404)
        if path in ("", "index.html"):
            return await self._build_page()
        try:
            response = await self._files.get_response(path, request.scope)
        except HTTPException:
            # Only addresses that look like a page lead to one; a missing file is missing.
            if PurePosixPath(path).suffix:
                raise HTTPException(404) from None
            return await self._build_page()
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if path.startswith(_HASHED) else "no-cache"
        )
        return response

    async def _build_page(self) -> Response:
        if self._index is None:
            raise HTTPException(404)
        page = await run_in_threadpool(self._index.read_text, "utf-8")
        nonce = secrets.token_urlsafe(16)
        return HTMLResponse(
            page.replace(NONCE_TOKEN, nonce),
            headers={"Content-Security-Policy": build_policy(nonce), "Cache-Control": "no-store"},
        )
