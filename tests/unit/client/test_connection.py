from pathlib import Path

import pytest

from store_orchestrator.client.connection import (
    Connection,
    check_token,
    check_url,
    find_login_file,
    load_connection,
    save_connection,
)
from store_orchestrator.client.errors import NotConfigured


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    save_connection(Connection("http://stored:1", "stored-token"), find_login_file(environ))
    return environ


def test_the_login_file_is_used_when_the_environment_says_nothing(environ: dict[str, str]) -> None:
    assert load_connection(environ) == Connection("http://stored:1", "stored-token")


def test_the_environment_comes_first(environ: dict[str, str]) -> None:
    environ |= {"STORECTL_URL": "http://env:2/", "STORECTL_TOKEN": "env-token"}
    assert load_connection(environ) == Connection("http://env:2", "env-token")


def test_a_stored_token_never_goes_to_another_server(environ: dict[str, str]) -> None:
    environ["STORECTL_URL"] = "http://elsewhere:3"
    with pytest.raises(NotConfigured, match="no token is configured for http://elsewhere:3"):
        load_connection(environ)


def test_a_stored_token_goes_to_its_own_server_however_named(environ: dict[str, str]) -> None:
    environ["STORECTL_URL"] = "http://stored:1/"
    assert load_connection(environ).token == "stored-token"


def test_a_token_of_the_environment_replaces_the_stored_one(environ: dict[str, str]) -> None:
    environ["STORECTL_TOKEN"] = "other"
    assert load_connection(environ) == Connection("http://stored:1", "other")


def test_without_any_configuration_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured) as caught:
        load_connection({"XDG_CONFIG_HOME": str(tmp_path)})
    assert "storectl login" in caught.value.remedy
    assert "STORECTL_URL" in caught.value.remedy


def test_the_login_file_belongs_to_its_owner_alone(environ: dict[str, str]) -> None:
    path = find_login_file(environ)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["storectl.json"]


def test_a_login_file_that_cannot_be_read_is_named(environ: dict[str, str]) -> None:
    path = find_login_file(environ)
    path.write_text("{not json")
    with pytest.raises(NotConfigured, match=str(path)):
        load_connection(environ)


def test_a_relative_configuration_folder_is_ignored() -> None:
    assert find_login_file({"XDG_CONFIG_HOME": "here"}).is_relative_to(Path.home())


@pytest.mark.parametrize(
    "url",
    [
        "dashboard.localhost:8080",
        "ftp://host",
        "http://",
        "http://user:secret@host/",
        "http://host/?a=b",
        "http://host/#x",
        "http://host:99999",
        "http://host:0",
        "http://[half",
    ],
)
def test_what_is_no_address_is_refused_without_repeating_a_password(url: str) -> None:
    with pytest.raises(NotConfigured) as caught:
        check_url(url)
    assert "is not the address of a server" in caught.value.what
    assert "secret" not in caught.value.what + caught.value.remedy


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "ümlaut"])
def test_a_token_that_cannot_travel_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(NotConfigured) as caught:
        check_token(token)
    assert token not in caught.value.what + caught.value.remedy


def test_a_connection_does_not_show_its_token() -> None:
    assert "geheim" not in repr(Connection("http://host", "geheim"))
