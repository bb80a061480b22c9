"""What an answer of a moderator says, on one line, for the tables of tests."""

from __future__ import annotations

from listserv.moderation.answers import Answer, Shown
from listserv.moderation.forms import Form, Kind

ONE = (Shown(1, 811, 2),)
SIX = tuple(Shown(place, 810 + place) for place in range(1, 7))
YOUNG = (Shown(1, 2), Shown(2, 3), Shown(3, 9))  # a site's first posts
NAMES = ("Neil Pakenham-Walsh", "Neil P.", "HIFA forum")


LISTS = ("hifa", "hifa-fr", "chifa", "hw-2")


def told(answer: Answer) -> str:
    """An answer on one line: `811 ok; 815 no off-purpose; 816 cut 4 + ok; ? which-reason`."""
    parts = [f"{one.number} {' + '.join(map(word, one.forms))}" for one in answer.orders]
    if answer.asked_back:
        parts.append(f"? {answer.asked_back}")
    return "; ".join(parts)


def word(form: Form) -> str:
    """A form with its values: `ok tomorrow q2 fr,es [New subject]`, `change 3 "x" "y"`."""
    name = {Kind.APPROVE: "ok", Kind.REFUSE: "no"}.get(form.kind, form.kind.value)
    paragraphs = f"{form.first}-{form.last}" if form.last > form.first else f"{form.first or ''}"
    number = f"q{form.number}" if form.kind is Kind.APPROVE else f"{form.number}"
    texts = [f'"{form.text}"'] if form.text else []
    if form.kind is Kind.APPROVE:
        texts = [f"[{form.text}]"] if form.text else []
    if form.other or form.kind is Kind.CHANGE:
        texts.append(f'"{form.other}"')
    values = [form.when, number if form.number else "", ",".join(form.languages), form.code]
    return " ".join(filter(None, (name, *values, paragraphs, *texts)))


def cases(block: str) -> list[str]:
    """The answers of a block of text, parted by `|` and line ends; `\\n` is a new line in one."""
    lines = block.strip().splitlines()
    return [case.replace("\\n", "\n") for line in lines for case in line.split("|")]
