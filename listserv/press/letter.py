"""The one way to send a robot's letter: a kind, a language and values make head and body.

Owns the heads of all letters: who they come from, where answers go, what robots are told. What each
letter says stands in templates/mail/KIND.txt: its first line is the
subject, the rest the body, a paragraph a logical line. What each letter needs stands in kinds.py.

Pure but for the reading of templates. A failure here is a caller's mistake (an unknown kind, a
value missing or too many, no address for the answer): KeyError, TypeError or ValueError, before
anything is sent. An unknown language is none: the letter falls back to English and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from listserv.model import Letter, MailingList, Site
from listserv.press import isolates, layout, links, listheaders, reasons
from listserv.press.kinds import KINDS, Answers
from listserv.press.links import Addresses
from listserv.press.speech import Words, words
from listserv.text import encode, ours
from listserv.text.attached import File, with_files
from listserv.text.dates import header_date
from listserv.text.encode import angled, mailbox, one_line
from listserv.text.layout import clip

Headers = list[tuple[str, str | bytes]]
Below = tuple[str, MailingList | None, Mapping[str, Any]]  # a kind, what it is about, its values

_NAME_MARK, _ADDRESS_MARK = "\ue001", "\ue002"  # of the private use area, in no text of ours
_NAME = 60  # columns of a display name in To
_SUBJECT = 160  # columns
_TEXTS = frozenset({"text", "detail", "example"})  # values that may have more than one line


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who gets one of many letters, and the values that hers has."""

    id: int  # of the letter
    person_id: int
    address: str
    name: str
    language: str
    values: Mapping[str, Any]

    def filled(self, text: str) -> str:
        """A text with her name and address in the places of the marks."""
        for mark, value in ((_NAME_MARK, self.name), (_ADDRESS_MARK, self.address)):
            text = text.replace(isolates.isolated(mark), isolates.isolated(value))
            text = text.replace(mark, value)
        return text


