"""Digests and CSRF tokens."""

from store_orchestrator.services.authentication import (
    derive_csrf_token,
    derive_digest,
    is_csrf_token,
)


def test_a_digest_has_the_32_bytes_of_sha256() -> None:
    # FIPS 180-2, appendix B.1.
    assert derive_digest("abc").hex().startswith("ba7816bf8f01cfea414140de5dae2223")
    assert len(derive_digest("")) == 32


def test_a_csrf_token_belongs_to_one_session() -> None:
    token = derive_csrf_token("session")
    assert is_csrf_token("session", token)
    assert not is_csrf_token("another", token)
    assert not is_csrf_token("session", "")
    assert not is_csrf_token("session", "\u00e4")
    assert "session" not in token
