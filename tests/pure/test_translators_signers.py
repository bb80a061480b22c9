"""In the place of an original: who signs it stays, and a word above the letter is no text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support.asked import MARIE, NETS, PIECES, SEALED, TEXTS, ZINC, letter, read
from tests.support.clients import compose

SIGNED = NETS.replace("Kisumu", "Nurse, Kisumu")
LETTER = letter(texts=(TEXTS[0], replace(TEXTS[1], text=SIGNED))).replace("\xa0", " ")
NETS_FR = (
    "Chers tous,\n\nLes moustiquaires reçues l'année dernière ont déjà des trous, voir"
    " https://example.org/nets?y=1\n\nQue font les autres ?\n\nPeter Okello\n{title}"
)
ORIGINALS = {811: f"{ZINC}\n{ZINC}\n{ZINC}", 812: SIGNED}


def in_place(typed: str, title: str, client: str) -> bytes:
    known = LETTER.replace(SIGNED, NETS_FR.format(title=title))
    return compose(client, typed, known, to=SEALED, sender=MARIE, language="fr")


@pytest.mark.parametrize("client", ["gmail-web", "k9", "mutt", "outlook-desktop"])
@pytest.mark.parametrize("typed", ["Voici.", "Voilà", "Here it is", "Segue"])
def test_a_name_above_the_last_line_stays_and_a_word_above_is_no_text(
    client: str, typed: str
) -> None:
    said = read(in_place(typed, "Infirmier, Kisumu", client), LETTER, originals=ORIGINALS)
    (one,) = said.texts
    assert one.piece.number == 812
    assert one.text.split()[-4:] == ["Peter", "Okello", "Infirmier,", "Kisumu"]
    assert (said.loose, said.talk) == ("", False)


@pytest.mark.parametrize("client", ["gmail-web", "mutt"])
def test_a_word_above_an_untouched_letter_is_said_to_us(client: str) -> None:
    raw = compose(client, "Voici.", LETTER, to=SEALED, sender=MARIE, language="fr")
    known = {one.number: ORIGINALS[811] for one in PIECES}
    said = read(raw, LETTER, PIECES[:1], originals=known)
    assert (said.texts, said.talk) == ((), True)
