"""How a list is set, in words: each setting's name and its value, in a reader's language.

Pure tables and the functions that say them. A value that nobody chose from a few, a title or an
hour, is shown as it is written. Nothing here fails: what is not known here is shown as it is.
"""

from __future__ import annotations

import re
from gettext import NullTranslations

from babel import Locale

from listserv.press.catalogue import comma, msg_in

_IN = "setting"

# The keys of a list's policy, in the order of config/list.toml.
NAMES: dict[str, str] = {
    "title": msg_in("setting", "name"),
    "description": msg_in("setting", "purpose"),
    "rules": msg_in("setting", "rules"),
    "language": msg_in("setting", "language"),
    "languages": msg_in("setting", "languages of members"),
    "family": msg_in("setting", "name shared with other forums"),
    "body": msg_in("setting", "text of copies"),
    "moderation": msg_in("setting", "messages that wait"),
    "join": msg_in("setting", "joining"),
    "unproven": msg_in("setting", "unproven senders"),
    "archive": msg_in("setting", "readers of the archive"),
    "timezone": msg_in("setting", "time zone"),
    "digest_hour": msg_in("setting", "hour of digests"),
    "subject_prefix": msg_in("setting", "before each subject"),
    "reply_to": msg_in("setting", "replies go to"),
    "dmarc": msg_in("setting", "copies from our address"),
    "copies": msg_in("setting", "copies"),
    "translate": msg_in("setting", "translation"),
    "translate_hold": msg_in("setting", "a message waits for its translations"),
    "translate_within": msg_in("setting", "translators have"),
    "attachments": msg_in("setting", "attachments"),
    "max_size": msg_in("setting", "largest message"),
    "pace": msg_in("setting", "most messages a day"),
    "footer": msg_in("setting", "last line of copies"),
    "erase": msg_in("setting", "messages of people who are erased"),
    "profiles": msg_in("setting", "profile lines"),
    "welcome": msg_in("setting", "words of welcome"),
    "new_posts": msg_in("setting", "first messages of a member that are read"),
    "flood": msg_in("setting", "most messages of one author a day"),
    "emergency": msg_in("setting", "emergency"),
    "grace": msg_in("setting", "pause after a yes"),
    "hours": msg_in("setting", "hours of mails to moderators"),
    "rota": msg_in("setting", "rota"),
    "tell_author": msg_in("setting", "the author is told after"),
    "remind": msg_in("setting", "moderators are reminded after"),
    "escalate": msg_in("setting", "all moderators are asked after"),
    "give_back": msg_in("setting", "it goes back to its author after"),
}

# Values that are words of the policy, by key and value.
VALUES: dict[tuple[str, str], str] = {
    ("body", "clean"): msg_in("setting", "the words alone"),
    ("body", "original"): msg_in("setting", "as it came"),
    ("moderation", "all"): msg_in("setting", "all"),
    ("moderation", "new"): msg_in("setting", "of new members"),
    ("moderation", "nonmembers"): msg_in("setting", "of people who are no members"),
    ("moderation", "none"): msg_in("setting", "none"),
    ("join", "open"): msg_in("setting", "open to everybody"),
    ("join", "confirm"): msg_in("setting", "by answering a letter"),
    ("join", "approve"): msg_in("setting", "a moderator decides"),
    ("unproven", "hold"): msg_in("setting", "wait"),
    ("unproven", "accept"): msg_in("setting", "may write"),
    ("archive", "public"): msg_in("setting", "everybody"),
    ("archive", "members"): msg_in("setting", "members"),
    ("archive", "off"): msg_in("setting", "nobody"),
    ("reply_to", "list"): msg_in("setting", "everybody"),
    ("reply_to", "author"): msg_in("setting", "the author"),
    ("dmarc", "always"): msg_in("setting", "always"),
    ("dmarc", "policy"): msg_in("setting", "where the author's domain asks for it"),
    ("dmarc", "never"): msg_in("setting", "never"),
    ("copies", "personal"): msg_in("setting", "personal"),
    ("copies", "shared"): msg_in("setting", "the same for all"),
    ("translate", "off"): msg_in("setting", "no"),
    ("translate", "volunteers"): msg_in("setting", "by volunteers"),
    ("translate", "machine"): msg_in("setting", "by machine"),
    ("attachments", "keep"): msg_in("setting", "sent along"),
    ("attachments", "hold"): msg_in("setting", "a moderator looks first"),
    ("attachments", "list"): msg_in("setting", "named, and sent to those who ask"),
    ("attachments", "drop"): msg_in("setting", "left out"),
    ("pace", "0"): msg_in("setting", "no limit"),
    ("flood", "0"): msg_in("setting", "no limit"),
    ("erase", "choice"): msg_in("setting", "as the member chooses"),
    ("erase", "anonymous"): msg_in("setting", "stay without the name"),
    ("erase", "posts"): msg_in("setting", "are taken away"),
    ("profiles", "on"): msg_in("setting", "yes"),
    ("profiles", "off"): msg_in("setting", "no"),
    ("emergency", "on"): msg_in("setting", "yes"),
    ("emergency", "off"): msg_in("setting", "no"),
}
_SPANS = frozenset(
    {
        *("grace", "tell_author", "remind", "escalate", "give_back"),
        *("translate_hold", "translate_within"),
    }
)
_SPAN = re.compile(r"(\d{1,9})([smhdw])")


def setting(key: str, value: str, say: NullTranslations, locale: Locale) -> str:
    """`hour of digests: 06:00`: a key of the policy, and its value as one writes it."""
    name = say.pgettext(_IN, NAMES[key]) if key in NAMES else key
    return f"{name}: {_value(key, value, say, locale)}"


def _value(key: str, value: str, say: NullTranslations, locale: Locale) -> str:
    if (key, value) in VALUES:
        return say.pgettext(_IN, VALUES[key, value])
    if key in ("language", "languages"):
        codes = value.split(", ")
        return comma(say).join(str(locale.languages.get(code, code)) for code in codes)
    if key in _SPANS and (span := _SPAN.fullmatch(value)):
        return _span(int(span[1]), span[2], say)
    return value


def _span(n: int, unit: str, say: NullTranslations) -> str:
    """`14 days`; weeks are said in days."""
    n = 7 * n if unit == "w" else n
    match unit:
        case "s":
            said = say.ngettext("%(n)s second", "%(n)s seconds", n)
        case "m":
            said = say.ngettext("%(n)s minute", "%(n)s minutes", n)
        case "h":
            said = say.ngettext("%(n)s hour", "%(n)s hours", n)
        case _:
            said = say.ngettext("%(n)s day", "%(n)s days", n)
    return said % {"n": n}
