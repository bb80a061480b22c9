"""Tokens of ours in text that others will read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.model import Purpose, Token
from listserv.text.masks import mask_tokens
from listserv.text.tokens import SEALED, Keys, seal

TOKEN = "abcdefghijklmnopqrstuvwxyz23"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"hifa-leave+{TOKEN}@lists.example.org", "hifa-leave+***@lists.example.org"),
        (f"HIFA-LEAVE+{TOKEN.upper()}@X.ORG", "HIFA-LEAVE+***@X.ORG"),
        (f"hifa-leave-{TOKEN}@lists.example.org", "hifa-leave-***@lists.example.org"),
        (f"<mailto:hifa-leave%2B{TOKEN}%40x.org>", "<mailto:hifa-leave%2B***%40x.org>"),
        (f"hifa-moderate+{TOKEN} AT x.org", "hifa-moderate+*** AT x.org"),
        (f"see https://x.org/leave/{TOKEN}, or", "see https://x.org/leave/***, or"),
        (f"a-reply+{TOKEN}@x b-author+{TOKEN}@x", "a-reply+***@x b-author+***@x"),
        ("hifa-leave@lists.example.org", "hifa-leave@lists.example.org"),
        (f"hifa-leave+{TOKEN}a@x.org", f"hifa-leave+{TOKEN}a@x.org"),
        (f"/archive/{TOKEN}", f"/archive/{TOKEN}"),
        ("", ""),
    ],
)
def test_masks(text: str, masked: str) -> None:
    assert mask_tokens(text) == masked
    assert mask_tokens(masked) == masked


@pytest.mark.parametrize("purpose", sorted(SEALED))
def test_every_token_we_seal_is_masked(purpose: Purpose) -> None:
    sealed = seal(Keys(((0, b"k" * 32),)), Token(purpose, 7, 9))
    assert mask_tokens(f"hifa-{purpose}+{sealed}@x.org") == f"hifa-{purpose}+***@x.org"


@given(st.text(max_size=300))
def test_other_text_stays(text: str) -> None:
    assert mask_tokens(text) == text
