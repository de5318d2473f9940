"""Writes openapi.json, which the dashboard's client is generated from. No database is touched."""

import base64
import json
import secrets
from pathlib import Path

from pydantic import SecretStr

from store_orchestrator.api.app import build_app
from store_orchestrator.bootstrap import build_address, build_api_context
from store_orchestrator.db.connection import Database
from store_orchestrator.settings import ApiSettings

TARGET = Path(__file__).resolve().parent.parent / "openapi.json"


def build_document() -> str:
    """The document's text. The app is the real one; its database is never connected to."""
    keys = {"none": base64.b64encode(secrets.token_bytes(32)).decode()}
    settings = ApiSettings(
        database_host="none.invalid",
        database_password=SecretStr(secrets.token_hex()),
        encryption_keys=SecretStr(json.dumps(keys)),
        encryption_key_id="none",
    )
    database = Database(build_address(settings, role=""))
    app = build_app(build_api_context(settings, database))
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build_document())
    print(f"wrote {TARGET}")
