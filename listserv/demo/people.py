"""What the people of the forum do when they sit at their mail: write, answer, decide.

A member answers the copy she got, or an item of her digest by the address under it. A facilitator
reads a notice or a queue mail as a person does, by its words, and answers with the mail program's
whole quotation below. Nobody looks into the server.

Pure: letters in, drafts out. A letter nobody recognises gets no answer, and the demo's check says
what is missing then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from listserv.demo.drafts import Draft, Quoted
from listserv.demo.forum import Fate, Message, Writer

_RULE = re.compile(r"^-{20,}$", re.MULTILINE)
_POSITION = re.compile(r"(\d+)\. ")
_PARAGRAPH_MARK = re.compile(r"^\[\d+\] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A post a facilitator recognised in a letter; position 0 is a letter about one post."""

    position: int
    message: Message


def words(text: str) -> str:
    """What a reader knows a text by: its longest paragraph of the author's own, on one line."""
    own = [part for part in text.split("\n\n") if not part.startswith(">")]
    return on_one_line(max(own, key=len, default=""))


def on_one_line(text: str) -> str:
    return " ".join(text.split())


# --- members ------------------------------------------------------------------------------------


def draft(
    writer: Writer, message: Message, to: str, when: datetime, answered: Quoted | None
) -> Draft:
    """A message of the forum in its author's mail program."""
    extra: tuple[tuple[str, str], ...] = ()
    if message.automatic:
        extra = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
    return Draft(
        program=writer.program,
        language=message.language,
        name=writer.name,
        address=writer.address,
        organisation=writer.organisation,
        timezone=writer.timezone,
        to=to,
        subject=message.subject,
        text=message.text,
        when=when,
        message_id=message.message_id,
        answered=answered,
        attachment=message.attachment,
        extra=extra,
    )


def item_address(digest: str, text: str) -> str:
    """The address under which a digest takes answers to the item with this text; "" for none."""
    above, known, _ = on_one_line(digest).partition(words(text))
    found = re.findall(r"[\w.-]+-reply\+\w+@[\w.-]+", above) if known else []
    return found[-1] if found else ""


def answer(
    writer: Writer, letter: Quoted, to: str, text: str, when: datetime, number: int
) -> Draft:
    """An answer to one of the server's letters; `number` makes its Message-ID."""
    return Draft(
        program=writer.program,
        language=writer.language,
        name=writer.name,
        address=writer.address,
        organisation=writer.organisation,
        timezone=writer.timezone,
        to=to,
        subject="",
        text=text,
        when=when,
        message_id=f"answer.{number}@mail.example.org",
        answered=letter,
    )


# --- facilitators -------------------------------------------------------------------------------


def recognise(letter: str, waiting: Sequence[tuple[Message, Writer]]) -> list[Shown]:
    """The posts a notice or queue mail shows, by author and words, with their positions."""
    found = []
    parts = [part.strip() for part in _RULE.split(letter)]
    queued = [part for part in parts[1:] if _POSITION.match(part)]
    for part in queued or [letter]:
        position = _POSITION.match(part)
        message = _known(part, waiting)
        if message:
            found.append(Shown(int(position[1]) if position and queued else 0, message))
    return found


def _known(part: str, waiting: Sequence[tuple[Message, Writer]]) -> Message | None:
    plain = on_one_line(_PARAGRAPH_MARK.sub("", part))
    by_author = [message for message, writer in waiting if writer.address in plain]
    by_words = [m for m in by_author if m.text and words(m.text) in plain]
    wordless = [m for m in by_author if not m.text]
    return next(iter(by_words or wordless), None)


def decision(facilitator: Writer, shown: Sequence[Shown]) -> str:
    """What a facilitator types above the quotation: one line, or one line a refusal."""
    french = facilitator.language == "fr"
    refused = [one for one in shown if one.message.fate is Fate.REFUSE]
    if shown[0].position == 0:
        return refused[0].message.decision if refused else _alone(french)
    parts = [f"{one.position} {one.message.decision}" for one in refused]
    if not refused:
        return f"{_span([one.position for one in shown])} ok"
    if len(shown) > len(refused):
        parts.append("le reste ok" if french else "rest ok")
    return "\n".join(parts) if french else ", ".join(parts)


def _alone(french: bool) -> str:
    return "OK, merci\n\nMariama" if french else "ok"


def _span(positions: list[int]) -> str:
    """`1-4` or `1, 3`: as people name several."""
    first, last = positions[0], positions[-1]
    if len(positions) > 1 and positions == list(range(first, last + 1)):
        return f"{first}-{last}"
    return ", ".join(str(position) for position in positions)
