"""Address tokens: what is sealed opens again, anything else does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Purpose, Token
from listserv.text.tokens import LENGTH, SEALED, SECRET_BYTES, Keys, new_secret, open_, seal

KEYS = Keys(((0, b"a" * SECRET_BYTES),))
RENEWED = KEYS.renewed(b"b" * SECRET_BYTES)
PURPOSES = sorted(SEALED)

numbers = st.integers(0, 2**32 - 1)
tokens = st.builds(Token, st.sampled_from(PURPOSES), numbers, numbers, st.just(0))


@given(tokens)
def test_round_trip(token: Token) -> None:
    text = seal(KEYS, token)
    assert len(text) == LENGTH
    assert open_(KEYS, text) == token
    assert open_(KEYS, text.upper()) == token


@given(tokens, st.integers(0, LENGTH - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_character_never_opens(token: Token, place: int, letter: str) -> None:
    text = seal(KEYS, token)
    changed = text[:place] + letter + text[place + 1 :]
    assert open_(KEYS, changed) == (token if changed == text else None)


def test_the_padding_of_the_last_character_is_checked() -> None:
    """28 characters hold 140 bits, a token 136: the four idle ones must be zero."""
    text = seal(KEYS, Token(Purpose.LEAVE, 7, 2))
    opened = [open_(KEYS, text[:-1] + letter) for letter in "abcdefghijklmnopqrstuvwxyz234567"]
    assert sum(token is not None for token in opened) == 1


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert open_(KEYS, text) is None


@given(st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=28, max_size=28))
def test_a_guess_never_opens(text: str) -> None:
    assert open_(KEYS, text) is None


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_longest_local_part_fits(purpose: Purpose) -> None:
    token = seal(KEYS, Token(purpose, 2**32 - 1, 2**32 - 1))
    assert len(f"{'x' * 24}-{purpose}+{token}") <= 64


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_is_good_for_its_purpose_alone(purpose: Purpose) -> None:
    sealed = {seal(KEYS, Token(other, 1, 2))[14:] for other in PURPOSES if other != purpose}
    head = seal(KEYS, Token(purpose, 1, 2))[:14]
    assert all(open_(KEYS, head + tail) is None for tail in sealed)


@pytest.mark.parametrize("text", ["", "a", "a" * 27, "a" * 29, "1" * 28, "é" * 28, "a" * 27 + "\n"])
def test_no_token(text: str) -> None:
    assert open_(KEYS, text) is None


def test_the_newest_key_signs_and_all_open() -> None:
    token = Token(Purpose.AUTHOR, 811, 0)
    old = seal(KEYS, token)
    new = seal(RENEWED, token)
    assert old != new
    assert open_(RENEWED, old) == token
    assert open_(RENEWED, new) == Token(Purpose.AUTHOR, 811, 0, generation=1)
    assert open_(KEYS, new) is None


def test_the_ninth_key_takes_the_place_of_the_first() -> None:
    keys = KEYS
    for _ in range(8):
        keys = keys.renewed(new_secret())
    assert [generation for generation, _ in keys.secrets] == [1, 2, 3, 4, 5, 6, 7, 0]
    assert open_(keys, seal(KEYS, Token(Purpose.REPLY, 1, 0))) is None


@pytest.mark.parametrize(
    "token",
    [
        Token(Purpose.LEAVE, 2**32, 0),
        Token(Purpose.LEAVE, 0, 2**32),
        Token(Purpose.LEAVE, -1, 0),
        Token(Purpose.POST, 1, 0),
    ],
)
def test_what_cannot_be_sealed(token: Token) -> None:
    with pytest.raises(ValueError, match=r"32 bits|no token"):
        seal(KEYS, token)


def test_keys_are_written_and_read() -> None:
    assert Keys.parse(RENEWED.dump()) == RENEWED
    assert Keys.parse("# none\n\n3 " + "ab" * 32 + "  # one\n").secrets == ((3, b"\xab" * 32),)
    assert "ab" * 32 not in repr(Keys.parse("3 " + "ab" * 32))
    assert len(new_secret()) == SECRET_BYTES


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no key"),
        ("0", "line 1"),
        ("# x\nzero " + "ab" * 32, "line 2"),
        ("0 xyz", "line 1"),
        ("0 abab", "less than"),
        ("8 " + "ab" * 32, "not in 0..7"),
        ("0 " + "ab" * 32 + "\n0 " + "cd" * 32, "twice"),
    ],
)
def test_bad_keys_are_named_but_not_shown(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        Keys.parse(text)
    assert "ab" not in str(caught.value)
