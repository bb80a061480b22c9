"""What a delivery report says of each recipient; pure.

Owns the reading of delivery reports: RFC 3464, RFC 6533 for international addresses, and behind
them the free texts of old mailers, where flufl.bounce finds the addresses and the words around
them are kept for whoever judges. What it says is a claim of the bytes: only a report at an address
with a valid token counts anywhere. A failure costs the report its reading.
"""

from __future__ import annotations

import email
import logging
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, islice

from listserv.model import Bounced
from listserv.text import addresses, charset, headers
from listserv.text.headers import Headers
from listserv.text.marks import either
from listserv.text.mime import Part
from listserv.text.reports import looks_bounced, says_failed
from listserv.text.subject import is_reply

MOST = 200  # recipients of one report, and groups of fields that are looked at
LONGEST = 500  # characters of a diagnostic
_SCANNED = 200_000  # bytes of a report without fields that are looked through
_WORDS = 5_000  # characters of a report's own words

FAILED, DELAYED = "failed", "delayed"

_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_OTHER_REPORTS = frozenset({"disposition-notification", "feedback-report"})
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
# In free text a status stands behind a reply code or a mark: `4.3.17` alone is a version.
_TOLD = re.compile(r"(?:#|\b[245]\d\d[ -]|\bstatus:?\s)\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.I)
_COMMENT = re.compile(r"\(([^()]{3,300})\)")
_UNITEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_INTERNATIONAL = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@\"]{1,253}")
_STILL_TRIED = re.compile(
    either(
        "has not (?:yet )?been delivered|will be retried|still being (?:re)?tried|warning only",
        "(?:continue|keep) (?:to try|trying)|attempts will continue|(?:has been|is) delayed",
        "sera (?:réessayé|retenté)|nouvelles tentatives|retardé",
        "se (?:volverá a|seguirá) intenta|retrasad[oa]|será tentado|continuará|atrasad[oa]",
    ),
    re.IGNORECASE,
)
# Where the mail that came back begins.
_RETURNED = re.compile(
    r"^[ \t]*+"
    + either(
        r"[-=|*>_]{2,80}[^\n]{0,40}(?:original|copy|copie|copia|cópia|return|unsent|headers?\b"
        r"|message (?:text|d')|mensaje|mensagem|nachricht|原信)[^\n]{0,80}$",
        r"[^\n]{0,60}(?:original message|message headers?)[^\n]{0,50}"
        r"(?:follow|below|attached|:\s*$)",
        r"[^\n]{0,60}copy of (?:the|your) message[^\n]{0,50}(?:follow|below|attached)",
        r"here is a copy of[^\n]{0,80}$",
        r"your message reads[^\n]{0,40}$",
        r"(?:old|returned) message:\s*$",
    ),
    re.IGNORECASE | re.MULTILINE,
)
# The peer's own answer, in a transcript or behind "said:".
_ANSWER = re.compile(
    r"(?:^|said:|replied:|<<<|>>>)[ \t]*([45]\d\d[ -])", re.IGNORECASE | re.MULTILINE
)
_SUBJECT = re.compile(
    r"^[ \t]*+(?:with )?(?:subject|objet|asunto|assunto|betreff|oggetto|тема|主题|الموضوع)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)


def read(heads: Headers, root: Part, raw: bytes, text: str) -> tuple[Bounced, ...]:
    """Every recipient that a report says was not reached, or not yet; () where it is no report.

    An address is given as the report names it, the original recipient before the final one, ""
    where it names none that can be read. `text` is what the report says to people.
    """
    if root.params.get("report-type", "").lower() in _OTHER_REPORTS:
        return ()
    parts = (part for part in root.walk() if part.type in _STATUSES)
    blocks = islice(chain.from_iterable(map(_blocks, parts)), MOST)
    groups = [one for one in blocks if one.first("action") or one.first("final-recipient")]
    found = [entry for fields in groups if (entry := _recipient(fields))]
    named = {entry.address: entry for entry in reversed(found) if entry.address}
    if named:
        return tuple(reversed(named.values()))[:MOST]
    if groups and not found:
        return ()  # all arrived
    titled = says_failed(heads)
    if not (found or titled or root.type == "multipart/report" or looks_bounced(heads)):
        return ()
    said = own_words(text)
    found = found or _by_text(raw, said)
    # A person may answer us under "Re: the failure of a treatment".
    if not found and titled and not is_reply(heads.text("subject")):
        found = [_nameless(f"{heads.text('subject')}\n{said}")]
    return tuple(found)[:MOST]


def own_words(text: str) -> str:
    """A report's own words, without the mail that it gives back and without its subject."""
    text = text[:_WORDS]
    returned = _RETURNED.search(text)
    return _SUBJECT.sub("", text[: returned.start()] if returned else text)


# --- fields (RFC 3464) -----------------------------------------------------------------------


def _blocks(part: Part) -> Iterator[Headers]:
    """The groups of fields of a delivery-status part, the one per message first."""
    data = part.decoded().replace(b"\r\n", b"\n")
    # The last piece is all that is left.
    for block in re.split(rb"\n[ \t]*\n", data, maxsplit=MOST)[:MOST]:
        yield headers.split(block.lstrip(b"\n") + b"\n\n")


def _recipient(fields: Headers) -> Bounced | None:
    """One group (RFC 3464 §2.3); None where it reports no trouble."""
    action = fields.text("action").split(" ")[0].lower()
    if action in ("delivered", "relayed", "expanded"):
        return None
    address = ""
    for name in ("original-recipient", "final-recipient"):
        kind, _, value = fields.text(name).rpartition(";")
        if kind.strip().lower() in ("rfc822", "utf-8", "smtp", ""):
            address = address or _address(value)
    given = fields.text("status")
    diagnostic = fields.text("diagnostic-code")
    # X.400 puts what the peer said elsewhere; some put the reason behind the status.
    more = fields.text("x400-supplementary-info") or " ".join(_COMMENT.findall(given))
    said = f"{diagnostic.partition(';')[2].strip() or diagnostic} {more}".strip()[:LONGEST]
    return Bounced(
        address,
        DELAYED if action == DELAYED else FAILED,
        _clearest(_status(given), _status(said)),
        said,
    )


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[0] if found else ""


def _clearest(given: str, told: str) -> str:
    """`5.0.0` says nothing; what the peer said is often clearer."""
    return told if told and (not given or given.endswith(".0.0")) else given


def _address(value: str) -> str:
    """An address of a report; RFC 6533 §3 has letters beyond ASCII, bare or as `\\x{E9}`."""
    spelled = _UNITEXT.sub(lambda match: chr(int(match[1], 16) % 0x110000), value).strip(" <>")
    if known := addresses.normalise(spelled):
        return known
    spelled = unicodedata.normalize("NFC", spelled.encode("utf-8", "ignore").decode())
    if spelled.isascii() or not _INTERNATIONAL.fullmatch(spelled):
        return ""
    return spelled.lower()


# --- free text -------------------------------------------------------------------------------


def _by_text(raw: bytes, said: str) -> list[Bounced]:
    """What flufl.bounce finds in the free texts of old mailers; nothing where it fails."""
    from flufl.bounce import all_failures

    # It logs a traceback for whatever its detectors stumble over, and raw 8-bit headers are.
    logging.getLogger("flufl.bounce").disabled = True
    plain = raw[:_SCANNED].decode("ascii", "replace").encode("ascii", "replace")
    try:
        temporary, permanent = all_failures(email.message_from_bytes(plain))
    except Exception:  # whatever a foreign parser raises on hostile bytes
        return []
    actions = dict.fromkeys(temporary, DELAYED) | dict.fromkeys(permanent, FAILED)
    named = [
        (address, actions[key])
        for key in sorted(actions)
        if (address := addresses.normalise(charset.decode(key, "")))
    ]
    near = _near([address for address, _ in named][:MOST], said)
    return [
        Bounced(address, action, _told(near[address]), near[address])
        for address, action in named[:MOST]
    ]


def _near(named: list[str], said: str) -> dict[str, str]:
    """The words behind each address, up to the next one."""
    low = said.lower()
    places = sorted((at, one) for one in named if (at := low.find(one)) >= 0)
    ends = [at for at, _ in places[1:]] + [len(said)]
    found = dict.fromkeys(named, "")
    for (at, one), end in zip(places, ends, strict=False):
        behind = said[at + len(one) : end]
        answer = _ANSWER.search(behind)
        words = behind[answer.start(1) :] if answer else behind
        found[one] = " ".join(words.split()).lstrip(">:;,.) ")[:LONGEST]
    return found


def _told(text: str) -> str:
    found = _TOLD.search(text)
    return found[1] if found else ""


def _nameless(said: str) -> Bounced:
    """A report that names nobody: the token of the address it came to may."""
    action = DELAYED if _STILL_TRIED.search(said) else FAILED
    return Bounced("", action, _told(said), " ".join(said.split())[:LONGEST])
