"""A guess at the language of a text: script first, then its commonest words; pure.

Owns en, fr, es, pt and ar. It says "" rather than guess: under twenty letters, between two
languages that score alike, or for a language it does not know. Evidence in the text alone.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

FEWEST = 20  # letters
SEEN = 4000  # characters looked at

_WORDS = {
    "en": "the of and to in is that for it was with be are this have not you by from at or as an"
    " we they which were has but been their there will would can if more what when who one all our"
    " your about than other do does did how i he she his her my me on so no any some may these out"
    " had them then into should could where also its only after during people between through"
    " please thank dear those such most because us why patient patients health symptoms care use"
    " used been infection virus many both until while over under against cases am here just",
    "fr": "le la les de des du et à un une est en que qui dans pour pas sur par au aux ce cette ces"
    " il elle ils nous vous je ne se son sa ses leur leurs ou où mais plus avec sont été être ont"
    " avoir a avez avons fait comme tout tous toute toutes très aussi si y dont sans entre même"
    " peut peuvent votre notre vos nos bonjour merci chez depuis après avant cela lors quand autre"
    " autres ainsi afin c d l j n s qu m t était lorsque selon donc encore contre moi mon ma mes"
    " quel quelle quels deux jours santé maladie ça on",
    "es": "el la los las de del y a en un una que es por para con no se su sus lo al como más pero"
    " este esta estos estas ha han hay ser son fue era está están o si sin sobre entre también muy"
    " cuando donde ya yo usted ustedes nos le les me mi mis desde hasta todo todos todas cada otro"
    " otros otra porque qué cómo cuál tiene tienen puede pueden hace hacer nosotros nuestra nuestro"
    " gracias estimados saludos así durante contra según e eso esto aquí hola fueron había síntomas"
    " salud pacientes enfermedad uno dos unos algunos mucho tengo",
    "pt": "o a os as de do da dos das e em no na nos nas um uma que é por para com não se seu sua"
    " seus suas ao aos à às como mais mas este esta estes estas isso foi ser são está estão ou sem"
    " sobre entre também muito quando onde já eu você vocês nós lhe me meu minha desde até todo"
    " todos todas cada outro outros outra porque pelo pela pelos pelas tem têm pode podem faz fazer"
    " nossa nosso obrigado obrigada caros olá foram havia então ele ela eles elas num numa dele"
    " dela sintomas saúde pacientes doença após durante há ter dia depois tenho duas dois seja",
}
_OTHERS = (
    # Languages near by, so that they do not pass for one of ours.
    "ya na wa kwa ni katika za la cha vya hii hiyo huo hizo kuwa kama au pia bila yako yangu wao"
    " watu ambao ambayo lakini baada kabla wakati sana zaidi hivyo hapa yetu wetu kila mtu yake"
    " der die das und ist nicht ein eine mit von zu den dem auf für sich auch es werden oder"
    " il di che è gli per non della nel con sono alla delle dei una ha anche più come questo"
    " het een van en niet zijn voor met dat op te aan er maar ook als"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_LINKS = re.compile(r"https?://\S{1,500}|\S{1,64}@\S{1,255}")
# `l'eau` has a French word of one letter; `if (n == s)` has none.
_LONE = re.compile(r"\b[b-df-hj-np-tv-xz]\b(?!['’])", re.IGNORECASE)
_TILDE_N = {"es": "ñ¿¡", "pt": "ãõ", "fr": "œêèùçûîë", "en": ""}


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """word -> language -> weight; a word that two languages share says less for each."""
    tables = {code: words.split() for code, words in _WORDS.items()} | {"": _OTHERS.split()}
    shared = Counter(word for words in tables.values() for word in set(words))
    out: dict[str, dict[str, float]] = {}
    for code, words in tables.items():
        for word in words:
            out.setdefault(word, {})[code] = 1.0 / shared[word] ** 2
    return out


def guess(text: str) -> str:
    """The language code of `text`, "" when unsure."""
    said = _LONE.sub(" ", _LINKS.sub(" ", text[:SEEN]))
    words = _LETTERS.findall(said.casefold())
    letters = "".join(words)
    if len(letters) < FEWEST:
        return ""
    arabic = sum(1 for letter in letters if "\u0620" <= letter <= "\u064a")
    if arabic * 2 > len(letters):
        # Persian and Urdu use letters that Arabic lacks.
        foreign = sum(letters.count(letter) for letter in "پچژگکیےٹڈڑںہ")
        return "ar" if foreign * 25 < len(letters) else ""
    latin = sum(1 for letter in letters if letter < "\u0250")
    if latin * 10 < len(letters) * 7:
        return ""
    return _by_words(words, letters)


def _by_words(words: list[str], letters: str) -> str:
    scores: dict[str, float] = dict.fromkeys([*_WORDS, ""], 0.0)
    weights = _weights()
    for word in words:
        for code, weight in weights.get(word, {}).items():
            scores[code] += weight
    for code, marks in _TILDE_N.items():
        scores[code] += 0.5 * min(4, sum(letters.count(mark) for mark in marks))
    best, second = sorted(scores, key=lambda code: -scores[code])[:2]
    sure = scores[best] >= max(1.0, 0.06 * len(words)) and scores[best] > 1.25 * scores[second]
    return best if sure else ""
