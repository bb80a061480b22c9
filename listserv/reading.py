"""Raw bytes to a Reading: everything the rooms know of an incoming mail; pure.

Runs in the child processes only (listserv.children): what it is given is hostile. It never
raises: each part of the reading stands alone, and what fails is left empty and named in
`defects`. Time grows with the length of the message and no faster. Nothing it says is trusted:
who stands behind an address is judged by listserv.identity.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from listserv.model import Passage, Reading, Removed
from listserv.text import (
    addresses,
    armour,
    body,
    bounced,
    complaints,
    covered,
    dates,
    forwards,
    headers,
    html,
    language,
    links,
    mime,
    paragraphs,
    patients,
    quotes,
    reports,
    robots,
    spam,
    spoken,
    subject,
    taglist,
)
from listserv.text.headers import Headers
from listserv.text.loops import TRACE

MOST_IDS = 200

_ID = re.compile(r"<([^<>]{1,998})>")
_BARE_ID = re.compile(r"[^\s<>,;\"()]{1,250}@[^\s<>,;\"()]{1,250}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x0d\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_WORDS = re.compile(r"\w+")
_T = TypeVar("_T")
NOTHING = Removed()
NO_RESULTS: tuple[str, ...] = ()
NO_PASSAGES: tuple[Passage, ...] = ()


@dataclass(slots=True)
class _Guard:
    """Runs a step and gives its fallback where it fails; keeps the defects."""

    defects: list[str] = field(default_factory=list)

    def __call__(self, what: str, step: Callable[[], _T], fallback: _T) -> _T:
        try:
            return step()
        except Exception as error:  # hostile bytes: nothing may stop the rest of the reading
            self.defects.append(f"{what}: {type(error).__name__}")
            return fallback


@dataclass(frozen=True, slots=True)
class _Signed:
    by: tuple[tuple[str, str], ...] = ()  # (domain, selector) of the signatures to be verified
    partial: tuple[str, ...] = ()  # domains of all that cover too little


@dataclass(frozen=True, slots=True)
class _Text:
    text: str = ""
    clean: str = ""
    removed: Removed = NOTHING
    text_broken: str = ""  # with the lines as they came, "" where none was joined
    clean_broken: str = ""
    cut: bool = False  # its end is in the raw message alone


def read(raw: bytes) -> Reading:
    """The Reading of a message (RFC 5322); never raises for any bytes."""
    guard = _Guard()
    heads = guard("headers", lambda: headers.split(raw), Headers())
    empty = mime.Part("text/plain", {}, heads, b"")
    tree = guard("structure", lambda: mime.parse(raw, heads), mime.Tree(empty))
    chosen = guard("body", lambda: body.choose(tree.root), body.Body())
    name, address = guard("from", lambda: _author(heads), ("", ""))
    mark = guard("subject", lambda: _mark(heads), "")
    text = guard("text", lambda: _text(chosen, name, mark), _Text(chosen.plain, chosen.plain))
    passages = guard("language", lambda: language.passages(text.clean), NO_PASSAGES)
    said_in = guard("languages", lambda: spoken.decide(passages), spoken.Spoken())
    said = chosen.plain or text.text
    signed = guard("signatures", lambda: _signed(heads, raw), _Signed())
    results, above = guard("results", lambda: _results(heads), (NO_RESULTS, 0))
    digest = guard("digest", lambda: _digest(heads, tree.root), "")
    reading = Reading(
        subject=heads.text("subject"),
        from_name=name,
        from_address=address,
        reply_to=guard("reply-to", lambda: _addresses(heads, "reply-to"), ()),
        addressed=guard("to", lambda: _addresses(heads, "to", "cc"), ()),
        date=guard("date", lambda: dates.instant(heads.text("date")), None),
        message_id=guard("message-id", lambda: "".join(_ids(heads, "message-id")[:1]), ""),
        in_reply_to=guard("in-reply-to", lambda: _ids(heads, "in-reply-to"), ()),
        references=guard("references", lambda: _ids(heads, "references"), ()),
        language=said_in.language,
        languages=said_in.languages,
        passages=passages,
        text=text.text,
        clean=text.clean,
        text_broken=text.text_broken,
        clean_broken=text.clean_broken,
        removed=text.removed,
        encrypted=guard("armour", lambda: armour.is_closed(tree.root, chosen.plain), False),
        attachments=chosen.attachments,
        automatic=guard("automatic", lambda: reports.automatic(heads, tree.root, text.clean), ""),
        impersonal=guard("impersonal", lambda: robots.impersonal(heads, text.clean), ""),
        bounced=guard("bounced", lambda: bounced.read(heads, tree.root, raw, said), ()),
        complaint=guard("complaint", lambda: complaints.read(tree.root), None),
        list_ids=guard("list-id", lambda: _list_ids(heads), ()),
        traces=heads.texts(TRACE.lower())[:50],
        hops=len(heads.all("received")),
        digest=digest,
        text_digest=guard("text digest", lambda: text_digest(text.clean), ""),
        signatures=signed.by,
        partial=signed.partial,
        results=results,
        results_above=above,
        spam=guard("spam", lambda: spam.marked(heads), False),
        patient=guard("patient", lambda: _patient(chosen, text.clean), ()),
    )
    if chosen.cut or text.cut:
        guard.defects.append("text too long")
    return replace(reading, defects=(*tree.defects, *guard.defects))


# --- headers -----------------------------------------------------------------------------------


def _author(heads: Headers) -> tuple[str, str]:
    """Name and address of the first From entry that can be read."""
    for value in heads.all("from"):
        for name, address in addresses.parse(headers.raw_text(value)):
            return name, address
    whole = heads.text("from")[:200]
    return whole.partition("<")[0].strip(' "') or whole, ""


def _addresses(heads: Headers, *names: str) -> tuple[str, ...]:
    values = (value for name in names for value in heads.all(name))
    found = (pair[1] for value in values for pair in _pairs(value))
    return tuple(dict.fromkeys(found))[:50]


def _pairs(value: bytes) -> tuple[tuple[str, str], ...]:
    return addresses.parse(headers.raw_text(value))


def _ids(heads: Headers, name: str) -> tuple[str, ...]:
    """Message-IDs of a header, oldest first, each once; RFC 5322 §3.6.4 and what is sent for it.

    Without angle brackets, words with an `@` count. A long list keeps its root and its end.
    """
    values = [headers.raw_text(value) for value in heads.all(name)]
    found = [_one_id(match) for value in values for match in _ID.findall(value)]
    if not any(found):
        found = [match for value in values for match in _BARE_ID.findall(value)]
    if name == "message-id" and not any(found):
        found = [_one_id(value)[:250] for value in values]
    ids = [each for each in dict.fromkeys(found) if each]
    return tuple(ids if len(ids) <= MOST_IDS else [ids[0], *ids[1 - MOST_IDS :]])


def _one_id(text: str) -> str:
    """An id without the blanks that folding put into it and without controls."""
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def _list_ids(heads: Headers) -> tuple[str, ...]:
    """`name.domain` of each List-Id (RFC 2919), lower-case."""
    values = heads.texts("list-id")[:20]
    found = (_ID.findall(value)[-1:] or [value] for value in values)
    return tuple(dict.fromkeys(ids[0].strip().lower()[:255] for ids in found if ids[0].strip()))


def _signed(heads: Headers, raw: bytes) -> _Signed:
    """What the DKIM-Signatures (RFC 6376 §3.5) say of themselves, top first.

    Those that cover too little are all told, however many: a front may have found any of them good.
    """
    values = heads.all("dkim-signature")
    if not values:
        return _Signed()  # as most mail is, where the body need not be looked at
    needed = covered.needed(heads, raw[heads.body_at :])
    by: list[tuple[str, str]] = []
    partial: list[str] = []
    for index, value in enumerate(values):
        tags = taglist.read(headers.raw_text(value))
        domain, selector = tags.get("d", "").lower()[:255], tags.get("s", "").lower()[:255]
        if not (domain and selector):
            continue
        if index < covered.MOST_SIGNATURES:
            by.append((domain, selector))
        names = tags.get("h", "").lower().split(":")
        # Without From it is no signature that could hold (§5.4).
        if "from" in names and not covered.suffices(needed, tags, names):
            partial.append(domain)
    return _Signed(tuple(by), tuple(dict.fromkeys(partial)))


def _results(heads: Headers) -> tuple[tuple[str, ...], int]:
    """The Authentication-Results above the second Received line, and how many above the first.

    The first line is our front's. Some filters of it (OpenDKIM, rspamd) write just below; what
    stands below the next line was in the mail when the front got it. They are given as they are
    written, unfolded: the front has taken out what bears its name, and read no encoded words.
    """
    found: list[str] = []
    above, received = 0, 0
    for name, value in heads.lines:
        if name == "received":
            above = above if received else len(found)
            received += 1
        elif name == "authentication-results" and received < 2:
            found.append(value.decode("ascii", "replace").replace("\n", "").strip())
    return tuple(found[:50]), above


# --- text ----------------------------------------------------------------------------------------


def _mark(heads: Headers) -> str:
    """What the header says of the text: "forward", "answer", or "" for a text of its own."""
    title = heads.text("subject")
    if subject.is_forward(title):
        return "forward"
    return "answer" if subject.is_reply(title) or heads.first("in-reply-to") else ""


def _text(chosen: body.Body, author: str, mark: str) -> _Text:
    if not chosen.html:
        whole = _safe(armour.unwrapped(chosen.plain))
        own, removed = _own(whole, whole, author, mark)
        removed = replace(removed, html=chosen.twin)
        if chosen.flowed:
            return _Text(links.tidy(whole), links.tidy(own), removed)
        return _joined(whole, own, removed)
    converted = html.to_text(chosen.html)
    whole, unquoted = _safe(converted.whole), _safe(converted.own)
    own, removed = _own(whole, unquoted, author, mark)
    signature = removed.signature or converted.signature
    removed = replace(removed, html=True, signature=signature)
    return _Text(links.tidy(whole), links.tidy(own), removed, cut=converted.cut)


def _joined(whole: str, own: str, removed: Removed) -> _Text:
    """A text with its paragraphs as logical lines, and as it came where that is another."""
    text, clean = (links.tidy(paragraphs.logical(one)) for one in (whole, own))
    typed, lines = (links.tidy(paragraphs.unstuffed(one)) for one in (whole, own))
    return _Text(
        text,
        clean,
        removed,
        text_broken=typed if typed != text else "",
        clean_broken=lines if lines != clean else "",
    )


def _own(whole: str, unquoted: str, author: str, mark: str) -> tuple[str, Removed]:
    """(what the author says or hands on, what was taken away).

    Where nothing is left of a text that answers nobody, its author has handed on what it holds,
    without saying so.
    """
    if handed_on := forwards.handed_on(whole, author, marked=mark == "forward"):
        return handed_on
    own, removed = quotes.strip(unquoted, author)
    if not own and not mark and (handed_on := forwards.handed_on(whole, author, marked=True)):
        return handed_on
    hidden = max(_filled(whole) - _filled(unquoted), 0) if whole is not unquoted else 0
    return own, replace(removed, quoted_lines=removed.quoted_lines + hidden)


def _patient(chosen: body.Body, clean: str) -> tuple[str, ...]:
    """What may show a patient; excerpts for the moderator."""
    pictures = patients.in_files(chosen.attachments, chosen.files, chosen.markup)
    return (*pictures, *patients.in_text(clean))


def _filled(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


def _safe(text: str) -> str:
    """Text without controls and what nobody can see."""
    return links.visible(_CONTROLS.sub("", text.replace("\xa0", " ").replace("\u2028", "\n")))


# --- digests -------------------------------------------------------------------------------------


def _digest(heads: Headers, root: mime.Part) -> str:
    """What two arrivals of one message share: From, Date, Subject, and every decoded part."""
    named = (heads.text(name) for name in ("from", "date", "subject"))
    return hashlib.sha256("\n".join(named).encode() + b"\n" + body.digest_of(root)).hexdigest()


def text_digest(clean: str) -> str:
    """What two posts with the same words share, whatever their layout; "" without words."""
    words = _words(clean)
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
