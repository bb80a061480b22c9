"""The safety gate over human translations about health, and over the same ones spoilt.

Skips where the corpora are not there. What people wrote must pass; a digit, a decimal sign, a unit,
a number word or a denial that was changed, added or lost must not. The spoiling knows nothing of
the gate's tables, and comes out the same each time. `pytest -s` prints the figures.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest

from listserv.translate.gate import Flaw, check
from tests.support.mails import CORPORA

SENTENCES = CORPORA / "health_sentences" / "sentences.jsonl"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SENTENCES.is_file(), reason="no corpora beside the project"),
]

LANGUAGES = ("fr", "es", "pt", "ar", "sw")

# In these texts of the corpus the French stands beside another sentence's English.
SHIFTED = {"fr": ("PubMed_8:", "Wikinews_1:", "Wikinews_3:")}

WORDS: Mapping[str, Sequence[str]] = {
    "fr": ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "dix", "million", "millions"),
    "es": ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "diez", "millones"),
    "pt": ("dois", "três", "quatro", "cinco", "seis", "sete", "oito", "dez", "milhões"),
    "ar": (
        "ثلاثة",
        "أربعة",
        "خمسة",
        "ستة",
        "سبعة",
        "ثمانية",
        "عشرة",
        "ثلاث",
        "أربع",
        "خمس",
        "مليون",
    ),
    "sw": ("mbili", "tatu", "nne", "tano", "sita", "saba", "nane", "kumi", "milioni"),
}
UNITS: Mapping[str, Sequence[str]] = {
    "fr": ("secondes", "minutes", "heures", "jours", "semaines", "mois", "mg", "ml", "km"),
    "es": ("segundos", "minutos", "horas", "días", "semanas", "meses", "mg", "ml", "km"),
    "pt": ("segundos", "minutos", "horas", "dias", "semanas", "meses", "mg", "ml", "km"),
    "ar": ("ثانية", "دقيقة", "ساعة", "يومًا", "أيام", "أسابيع", "أشهر", "شهرًا"),
    "sw": ("sekunde", "dakika", "saa", "siku", "wiki", "miezi", "asilimia"),
}
MANY = ("million", "millions", "millones", "milhões", "مليون", "milioni")
MILLION = r"[ \u00a0\u202f](?:mill|milh|مليون)"  # "1 million" is "a million"
RANGE = r" ?(?:[-–]|\w{1,4}) ?[0-9.,]+[ \u00a0\u202f]?%"
SAME_UNIT = ({"يومًا", "أيام"}, {"أشهر", "شهرًا"})
DENYING: Mapping[str, Sequence[str]] = {
    "en": ("not", "no", "without", "never", "cannot"),
    "fr": ("pas", "sans", "jamais", "aucun", "aucune"),
    "es": ("no", "sin", "nunca", "ningún", "ninguna"),
    "pt": ("não", "sem", "nunca", "nenhum", "nenhuma"),
    "ar": ("لا", "لم", "لن", "ليس", "ليست", "دون", "بدون"),
    "sw": ("si", "sio", "bila", "hakuna", "hana", "haina"),
}
# Not one: "without interruption", "especially", "still" hold the word; a second one denies no more.
NO_DENIAL = "(?:embargo|solo|sólo|só|apenas|seulement|doute|سيما|[يتن]زال|بد|سن|يقتصر|tu\\b)"
STRENGTHENED = (
    r"(?i)أم لا|\b(?:no|não|nunca|sin|sem|sans|ne|n)\b[^.;:]{1,60}"
    r"\b(?:ning\w+|nenhum\w*|nunca|aucune?|jamais)\b"
)
ADDED = {
    "en": "not",
    "fr": "ne pas",
    "es": "no",
    "pt": "não",
    "ar": "لا",
    "sw": "hakuna",
}

Row = Mapping[str, str]
Spoil = Callable[[str, str, random.Random], str]


def rows(half: int) -> Iterator[Row]:
    """Half of the sentences: 0 has the odd lines of the file, 1 the even ones."""
    for place, line in enumerate(SENTENCES.read_text("utf-8").splitlines()):
        if place % 2 == half:
            yield json.loads(line)


def aligned(half: int, language: str) -> list[Row]:
    return [one for one in rows(half) if not one["id"].startswith(SHIFTED.get(language, ()))]


def word(one: str) -> str:
    return rf"(?<![\w'’-]){one}(?![\w'’\u064b-\u0652-])"


def pick(pattern: str, text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return chance.choice(found) if found else None


def put(text: str, found: re.Match[str] | None, by: str) -> str:
    """ "" where there was nothing to spoil."""
    return "" if found is None else text[: found.start()] + by + text[found.end() :]


def digit(text: str, language: str, chance: random.Random) -> str:
    found = pick(r"[0-9]", re.sub(r"https?:\S+", lambda one: "_" * len(one[0]), text), chance)
    return put(text, found, str((int(found[0]) + chance.randrange(1, 10)) % 10) if found else "")


def decimal(text: str, language: str, chance: random.Random) -> str:
    """2.5 becomes 25 or 2 5, and 1,514 becomes 1.514 or 1, 514."""
    found = pick(r"(?<=\b[0-9])[.,](?=[0-9])|(?<=\b[0-9]{2})[.,](?=[0-9])", text, chance)
    if found is None:
        return ""
    if re.match(r"[0-9]{3}(?![0-9])", text[found.end() :]) and not re.search(
        r"(?<![0-9])0$", text[: found.start()]
    ):
        return put(text, found, chance.choice([{".": ",", ",": "."}[found[0]], f"{found[0]} "]))
    return put(text, found, chance.choice(["", " "]))


def lost_figure(text: str, language: str, chance: random.Random) -> str:
    """A figure that stands once."""
    found = pick(r"(?<![\w.,:/-])[0-9]+(?:[.,][0-9]+)?(?![\w.,:/-])", text, chance)
    if (
        found is None
        or re.match(MILLION, text[found.end() :])
        or len(re.findall(rf"(?<!\d){found[0]}(?!\d)", text)) > 1
    ):
        return ""
    return put(text, found, "")


def unit(text: str, language: str, chance: random.Random) -> str:
    """Another unit beside a figure, or none; a percentage that is none."""
    known = "|".join(UNITS[language])
    beside = (
        rf"(?<=[0-9] )(?:{known})(?!\w)|(?<!\w)(?:{known})(?= [0-9])|(?<=[0-9])[ \u00a0\u202f]?%"
    )
    found = pick(beside, text, chance)
    if found is None or ("%" in found[0] and re.match(RANGE, text[found.end() :])):
        return ""  # of "6% and 1%" both are of the same unit
    same = next((each for each in SAME_UNIT if found[0] in each), {found[0]})
    others = [one for one in UNITS[language] if one not in same]
    by = chance.choice([*others, "", ""]) if "%" not in found[0] else chance.choice(["", " mg"])
    return put(text, found, by)


def number_word(text: str, language: str, chance: random.Random) -> str:
    both = "(?<!s )"  # "les deux", "tous deux" may be "both"
    found = pick("|".join(both + word(one) for one in WORDS[language]), text, chance)
    if found is None:
        return ""
    others = [one for one in WORDS[language] if one[:3] != found[0][:3] and one not in MANY]
    return put(text, found, chance.choice([*others, "", ""]))


def lost_denial(text: str, language: str, chance: random.Random) -> str:
    """One that stands for itself, and with it the other half of a French one."""
    text = "" if re.search(STRENGTHENED, text) else text
    found = pick(
        "|".join(word(one) + rf"(?! {NO_DENIAL})" for one in DENYING[language]), text, chance
    )
    spoilt = put(text, found, "")
    if found and language == "fr" and found[0] != "sans":
        every = [*re.finditer(r"\b(?:[Nn]e |[Nn]['’])", spoilt)]
        every.sort(key=lambda one: abs(one.start() - found.start()))
        spoilt = put(spoilt, every[0], "") if every else spoilt
    return spoilt


def added_denial(text: str, language: str, chance: random.Random) -> str:
    found = pick(r"(?<=\w) (?=\w)", text, chance)
    return put(text, found, f" {ADDED[language]} ") if found else ""


NUMBERS = frozenset({Flaw.NUMBER, Flaw.UNIT})
DENIALS = frozenset({Flaw.NEGATION})
SPOILING: Mapping[str, Spoil] = {
    "digit": digit,
    "decimal sign": decimal,
    "lost figure": lost_figure,
    "unit": unit,
    "number word": number_word,
}


def flaws(row: Row, language: str, draft: str) -> set[Flaw]:
    return {one.flaw for one in check(row["en"], draft, "en", language)}


def passes(half: int, language: str, kinds: frozenset[Flaw]) -> tuple[int, int]:
    every = aligned(half, language)
    return sum(not flaws(row, language, row[language]) & kinds for row in every), len(every)


def caught(
    half: int, language: str, spoil: Spoil, kinds: frozenset[Flaw], most: int, seed: str
) -> tuple[int, int, list[str]]:
    """(caught, spoilt, what was not caught) of sentences that pass as they are."""
    chance = random.Random(f"{seed} {language} {half}")
    every = [one for one in aligned(half, language) if not flaws(one, language, one[language])]
    chance.shuffle(every)
    found, done, missed = 0, 0, []
    for row in every:
        spoilt = spoil(row[language], language, chance)
        if done < most and spoilt and spoilt.split() != row[language].split():
            done += 1
            if flaws(row, language, spoilt) & kinds:
                found += 1
            else:
                missed.append(f"{language} {row['id']}: {row['en']}\n    {spoilt}")
    return found, done, missed


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_translated_passes(language: str, half: int) -> None:
    numbers, every = passes(half, language, NUMBERS)
    denials, _ = passes(half, language, DENIALS)
    print(f"\n{language} {half}: numbers {numbers / every:.1%}, denials {denials / every:.1%}")
    assert numbers >= 0.97 * every
    assert denials >= 0.9 * every


def test_no_changed_number_passes() -> None:
    """Thirty of each kind in each language and half, where there are so many."""
    total, every = 0, []
    for name, spoil in SPOILING.items():
        for language in LANGUAGES:
            for half in (0, 1):
                found, done, missed = caught(half, language, spoil, NUMBERS, 30, name)
                print(f"{name} {language} {half}: {found} of {done}")
                total += done
                every += missed
    print("\n".join(every))
    assert total >= 300
    assert every == []


def test_a_denial_lost_or_added_is_seen() -> None:
    total, every = 0, []
    for spoil in (lost_denial, added_denial):
        for language in LANGUAGES:
            for half in (0, 1):
                found, done, missed = caught(half, language, spoil, DENIALS, 60, spoil.__name__)
                print(f"{spoil.__name__} {language} {half}: {found} of {done}")
                total += done
                every += missed
    print("\n".join(every))
    assert len(every) <= 0.05 * total
