"""Every line that our letters advertise, in five languages, with all that mail puts around it.

Generated: line × language × client × noise. What surrounds a command never changes what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from listserv.languages import grammar
from listserv.languages.command import Command
from listserv.model import DeliveryMode
from listserv.press.lines import LINES, said
from listserv.press.phrases import COMMAND
from listserv.press.speech import words
from listserv.reading import read
from listserv.text.accents import unaccented
from tests.support.clients import CLIENTS, PHONES, compose
from tests.support.typed import NAME, PACKINGS, packed

LANGUAGES = ("en", "fr", "es", "pt", "ar")
GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
LETTERS = ("welcome", "help", "changed", "status", "did-you-mean-lacking")
VALUES = {
    "pause": "21",
    "i-read": "fr en",
    "timezone": "Africa/Nairobi",
    "limit": "50",
    "only": "CHW",
    "address_add": "amina@example.org",
    "address_move": "amina@example.org",
    "address_remove": "amina@example.org",
    "name": "Amina Kamau",
    "country": "Kenya",
    "organisation": "Red Cross",
    "profile": "midwife",
    "attachment": "811.2",
    "index": "2026-03",
    "search": "cholera",
    "offer": "en fr",
    "no-offer": "en fr",
    "away": "3 May",
}
PLEASE = {"en": "please", "fr": "s'il vous plaît", "es": "por favor", "pt": "por favor"}
PLEASE["ar"] = "من فضلكم"
HELLO = {"en": "Dear all,", "fr": "Bonjour à tous,", "es": "Buenos días:", "pt": "Bom dia,"}
HELLO["ar"] = "السلام عليكم"
THANKS = {"en": "Thanks and best regards", "fr": "Merci d'avance", "es": "Muchas gracias"}
THANKS |= {"pt": "Com os melhores cumprimentos", "ar": "شكرا جزيلا"}
PROSE = {
    "en": "I am in the field this month and the line is slow.",
    "fr": "Je suis en brousse ce mois-ci et la ligne est lente.",
    "es": "Este mes estoy en el campo y la conexión es lenta.",
    "pt": "Este mês estou no campo e a ligação é lenta.",
    "ar": "أنا في الميدان هذا الشهر والاتصال بطيء.",
}
PREFIXES = ("Re: ", "RE : ", "TR: ", "AW: ", "RV: ", "RES: ", "رد: ", "ENC: ", "Fwd: RE: ")
PREFIXES += ("[EXTERNAL] Re: ", "Re: [hifa] ", "RE[2]: ")


@cache
def advertised(language: str) -> Mapping[str, tuple[str, tuple[Command, ...]]]:
    """The lines of a language by their keys, each with what its English means."""
    found = {}
    say, english = words(language).translations, words("en").translations
    modes = tuple(DeliveryMode)
    for key in (*LINES, *(one for one in COMMAND if one not in LINES or one in modes)):
        value = VALUES.get(key, "811") if "%(value)s" in LINES.get(key, "") else ""
        if key in LINES or key in modes:
            typed, code = said((key, value), say), said((key, value), english)
        else:
            typed, code = say.pgettext("command", COMMAND[key]), COMMAND[key]
        found[key] = (typed, meaning(grammar.parse("", code).commands))
    return found


def meaning(commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """Whatever case the values were typed in."""
    return tuple(Command(one.verb, tuple(map(str.casefold, one.args))) for one in commands)


# --- noise ----------------------------------------------------------------------------------------

Mail = tuple[str, str]  # subject, text
NOISES: dict[str, Callable[[str, str], Mail]] = {
    "alone": lambda line, _: ("", line),
    "in the subject": lambda line, _: (line, ""),
    "in both": lambda line, _: (line, line),
    "below an unknown subject": lambda line, _: ("Re: Stock cards", line),
    "with a point": lambda line, _: ("", f"{line}."),
    "shouted": lambda line, _: ("", f"{line.upper()} !!!"),
    "without accents": lambda line, _: ("", unaccented(line)),
    "as a list": lambda line, _: ("", f"- {line}"),
    "starred": lambda line, _: ("", f"*{line}*"),
    "with blanks": lambda line, _: ("", f"\n\n  {line.replace(' ', '  ')}  \n\n"),
    "with marks nobody sees": lambda line, _: ("", f"\u200f\u202b{line}\u202c\ufeff"),
    "with please": lambda line, one: ("", f"{line} {PLEASE[one]}"),
    "after please": lambda line, one: ("", f"{PLEASE[one].capitalize()}, {line}"),
    "in a letter": lambda line, one: ("", f"{HELLO[one]}\n\n{line}\n\n{THANKS[one]}\n{NAME}"),
    "in a tight letter": lambda line, one: ("", f"{HELLO[one]}\n{line}\n{THANKS[one]}\n{NAME}"),
    "above prose": lambda line, one: ("", f"{line}\n\n{PROSE[one]}\n\n{NAME}"),
    "over prose": lambda line, one: (line, f"{PROSE[one]}\n\n{NAME}"),
    "signed": lambda line, _: ("", f"{line}\n-- \n{NAME}\nunsubscribe officer"),
    "signed below": lambda line, _: (
        "",
        f"{line}\n{NAME}\nNurse, Ministry of Health\n0722 123 456",
    ),
    "from a phone": lambda line, one: ("", f"{line}\n\n{PHONES['iphone'][one]}"),
    "from an old phone": lambda line, one: ("", f"{line}\n\n{PHONES['samsung'][one]}"),
    "with a program's line": lambda line, _: ("", f"{line}\n\nGet Outlook for iOS"),
}
# What is the profile's own text.
OF_PROFILE = {"with please", "signed below", "in a tight letter", "shouted", "starred"}
OF_PROFILE |= {"with a point"}
PROGRAMS = cycle(PACKINGS)


def lines(language: str, noise: str) -> Iterator[tuple[str, str, tuple[Command, ...]]]:
    """The key of each line, the line, and what it means."""
    for key, (line, meant) in advertised(language).items():
        if not (key == "profile" and noise in OF_PROFILE):
            yield key, line, meant


@pytest.mark.parametrize("noise", NOISES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_noise_changes_nothing(language: str, noise: str) -> None:
    wrong = []
    for key, line, meant in lines(language, noise):
        subject, text = NOISES[noise](line, language)
        client = next(PROGRAMS)
        reading = read(packed(client, subject, text))
        found = grammar.parse(reading.subject, reading.clean, (reading.from_name,))
        if meaning(found.commands) != meant or found.unknown:
            wrong.append((key, client, reading.clean, found))
    assert wrong == []


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_of_answers_change_nothing(language: str, prefix: str) -> None:
    wrong = [
        key
        for key, line, meant in lines(language, "alone")
        if meaning(grammar.parse(f"{prefix}{line}", "").commands) != meant
    ]
    assert wrong == []


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_our_letter_below_never_acts(language: str, letter: str) -> None:
    """Her line stands above what the letter says; every program quotes it in its own way."""
    text = (GOLDEN / language / f"{letter}.txt").read_text(encoding="utf-8").split("\n\n", 1)[1]
    programs = cycle(CLIENTS)
    wrong = []
    for key, line, meant in lines(language, "alone"):
        for client in (next(programs), next(programs)):
            raw = compose(client, line, text, language=language, phone=True, subject="Re: HIFA")
            reading = read(raw)
            found = grammar.parse(reading.subject, reading.clean, (reading.from_name,))
            if meaning(found.commands) != meant:
                wrong.append((key, client, reading.clean[:200], found))
    assert wrong == []


MARKED = [name for name, one in CLIENTS.items() if one.mark and one.dress != "pre"]


@pytest.mark.parametrize("style", ["below", "between"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_below_a_quotation_is_read(language: str, style: str) -> None:
    """Below or amid lines that the program has marked, as of old."""
    text = (GOLDEN / language / "welcome.txt").read_text(encoding="utf-8").split("\n\n", 1)[1]
    programs = cycle(MARKED)
    wrong = []
    for key, line, meant in lines(language, "alone"):
        client = next(programs)
        reading = read(compose(client, line, text, style=style, language=language))
        found = grammar.parse("", reading.clean, (reading.from_name,))
        if meaning(found.commands) != meant:
            wrong.append((key, client, reading.clean[-200:], found))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_lines_are_two_commands(language: str) -> None:
    """Also with an empty line between them; what excludes the other is asked back."""
    known = [
        (line, meant)
        for key, line, meant in lines(language, "alone")
        if key not in ("profile", "leave", "join", *DeliveryMode)
    ]
    for (one, first), (other, second) in zip(known, known[7:] + known[:7], strict=True):
        for between in ("\n", "\n\n", "\n\n\n"):
            found = grammar.parse("", f"{one}{between}{other}")
            assert meaning(found.commands) == tuple(dict.fromkeys((*first, *second))), one
            assert not found.unknown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bare_menu_of_ours_never_acts(language: str) -> None:
    """A program that quotes without marks, or a phone that copies: nothing of it is hers."""
    known = {key: line for key, line, _ in lines(language, "alone")}
    menu = "\n".join(f"  {known[mode]}" for mode in ("each", "daily", "titles", "none"))
    for text in (menu, f"{menu}\n  {known['leave']}", f"{known['leave']}\n{known['join']}"):
        assert grammar.parse("", text).commands == ()
    above = grammar.parse("", f"{known['daily']}\n\n{menu}\n  {known['leave']}")
    assert [one.args for one in above.commands] == [("daily",)]


def test_there_are_thousands() -> None:
    per_language = len(advertised("en"))
    rows = per_language * len(LANGUAGES) * (len(NOISES) + len(PREFIXES) + 2 * len(LETTERS) + 2)
    assert per_language >= 55
    assert rows > 10_000
