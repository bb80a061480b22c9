"""Complete languages are complete: every text of every template and table, with its placeholders.

After a text has changed, `CATALOGUES=write pytest tests/pure/test_catalogues.py` brings mail.po and
digest.po up to date (new texts empty, unused ones gone) for a translator to fill.
"""

from __future__ import annotations

import gettext
import io
import os
import re
import unicodedata
from collections import Counter

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.pofile import write_po

from listserv.press.catalogue import COMPLETE, SOURCE, TEMPLATES, chain, spoken, translations
from listserv.press.wanted import CATALOGUES, catalogue, missing, stale, wanted

LOCALE = TEMPLATES / "locale"
# Headers of a catalogue that say nothing here, and dates that would change each time.
UNTOLD = (
    b'"Project',
    b'"Report',
    b'"POT-',
    b'"PO-Rev',
    b'"Last',
    b'"Language-Team',
    b'"Generated',
    b"# ",
)
LANGUAGES = [language for language in COMPLETE if language != SOURCE]


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple) else (message.string,)


def names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def told_in_words(language: str, name: str) -> set[int]:
    """The plural forms that stand for one number alone."""
    form = gettext.c2py(catalogue(language, name).plural_expr)
    uses = Counter(form(n) for n in range(1000))
    return {place for place, numbers in uses.items() if numbers == 1}


def runs_from_the_right(language: str) -> bool:
    return Locale.parse(language).text_direction == "rtl"


def printed(language: str, message: Message, text: str) -> str:
    """A text as a French printer sets it: a hard blank before its high marks and inside its
    quotation marks, so that a phone begins no line with `:`; one kind of apostrophe. A line of
    command is as people type it."""
    if language != "fr":
        return text
    text = text.replace("’", "'").replace(HARD, " ")
    return text if message.context == "command" else _HIGH.sub(HARD, text)


HARD = "\u00a0"
_HIGH = re.compile("(?<=«) | (?=[:;?!»])")


