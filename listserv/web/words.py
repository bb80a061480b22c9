"""What the few pages of the web side say, and in which language.

Owns their sentences, as the catalogues know them, and the choice of a language: the person's own,
else the browser's. A failure here cannot happen: English is left.
"""

from __future__ import annotations

from babel import Locale

from listserv.press.catalogue import SOURCE, msg, spoken, translations

# By page: its heading and its text; `title` is a list's, `who` a reader's masked address, `address`
# the site's.
SENTENCES = {
    "ask": (
        msg("Leave %(title)s?"),
        msg(
            "%(who)s will get no more mail from this list. Nothing happens until you press"
            " the button."
        ),
    ),
    "left": (
        msg("You have left %(title)s"),
        msg("If this was a mistake: one last letter goes to %(who)s; it undoes this."),
    ),
    "gone": (
        msg("Not on %(title)s any more"),
        msg("%(who)s gets no mail from this list. There is nothing left to do."),
    ),
    "unknown": (
        msg("This link is not valid"),
        msg(
            "It is not complete, or too old. To leave a list, write a mail with the word"
            " leave and the name of the list to %(address)s."
        ),
    ),
    "missing": (
        msg("Nothing is here"),
        msg("There is no page at this address."),
    ),
    "fault": (
        msg("Something went wrong here"),
        msg("Nothing has changed. Please try again later, or write to %(address)s."),
    ),
}
BUTTON = msg("Leave the list")


def sentences(page: str, language: str, **names: str) -> tuple[str, str, str]:
    """(heading, text, what stands on the button) of a page, with names filled in."""
    say = translations(language).gettext
    heading, text = SENTENCES[page]
    return say(heading) % names, say(text) % names, say(BUTTON)


def from_the_right(language: str) -> bool:
    """Whether a language that is spoken here is written from right to left."""
    return Locale.parse(language).text_direction == "rtl"


def choose(accepted: str, own: str = "") -> str:
    """A language that is spoken: the person's own, else by Accept-Language (RFC 9110 §12.5.4)."""
    if _is_spoken(own):
        return spoken(own)
    wishes = []
    for place, wish in enumerate(accepted[:500].split(",")):
        tag, _, parameter = wish.partition(";")
        weight = _weight(parameter)
        if weight > 0 and _is_spoken(tag):
            wishes.append((-weight, place, spoken(tag)))
    return min(wishes)[2] if wishes else SOURCE


def _is_spoken(tag: str) -> bool:
    """English, or what has a catalogue."""
    main = tag.strip().lower().replace("_", "-").partition("-")[0]
    return main == SOURCE or spoken(tag) != SOURCE


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
