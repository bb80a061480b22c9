"""Moderators' answers by client, language, form and style, written by people who saw the letters.

The files tests/pure/answers/*.toml hold them: what she writes, what answers it, and what she means.
Whoever wrote them had the letters and the words that people use, not the code. An answer must do
what she means, or be asked back; nothing it may do is something else. Each is sent by the mail
program that its row names, and read as the server reads it.

    [[answer]]
    letter = "notice"        # of post 811, five paragraphs; or "queue", of the posts 811 to 815
    client = "gmail-web"     # tests/support/clients.py
    style = "above"
    language = "fr"          # of the letter and of the mail program
    text = "ok"
    means = ["publish"]      # see `spelled`; in a queue "3: publish"; [] where it says nothing
    back = false             # true: it must be asked back
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from listserv.model import MailingList, Policy, Post, Site, State
from listserv.moderation import answers
from listserv.moderation.answers import Answer, Shown
from listserv.moderation.edits import apply
from listserv.moderation.forms import EDITING, Form, Kind, Order
from listserv.moderation.plan import as_edit
from listserv.reading import read
from listserv.text.answered import own_words
from tests.support.clients import NAME, compose
from tests.support.letters import notice_text, queue_text

FOLDER = Path(__file__).parent / "answers"
FIRST = 811
TEXT = (
    "Dear all,\n\n"
    "We keep our stock cards on the wall of the store, so that the whole team sees them.\n\n"
    "My number is 0700 111 222.\n\n"
    "Who has ARVs in the district, and how do you do it where the roof leaks? See"
    " https://forum.example/cards/2026 for ours.\n\n"
    "Best wishes, Amina"
)
POSTS = {"notice": 1, "queue": 5}
LISTS = ("hifa", "hifa-fr", "hifa-es", "hifa-pt")


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.toml")):
        for n, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["answer"], 1):
            found.append({"id": f"{path.stem}-{n}", "style": "above", "back": False, **row})
    return found


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_an_answer_does_what_she_means_or_is_asked_back(row: dict[str, Any]) -> None:
    answer = understood(row)
    acting = [order for order in answer.orders if acts(order)]
    done = sorted(line for order in acting for line in spelled(order, row["letter"]))
    if row["back"]:
        assert done in ([], ["undo"])  # a notice tells of nothing that an undo could take back
    elif not answer.asked_back:
        assert done == sorted(meant(row))
    else:
        assert set(done) <= set(meant(row)), "it did something else than she means"


def test_most_of_what_is_clear_acts_at_once() -> None:
    """Asking back is safe, and a moderator who is always asked back goes away."""
    clear = [row for row in ROWS if not row["back"]]
    asked = [row["id"] for row in clear if understood(row).asked_back]
    assert len(asked) <= len(clear) * 0.05, asked


def test_the_table_is_as_large_and_as_wide_as_promised() -> None:
    assert len(ROWS) >= 500
    assert sum(row["back"] for row in ROWS) >= 100
    languages = Counter(row["language"] for row in ROWS)
    assert min(languages[code] for code in ("en", "fr", "es", "pt", "ar")) >= 60
    assert len({row["client"] for row in ROWS}) >= 15


def acts(order: Order) -> bool:
    """Whether anything comes of an order; where its edits do not fit the text, she reads why."""
    edits = [as_edit(form, "") for form in order.forms if form.kind in EDITING]
    return not edits or not apply(TEXT, edits).problem or order.forms[0].kind is Kind.EDIT


def understood(row: dict[str, Any]) -> Answer:
    letter = letter_of(row["letter"], row["language"])
    raw = compose(row["client"], row["text"], letter, style=row["style"], language=row["language"])
    reading = read(raw)
    said = own_words(reading, letter)
    shown = [Shown(n, FIRST + n - 1) for n in range(1, POSTS[row["letter"]] + 1)]
    return answers.read(said.words, shown, (NAME, "HIFA", reading.from_name), "", LISTS)


@cache
def letter_of(kind: str, language: str) -> str:
    mailing_list = MailingList(1, "hifa", Policy(title="HIFA", language=language))
    site = Site("lists.example.org", "Health lists")
    posts = [_post(FIRST + n) for n in range(POSTS[kind])]
    say = notice_text if kind == "notice" else queue_text
    return say(site, mailing_list, posts, language)


def _post(number: int) -> Post:
    return Post(
        number=number,
        list_id=1,
        state=State.HELD,
        received=1_767_600_000.0,
        sent=1_767_600_000.0,
        person_id=1,
        author="Amina Kamau",
        address="amina@example.org",
        country="Kenya",
        proof="dkim example.org",
        subject="Stock cards",
        topic="Stock cards",
        message_id=f"{number}@example.org",
        references=(),
        language="en",
        text=TEXT,
        version=1,
        reasons=("moderated",),
    )


def meant(row: dict[str, Any]) -> list[str]:
    return [" ".join(line.split()) for line in row["means"]]


def spelled(order: Order, letter: str) -> list[str]:
    """An order as the files spell it, a line for each form."""
    place = f"{order.number - FIRST + 1}: " if letter == "queue" and order.version else ""
    if not order.version and order.number:
        place = f"#{order.number} "
    return [" ".join(f"{place}{_form(form)}".split()) for form in order.forms]


def _form(form: Form) -> str:
    words = " ".join(form.text.split())
    match form.kind:
        case Kind.APPROVE:
            parts = [f'subject "{words}"' if words else "", form.code, form.when]
            parts += [*sorted(form.languages), f"q{form.number}" if form.number else ""]
            return " ".join(["publish", *(part for part in parts if part)])
        case Kind.CUT:
            return f"cut {form.first}" + (f"-{form.last}" if form.last != form.first else "")
        case Kind.CHANGE | Kind.ADD:
            where = f"{form.first} " if form.first else ""
            return f'{form.kind} {where}"{words}" "{form.other}"'
        case Kind.EDIT:
            return "edit"
        case Kind.JOIN:
            return f"join {form.number}"
    return " ".join(part for part in (form.kind.value, form.code, words) if part)
