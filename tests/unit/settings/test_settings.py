"""Settings: what is missing or wrong is named, and secrets never are."""

import base64
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from store_orchestrator.__main__ import app
from store_orchestrator.bootstrap import build_mail
from store_orchestrator.engines.base import Mail
from store_orchestrator.settings import (
    ApiSettings,
    InvalidSettings,
    MigrateSettings,
    OrchestratorSettings,
    load_settings,
)

KEY = base64.b64encode(b"k" * 32).decode()
COMPLETE = {
    "SO_DATABASE_HOST": "database",
    "SO_DATABASE_PASSWORD": "database-secret",
    "SO_ENCRYPTION_KEYS": json.dumps({"first": KEY}),
    "SO_ENCRYPTION_KEY_ID": "first",
    "SO_OPERATOR_TOKEN": "t" * 32,
    "SO_SELF_TEST_IMAGE": "platform:1",
}
MAIL = {
    "SO_SMTP_HOST": "smtp.example",
    "SO_SMTP_SENDER": "shop@example.org",
    "SO_SMTP_NETWORKS": '["192.0.2.10/32"]',
}


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)


def test_a_complete_environment_is_enough() -> None:
    settings = load_settings(ApiSettings)
    assert settings.read_database_password() == "database-secret"
    assert settings.read_encryption_keys() == {"first": b"k" * 32}
    assert load_settings(MigrateSettings).read_operator_token() == "t" * 32
    assert load_settings(OrchestratorSettings).lease_seconds > 0


def test_there_are_no_default_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in COMPLETE:
        monkeypatch.delenv(name)
    with pytest.raises(InvalidSettings) as caught:
        load_settings(ApiSettings)
    assert set(str(caught.value).splitlines()) == {
        "SO_DATABASE_HOST: must be set",
        "SO_ENCRYPTION_KEY_ID: must be set",
    }


@pytest.mark.parametrize("name", ["SO_DATABASE_PASSWORD", "SO_ENCRYPTION_KEYS"])
def test_a_missing_secret_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.delenv(name)
    with pytest.raises(InvalidSettings, match=f"exactly one of {name} and {name}_FILE"):
        load_settings(ApiSettings)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SO_DATABASE_PORT", "70000", "SO_DATABASE_PORT: .*65535"),
        ("SO_DATABASE_PASSWORD", "", "SO_DATABASE_PASSWORD is empty"),
        ("SO_ENCRYPTION_KEYS", "secret-nonsense", "SO_ENCRYPTION_KEYS must be a JSON object"),
        ("SO_ENCRYPTION_KEYS", "{}", "SO_ENCRYPTION_KEYS must be a JSON object"),
        ("SO_ENCRYPTION_KEYS", '{"first": "c2VjcmV0"}', "'first' is not the base64 of 32 bytes"),
        ("SO_ENCRYPTION_KEYS", '{"first": "secret!"}', "'first' is not the base64 of 32 bytes"),
        ("SO_ENCRYPTION_KEY_ID", "second", "'second', which is not among SO_ENCRYPTION_KEYS"),
        ("SO_IMAGES", "{", "images"),
        ("SO_STORE_URL_TEMPLATE", "http://localhost/", "{host} once"),
        ("SO_STORE_URL_TEMPLATE", "http://{host}.localhost", "slash at the end"),
        ("SO_STORE_URL_TEMPLATE", "ftp://{host}.localhost/", "http or https"),
        ("SO_LOG_FORMAT", "xml", "SO_LOG_FORMAT: .*'json' or 'console'"),
    ],
)
def test_a_wrong_value_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSettings, match=words) as caught:
        load_settings(ApiSettings)
    for secret in ("database-secret", "secret-nonsense", "c2VjcmV0", "secret!", KEY):
        assert secret not in str(caught.value)


def test_a_short_operator_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SO_OPERATOR_TOKEN", "t" * 31)
    with pytest.raises(InvalidSettings, match="at least 32 characters"):
        load_settings(MigrateSettings)


def test_secrets_come_from_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from the file\n")
    monkeypatch.setenv("SO_DATABASE_PASSWORD_FILE", str(file))
    with pytest.raises(InvalidSettings, match="exactly one of SO_DATABASE_PASSWORD"):
        load_settings(ApiSettings)
    monkeypatch.delenv("SO_DATABASE_PASSWORD")
    assert load_settings(ApiSettings).read_database_password() == "from the file"
    file.unlink()
    with pytest.raises(InvalidSettings, match="SO_DATABASE_PASSWORD_FILE cannot be read"):
        load_settings(ApiSettings)


def test_secrets_do_not_show_in_the_settings_text() -> None:
    for settings in (load_settings(ApiSettings), load_settings(MigrateSettings)):
        for secret in ("database-secret", KEY, "t" * 32):
            assert secret not in repr(settings)


@pytest.mark.parametrize("command", ["api", "orchestrator", "migrate"])
def test_a_process_with_wrong_settings_says_so_and_ends(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.delenv("SO_DATABASE_HOST")
    result = CliRunner().invoke(app, [command])
    assert result.exit_code == 2
    assert "SO_DATABASE_HOST: must be set" in result.stderr


def test_without_a_host_there_is_no_mail() -> None:
    assert build_mail(load_settings(OrchestratorSettings)) is None


def test_mail_settings_reach_the_engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("mail-secret\n")
    more = {"SO_SMTP_USER": "shops", "SO_SMTP_PASSWORD_FILE": str(tmp_path / "password")}
    for name, value in (MAIL | more).items():
        monkeypatch.setenv(name, value)
    mail = build_mail(load_settings(OrchestratorSettings))
    assert mail == Mail(
        host="smtp.example",
        port=587,
        security="starttls",
        sender="shop@example.org",
        networks=("192.0.2.10/32",),
        user="shops",
        password="mail-secret",
    )
    assert "mail-secret" not in repr(mail)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("SO_SMTP_SENDER", "", "SO_SMTP_HOST needs SO_SMTP_SENDER and SO_SMTP_NETWORKS"),
        ("SO_SMTP_NETWORKS", "[]", "SO_SMTP_HOST needs SO_SMTP_SENDER and SO_SMTP_NETWORKS"),
        ("SO_SMTP_NETWORKS", '["smtp.example"]', "'smtp.example' does not appear to be an IPv4"),
        ("SO_SMTP_SECURITY", "ssl", "SO_SMTP_SECURITY"),
    ],
)
def test_half_a_mail_server_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, message: str
) -> None:
    for variable, given in (MAIL | {name: value}).items():
        monkeypatch.setenv(variable, given)
    with pytest.raises(InvalidSettings, match=message):
        load_settings(OrchestratorSettings)
