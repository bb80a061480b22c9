"""The subjects of letters to moderators, to know an answer to one of them that went astray; pure.

Owns which subjects no person gives to a message of her own. A mail program that answers the list
instead of us keeps the subject, whatever else it drops.
"""

from __future__ import annotations

from functools import cache

from listserv.press.catalogue import COMPLETE, msg
from listserv.press.speech import words
from listserv.text import subject as subjects

# As the templates have them.
SUBJECTS = (
    msg("To read: %(topic)s, from %(author)s"),
    msg("Still waiting: %(topic)s, from %(author)s"),
    msg("Who can decide? %(topic)s, from %(author)s"),
    msg("One question before we act: %(topic)s, from %(author)s"),
    msg("Among us: %(topic)s, from %(author)s"),
    msg("As it came: %(topic)s, from %(author)s"),
    msg("Already decided: %(topic)s"),
    msg("For the facilitators: %(subject)s"),
    msg("Done, thank you"),
    msg("Nothing has changed"),
)


def is_of_a_letter(subject: str) -> bool:
    """Whether a mail says that it answers a letter to moderators, in any of our languages."""
    return _plain(subjects.strip(subject)).startswith(_openings())


@cache
def _openings() -> tuple[str, ...]:
    """What these subjects begin with, before the first name."""
    spoken = [words(language).translations for language in COMPLETE]
    found = (say.gettext(one).partition("%(")[0] for say in spoken for one in SUBJECTS)
    return tuple(_plain(one) for one in found)


def _plain(subject: str) -> str:
    return " ".join(subject.casefold().split())