class Press:
    """Composes letters for one site. Holds no state and knows no clock."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def letter(
        self,
        kind: str,
        *,
        id: int,
        list: MailingList | None,
        person_id: int,
        address: str,
        name: str,
        language: str,
        now: float,
        reply_to: str = "",
        in_reply_to: str = "",
        automatic: str = "auto-generated",
        shown: tuple[tuple[int, int], ...] = (),
        attached: Sequence[File] = (),
        below: Sequence[Below] = (),
        **values: Any,
    ) -> Letter:
        """A letter of `kind` to one person, ready for the ledger.

        `id` is reserved in the ledger before (tokens in `reply_to` and the Message-ID name it);
        `automatic` is `auto-replied` where it answers a mail, with that mail's Message-ID in
        `in_reply_to`; `attached` are files to go along. `values` are exactly those of
        kinds.KINDS[kind]; what each of `below` says stands under the same subject.
        """
        reply_to = _reply_to(kind, set(values), reply_to, Addresses(self.site, list))
        speech = words(language)
        subject, body = "", ""
        for one, about, said in ((kind, list, values), *below):
            text = speech.render(
                f"{one}.txt",
                **self._known(about, speech),
                name=name,
                address=address,
                reply_to=reply_to,
                now=now,
                **{key: _tame(key, value) for key, value in said.items()},
            )
            title, part = split(text)
            subject = subject or title
            body = f"{body.rstrip()}\n\n{layout.RULE}\n\n{part}" if body else part
        headers: Headers = [
            *self._headers(list, id, now, speech.language, automatic),
            ("To", mailbox(clip(name, _NAME), address)),
            ("Subject", _printed(subject, speech.language)),
            *([("Reply-To", reply_to)] if reply_to else []),
            *_answered(in_reply_to),
        ]
        list_id = list.id if list else 0
        made = with_files(headers, body, attached)
        asked = str(values.get("question", ""))
        return Letter(id, kind, list_id, person_id, address, speech.language, *made, shown, asked)

    def letters(
        self, kind: str, *, list: MailingList | None, now: float, each: Iterable[Addressed]
    ) -> Iterator[Letter]:
        """The same letter to many. What those of one language with the same values are told is
        written once, with marks where their names and addresses stand."""
        at = Addresses(self.site, list)
        list_id = list.id if list else 0
        said: dict[tuple[object, ...], tuple[str, str, str]] = {}
        for to in each:
            key = (to.language, *to.values.items())
            if key not in said:
                said[key] = self._said(kind, list, to, now)
            language, subject, body = said[key]
            reply_to = _reply_to(kind, set(to.values), "", at)
            headers: Headers = [
                *self._headers(list, to.id, now, language, "auto-generated"),
                ("To", mailbox(clip(to.name, _NAME), to.address)),
                ("Subject", _printed(to.filled(subject), language)),
                *([("Reply-To", reply_to)] if reply_to else []),
            ]
            made = encode.message(headers, to.filled(body))
            yield Letter(to.id, kind, list_id, to.person_id, to.address, language, *made)

    def _said(
        self, kind: str, mailing_list: MailingList | None, to: Addressed, now: float
    ) -> tuple[str, str, str]:
        """(language, subject, body), marks in them."""
        speech = words(to.language)
        text = speech.render(
            f"{kind}.txt",
            **self._known(mailing_list, speech),
            name=_NAME_MARK,
            address=_ADDRESS_MARK,
            reply_to=_reply_to(kind, set(to.values), "", Addresses(self.site, mailing_list)),
            now=now,
            **{key: _tame(key, value) for key, value in to.values.items()},
        )
        return speech.language, *split(text)

    def _known(self, mailing_list: MailingList | None, speech: Words) -> dict[str, Any]:
        """What every template may name."""
        return {
            "site": self.site,
            "domain": self.site.domain,
            "list": mailing_list,
            "title": self._title(mailing_list),
            "at": Addresses(self.site, mailing_list),
            "spoken": speech.language.partition("_")[0],
            "page_of": partial(links.open_page, self.site),
            "named_reasons": reasons.named(speech.translations),
            "reasons_given_often": reasons.named(speech.translations, reasons.OFTEN),
        }

    def _title(self, mailing_list: MailingList | None) -> str:
        return mailing_list.title if mailing_list else self.site.name

    def _headers(
        self, mailing_list: MailingList | None, id_: int, now: float, language: str, automatic: str
    ) -> Headers:
        """The head but for whom it goes to; a letter about a list comes from its facilitators."""
        at = Addresses(self.site, mailing_list)
        sender = at.owner if mailing_list else at.request
        headers: Headers = [
            ("From", mailbox(self._title(mailing_list), sender)),
            ("Date", header_date(now)),
            ("Message-ID", f"<{ours.letter_id(id_, now, self.site.domain)}>"),
            ("Auto-Submitted", automatic),
            ("Content-Language", language.replace("_", "-")),
        ]
        if mailing_list:
            headers.append(("List-Id", listheaders.list_id(self.site, mailing_list)))
        return headers + listheaders.quiet_headers(self.site, "bulk")


def _reply_to(kind: str, given: set[str], reply_to: str, at: Addresses) -> str:
    """Where answers go; raises where the caller does not keep to the table of kinds."""
    expected = KINDS[kind]
    if given != expected.values:
        wrong = ", ".join(sorted(expected.values ^ given))
        raise TypeError(f"the letter {kind!r} lacks or does not know: {wrong}")
    if expected.answers is Answers.GIVEN and not reply_to:
        raise ValueError(f"the letter {kind!r} needs an address for its answer")
    return reply_to or (at.request if expected.answers is Answers.REQUEST else "")


def _answered(message_id: str) -> Headers:
    """The headers that put a letter under the mail it answers, if that one has a usable id."""
    answered = angled(message_id)
    return [("In-Reply-To", answered), ("References", answered)] if answered else []


def _printed(subject: str, language: str) -> str:
    """A subject of one line, without marks that are not seen: a list of mails orders it alone. In
    French no high mark stands at the beginning of a line."""
    text = clip(isolates.without(subject), _SUBJECT)
    return layout.bound(text, "\u00a0") if language == "fr" else text


def _tame(key: str, value: Any) -> Any:
    """Other people's words on one line, but where a text of several is meant."""
    return one_line(value) if isinstance(value, str) and key not in _TEXTS else value


def split(text: str) -> tuple[str, str]:
    """A rendered template as (subject, body); its first line is `Subject: …`."""
    first, _, body = text.lstrip().partition("\n")
    name, colon, subject = first.partition(":")
    if name != "Subject" or not colon:
        raise ValueError(f"a letter begins with its subject, not with {first!r}")
    return " ".join(subject.split()), layout.tidy(body)
