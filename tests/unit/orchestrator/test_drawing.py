"""Credentials and digests."""

from pathlib import Path

import pytest

from store_orchestrator.engines.base import CredentialSpec
from store_orchestrator.engines.registry import REGISTRY
from store_orchestrator.orchestrator.credentials import draw_credentials
from store_orchestrator.orchestrator.target import derive_digest, digest_chart


def test_credentials_follow_their_specs() -> None:
    specs = [
        CredentialSpec("password", "Password", length=24),
        CredentialSpec("api_key", "Key", length=8, alphabet="01", prefix="pk_"),
        CredentialSpec("email", "E-mail", fixed="admin@{key}.test"),
    ]
    drawn = draw_credentials(specs, "abcdefgh")
    assert len(drawn["password"]) == 24
    assert drawn["password"].isalnum()
    assert drawn["api_key"].startswith("pk_")
    assert set(drawn["api_key"].removeprefix("pk_")) <= {"0", "1"}
    assert len(drawn["api_key"]) == 11
    assert drawn["email"] == "admin@abcdefgh.test"


@pytest.mark.parametrize("engine", REGISTRY.values(), ids=REGISTRY.keys())
def test_no_two_stores_of_any_engine_share_a_drawn_secret(engine: object) -> None:
    specs = engine.credentials  # type: ignore[attr-defined]
    first, second = draw_credentials(specs, "aaaaaaaa"), draw_credentials(specs, "bbbbbbbb")
    drawn = [spec.name for spec in specs if spec.fixed is None]
    assert drawn
    assert all(first[name] != second[name] for name in drawn)


def test_digests_know_values_and_chart_but_not_their_order() -> None:
    digest = derive_digest({"a": 1, "b": {"c": 2}}, "chart")
    assert digest == derive_digest({"b": {"c": 2}, "a": 1}, "chart")
    assert digest != derive_digest({"a": 1, "b": {"c": 3}}, "chart")
    assert digest != derive_digest({"a": 1, "b": {"c": 2}}, "other chart")
    assert len(digest) <= 63, "it is a label's value"


def test_any_change_of_a_chart_changes_its_digest(tmp_path: Path) -> None:
    (tmp_path / "Chart.yaml").write_text("name: x\n")
    (tmp_path / "templates").mkdir()
    template = tmp_path / "templates/a.yaml"
    template.write_text("one")
    before = digest_chart(tmp_path)
    assert before == digest_chart(tmp_path)
    template.write_text("two")
    changed = digest_chart(tmp_path)
    template.rename(tmp_path / "templates/b.yaml")
    assert len({before, changed, digest_chart(tmp_path)}) == 3


def test_a_missing_chart_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="SO_CHARTS_DIR"):
        digest_chart(tmp_path)
