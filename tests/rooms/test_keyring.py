"""The site's keys in their folder: one follows another, and nothing is lost on the way."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from listserv.identity import keys
from listserv.identity.keyring import Keyring, State

NOW = 1_795_305_600.0  # 22 November 2026


def states(keyring: Keyring) -> dict[str, str]:
    return {kept.selector: str(kept.state) for kept in keyring.kept()}


def test_a_site_begins_with_one_key(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "dkim")
    assert keyring.signing() == ()
    keyring.begin()
    (key,) = keyring.signing()
    assert (key.selector, key.algorithm) == ("listserv", "rsa-sha256")
    keyring.begin()
    assert [one.pem() for one in keyring.signing()] == [key.pem()]
    assert stat.S_IMODE((tmp_path / "dkim.pem").stat().st_mode) == 0o600


def test_a_site_begins_again_beside_its_former_keys(tmp_path: Path) -> None:
    """The first key's name was given twice, and its record would have been written over."""
    keyring = Keyring(tmp_path / "dkim")
    keyring.begin()
    made = keyring.follow("rsa", NOW)
    keyring.rotate()
    (tmp_path / "dkim" / "signing" / made.path.name).unlink()
    assert not keyring.has_begun
    keyring.begin()
    assert keyring.has_begun
    assert states(keyring) == {"listserv-2": "signing", "listserv": "former"}


def test_a_key_follows_another_of_its_kind(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "dkim")
    keyring.begin()
    first = keyring.signing()[0].pem()
    made = keyring.follow("rsa", NOW)
    assert states(keyring) == {"listserv": "signing", "rsa-20261122": "next"}
    assert [key.selector for key in keyring.signing()] == ["listserv"]
    begun, ended = keyring.rotate()
    assert [one.selector for one in begun] == [made.selector]
    assert [one.selector for one in ended] == ["listserv"]
    assert states(keyring) == {"rsa-20261122": "signing", "listserv": "former"}
    assert ended[0].load().pem() == first
    keyring.remove(ended[0])
    assert states(keyring) == {"rsa-20261122": "signing"}
    keyring.begin()
    assert states(keyring) == {"rsa-20261122": "signing"}


def test_an_ed25519_key_signs_beside_the_rsa_key_and_behind_it(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "dkim")
    keyring.begin()
    keyring.follow("ed25519", NOW)
    assert keyring.rotate()[1] == []
    assert [key.kind for key in keyring.signing()] == ["rsa", "ed25519"]
    keyring.follow("ed25519", NOW)
    keyring.rotate()
    assert states(keyring) == {
        "listserv": "signing",
        "ed25519-20261122-2": "signing",
        "ed25519-20261122": "former",
    }


def test_a_rotation_that_broke_off_leaves_both_signing(tmp_path: Path) -> None:
    """The new key moved, then the power went: a key that signs is always there."""
    keyring = Keyring(tmp_path / "dkim")
    keyring.begin()
    made = keyring.follow("rsa", NOW)
    (tmp_path / "dkim" / "signing").mkdir()
    made.path.rename(tmp_path / "dkim" / "signing" / made.path.name)
    assert [key.selector for key in keyring.signing()] == ["listserv", "rsa-20261122"]


def test_keys_and_their_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "dkim")
    keyring.follow("rsa", NOW)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "dkim").rglob("*")}
    assert modes == {0o700, 0o600}
    assert stat.S_IMODE((tmp_path / "dkim").stat().st_mode) == 0o700


def pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else None
    return private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        locked or serialization.NoEncryption(),
    )


SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)
CURVE = ec.generate_private_key(ec.SECP256R1())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "no signing key that can be used"),
        (b"rubbish", "no signing key that can be used"),
        (pem(SHORT), "2048 bits"),
        (pem(CURVE), "must be Ed25519, or RSA"),
        (pem(SHORT, b"secret"), "no signing key that can be used"),
    ],
)
def test_an_unusable_key_says_so(content: bytes | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=words) as caught:
        keys.load(path, "listserv")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_key_is_read_as_it_was_written(kind: str) -> None:
    key = keys.new("one", kind)
    again = keys.parse(key.pem(), "one")
    assert (again.kind, again.record(), again.pem()) == (kind, key.record(), key.pem())


def test_states_are_folders() -> None:
    assert [str(state) for state in State] == ["signing", "next", "former"]
