"""The lines that say whose words a text in another language is, and where the original stands.

Pure. Owns the labels of translations in copies, digests, pages and letters, each in the reader's
language. A program's text never stands without its label, a person's never without saying that it
is a translation.
"""

from __future__ import annotations

from listserv.model.translations import Manner, Translation
from listserv.press import isolates, lines
from listserv.press.speech import Words
from listserv.text.addresses import hidden_name


def label(one: Translation, say: Words) -> str:
    """Above a text: «Translated by Marie Ndiaye.»"""
    name = _apart(hidden_name(one.translator), say)
    match one.manner:
        case Manner.MACHINE:
            return say.gettext(
                "Machine translation, not checked. For doses and figures read the original."
            )
        case Manner.ABSTRACT if name:
            return say.gettext("In short, by %(name)s:") % {"name": name}
        case Manner.ABSTRACT:
            return say.gettext("In short, by a volunteer:")
    if name:
        return say.gettext("Translated by %(name)s.") % {"name": name}
    return say.gettext("Translated by a volunteer.")


def original(language: str, say: Words) -> str:
    """Above the original where it stands with a translation: «The original (English):»"""
    return say.gettext("The original (%(tongue)s):") % {"tongue": say.tongue(language)}


def fetching(number: int, language: str, address: str, say: Words) -> str:
    """Instead of the original: how to get it."""
    command = _apart(lines.said(("get", f"{number} {language}"), say.translations), say)
    return say.gettext("The original (%(tongue)s): write %(command)s to %(address)s") % {
        "tongue": say.tongue(language),
        "command": command,
        "address": address,
    }


def _apart(value: str, say: Words) -> str:
    """A name or a command in Latin letters, in a line that is read from the right."""
    return isolates.isolated(value) if say.locale.text_direction == "rtl" else value
