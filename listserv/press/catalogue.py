"""The catalogues of each language, and the template environments that use them.

Owns the loading of templates/locale/LANG/*.po (read at run time, merged, kept per language; no
compiled files) and how templates of texts and of pages are read. English is the language the
templates are written in, so a message's id is its English text and English needs no catalogue.
A language that lacks a text falls back visibly: pt_BR, then pt, then English.

A failure here is a broken catalogue or template in the package: it is raised at the first letter
in that language, and the tests read all of them.
"""

from __future__ import annotations

import functools
import gettext
import io
import itertools
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import jinja2
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = "en"
TEMPLATES = Path(str(files("listserv.templates")))
# A missing text in one of these fails the build.
COMPLETE: tuple[str, ...] = tuple(
    tomllib.loads((TEMPLATES / "locale" / "languages.toml").read_text("utf-8"))["complete"]
)
_TAG = re.compile(r"[a-z]{2,3}(?:_[A-Za-z0-9]{2,8})*")


def msg(text: str) -> str:
    """Marks a text of a table for the translators; it is translated where it is said."""
    return text


def msg_in(context: str, text: str) -> str:
    """The same for a text whose meaning needs a context, such as a command's word."""
    return text


def comma(say: gettext.NullTranslations) -> str:
    """What stands between the parts of a list, with its blank: `، ` in Arabic."""
    return say.pgettext("between the parts of a list", ", ")


def chain(language: str) -> Iterator[str]:
    """The languages to look in, best first: pt_BR, pt; the source language is not among them.

    Nothing for a text that is no language: it names folders.
    """
    main, _, rest = language.strip().replace("-", "_").partition("_")
    tag = f"{main.lower()}_{rest}" if rest else main.lower()
    while _TAG.fullmatch(tag):
        if tag != SOURCE:
            yield tag
        tag = tag.rpartition("_")[0]


def translations(language: str) -> gettext.NullTranslations:
    """What `language` has for each text, falling back along its chain to the English."""
    return _translations(spoken(language))


@functools.cache
def _translations(language: str) -> gettext.NullTranslations:
    found = [_read(tag) for tag in chain(language) if _exists(tag)]
    for better, worse in itertools.pairwise(found):
        better.add_fallback(worse)
    return found[0] if found else gettext.NullTranslations()


def spoken(language: str) -> str:
    """The language a letter asked for in `language` is really written in."""
    return next((tag for tag in chain(language) if _exists(tag)), SOURCE)


@functools.lru_cache  # asked for every letter
def _exists(tag: str) -> bool:
    return (TEMPLATES / "locale" / tag).is_dir()


def _read(tag: str) -> gettext.GNUTranslations:
    merged = Catalog(locale=tag)
    for path in sorted((TEMPLATES / "locale" / tag).glob("*.po")):
        with path.open("rb") as lines:
            found = read_po(lines, locale=tag)
        # The order of the plural forms is the translator's; Babel's own differs for Arabic.
        merged.mime_headers = [("Plural-Forms", found.plural_forms)]
        for message in found:
            if message.id and not message.fuzzy:
                merged[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def environment(
    translations: gettext.NullTranslations, folder: str, *, escape: bool
) -> jinja2.Environment:
    """Templates of templates/`folder` in one language; undefined values are errors.

    Block lines leave no trace in the text, and a {% trans %} over several lines is one logical
    line, with the same rule in the extractor of the tests.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES / folder),
        extensions=["jinja2.ext.i18n"],
        autoescape=escape,  # noqa: S701 - pages escape, plain text must not
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    made.globals["comma"] = comma(translations)
    return made