@pytest.mark.skipif(os.environ.get("CATALOGUES") != "write", reason="writes the catalogues anew")
@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_write_catalogues(language: str, name: str) -> None:
    made = catalogue(language, name)
    made.update(wanted()[name], no_fuzzy_matching=True)
    made.obsolete.clear()
    for message in made:
        if message.id and isinstance(message.string, tuple):
            message.string = tuple(printed(language, message, form) for form in message.string)
        elif message.id and message.string:
            message.string = printed(language, message, message.string)
    made.fuzzy = False
    made.header_comment = f"# {made.locale.english_name if made.locale else language}: {name}"
    path = LOCALE / language / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    written = io.BytesIO()
    write_po(written, made, width=98, include_lineno=False, ignore_obsolete=True)
    lines = [line for line in written.getvalue().splitlines() if not line.startswith(UNTOLD)]
    path.write_bytes(b"\n".join(lines).strip() + b"\n")
    assert {message.id for message in catalogue(language, name) if message.id} >= {
        message.id for message in wanted()[name] if message.id
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing(language: str) -> None:
    assert missing(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_over(language: str) -> None:
    assert stale(language) == []


@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language: str, name: str) -> None:
    """A form for one number alone may say "one" or "two" without a figure; nothing else may be
    lost or invented."""
    wrong = []
    plain = told_in_words(language, name)
    for message in catalogue(language, name):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        known = set().union(*map(names, ids))
        for place, form in enumerate(forms(message)):
            lost = known - names(form)
            if len(ids) > 1 and place in plain:
                lost -= {"count", "n"}
            if lost or names(form) - known:
                wrong.append((form, lost, names(form) - known))
    assert wrong == []


@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_set_as_a_printer_sets_them(language: str, name: str) -> None:
    """One kind of quotation marks and apostrophes; `CATALOGUES=write` sets the French blanks."""
    told = [(m, form) for m in catalogue(language, name) if m.id for form in forms(m)]
    assert [form for m, form in told if form != printed(language, m, form)] == []
    assert [form for _, form in told if {"“", "”", '"'} & set(form)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_of_a_language_count_alike(language: str) -> None:
    """Texts of all three are read as one, by one rule; each text has every form of it."""
    made = [catalogue(language, name) for name in ("mail", "digest", "web")]
    assert len({one.plural_forms for one in made}) == 1
    form = gettext.c2py(made[0].plural_expr)
    assert {form(n) for n in range(1000)} == set(range(made[0].num_plurals))
    counted = [message for one in made for message in one if isinstance(message.id, tuple)]
    assert counted
    assert {len(forms(message)) for message in counted} == {made[0].num_plurals}


# What may stand for another language's letters, and what is a number.
FIGURES = {"count", "n", "number"}
_HOLDER = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("language", [one for one in LANGUAGES if runs_from_the_right(one)])
def test_lines_from_the_right_keep_their_order(language: str, name: str) -> None:
    """`Health forum, 5 messages` came out as `messages Health forum, 5`.

    What stands for a name or an address may be Latin, and draws a number or another name beside it
    into its own direction: so a line begins with a letter of the language (UAX #9, P2), and one
    stands between any two. An address alone on its line is safe.
    """
    wrong = []
    for message in catalogue(language, name):
        for form in forms(message) if message.id else ():
            for line in form.split("\n"):
                begins = _HOLDER.sub(lambda found: "1" if found[1] in FIGURES else "x", line)
                strong = [unicodedata.bidirectional(letter) for letter in begins]
                first = next((one for one in strong if one in ("L", "R", "AL")), "")
                parts = _HOLDER.split(line)[2:-1:2]
                between = [any(letter.isalpha() for letter in part) for part in parts]
                bare = _HOLDER.fullmatch(line) or message.context == "command"
                if not all(between) or (first == "L" and not bare):
                    wrong.append(line)
    dates = {"EEEE d MMMM", "d MMMM y", "d MMMM", "MMMM y"}
    assert set(wrong) - dates == set()


@pytest.mark.parametrize("name", CATALOGUES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_hold_no_unseen_mark_and_the_figures_that_phones_dial(
    language: str, name: str
) -> None:
    """A direction mark in a Subject is shown as a box; a figure is one that everybody can type."""
    texts = [form for m in catalogue(language, name) if m.id for form in forms(m)]
    assert texts
    letters = set("".join(texts))
    assert [hex(ord(one)) for one in letters if unicodedata.category(one) == "Cf"] == []
    assert [one for one in letters if one.isdecimal() and not one.isascii()] == []


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        ("en", 0, "0 messages"),
        ("en", 1, "1 message"),
        ("fr", 0, "0 message"),
        ("fr", 1, "1 message"),
        ("fr", 2, "2 messages"),
        ("es", 1, "1 mensaje"),
        ("es", 2, "2 mensajes"),
        ("pt", 1, "1 mensagem"),
        ("pt", 5, "5 mensagens"),
        ("pt-BR", 5, "5 mensagens"),
        ("ar", 0, "لا رسائل"),
        ("ar", 1, "رسالة واحدة"),
        ("ar", 2, "رسالتان"),
        ("ar", 3, "3 رسائل"),
        ("ar", 10, "10 رسائل"),
        ("ar", 11, "11 رسالة"),
        ("ar", 99, "99 رسالة"),
        ("ar", 100, "100 رسالة"),
        ("ar", 103, "103 رسائل"),
        ("ar_EG", 2, "رسالتان"),
        ("sw", 5, "5 messages"),
    ],
)
def test_plurals(language: str, n: int, said: str) -> None:
    found = translations(language).ngettext("%(count)s message", "%(count)s messages", n)
    assert found % {"count": n} == said


@pytest.mark.parametrize(
    ("language", "looked_in", "speaks"),
    [
        ("en", [], "en"),
        ("pt_BR", ["pt_BR", "pt"], "pt"),
        ("pt-BR", ["pt_BR", "pt"], "pt"),
        ("fr", ["fr"], "fr"),
        ("sw", ["sw"], "en"),
        ("", [], "en"),
        ("PT", ["pt"], "pt"),
        ("en_GB", ["en_GB"], "en"),
        ("../mail", [], "en"),
        ("fr/../es", [], "en"),
        ("\x00", [], "en"),
    ],
)
def test_an_unknown_language_falls_back(language: str, looked_in: list[str], speaks: str) -> None:
    assert (list(chain(language)), spoken(language)) == (looked_in, speaks)
