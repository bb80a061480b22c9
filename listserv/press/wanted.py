"""Which texts are said somewhere, and which of them a language lacks.

Owns the finding of texts: in the templates and in the tables of the program, as they stand in the
installed package. The build and `listserv doctor` ask here; `CATALOGUES=write` of the tests brings
the catalogues up to date. A failure is a template or a file of Python that cannot be read.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from listserv.press.catalogue import TEMPLATES

CATALOGUES = ("mail", "digest", "web")
_PROGRAM = (Path(str(files("listserv"))), Path(str(files("listserv.digests"))))
_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
_KEYWORDS = {**DEFAULT_KEYWORDS, "msg": None, "msg_in": ((1, "c"), 2)}
_DIGEST = frozenset(
    (
        *("digest.txt", "titles.txt", "notices.txt", "condolences.txt"),
        *("summary.txt", "summary-mail.txt", "digests"),
    )
)
_MAIL = frozenset(("mail", "press", "fanout", "commands"))


@functools.cache
def wanted() -> dict[str, Catalog]:
    """Every text that is said somewhere, by catalogue; a text stands in the first that says it."""
    made = {name: Catalog() for name in CATALOGUES}
    for path in _sources():
        # Typed wider than its library says: it takes a function as well as a name.
        method: Any = "python" if path.suffix == ".py" else babel_extract
        with path.open("rb") as lines:
            for line, text, comments, context in extract(
                method, lines, _KEYWORDS, ("Translators:",), _OPTIONS, strip_comment_tags=True
            ):
                where = [(_place(path), line)]
                made[_catalogue_of(path)].add(text, None, where, (), comments, (), context=context)
    for later, earlier in (("digest", "mail"), ("web", "mail"), ("web", "digest")):
        for message in list(made[earlier]):
            if message.id:
                made[later].delete(message.id, message.context)
    return made


def catalogue(language: str, name: str) -> Catalog:
    """What a language has; an empty one where there is no file."""
    path = TEMPLATES / "locale" / language / f"{name}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as lines:
        return read_po(lines, locale=language)


def missing(language: str) -> list[str]:
    """The texts that a language does not say, or not in all their forms, in English."""
    have = {(m.id, m.context): m for name in CATALOGUES for m in catalogue(language, name) if m.id}
    lacks = [
        message
        for name in CATALOGUES
        for message in wanted()[name]
        if message.id and not _is_said(have.get((message.id, message.context)))
    ]
    return [message.id if isinstance(message.id, str) else message.id[0] for message in lacks]


def stale(language: str) -> list[str]:
    """The texts of a language that nobody says any more, in English."""
    known = {(m.id, m.context) for name in CATALOGUES for m in wanted()[name]}
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for name in CATALOGUES
        for message in catalogue(language, name)
        if message.id and (message.id, message.context) not in known
    ]


def _is_said(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


def _sources() -> Iterator[Path]:
    yield from sorted((TEMPLATES / "mail").glob("*"))
    yield from sorted((TEMPLATES / "web").rglob("*.*"))
    for root in _PROGRAM:
        yield from sorted(path for path in root.rglob("*.py") if "templates" not in path.parts)


def _place(path: Path) -> str:
    """Where a text stands, as a translator finds it."""
    for root in (TEMPLATES.parent, *(root.parent for root in _PROGRAM)):
        if path.is_relative_to(root):
            return str(path.relative_to(root))
    return path.name


def _catalogue_of(path: Path) -> str:
    if not _DIGEST.isdisjoint((path.name, path.parent.name)):
        return "digest"
    return "mail" if path.parent.name in _MAIL else "web"
