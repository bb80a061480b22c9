"""HTML mail to plain text: dressing off, links and tables kept, quotations marked `>`.

Owns what the classes and ids of mail programs say (a quotation, a signature, "here the old
message begins"): they hold in every language. Imports of the heavy libraries stand inside the
functions, so that only a child process that meets HTML pays for them. Text is never lost
silently: where one converter gives up, a simpler one takes over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Any

from listserv.text import links

HtmlElement = Any  # lxml.html.HtmlElement; lxml has no types

LONGEST = 600_000  # characters of HTML that are read, pictures inside it not counted
LONGEST_TEXT = 500_000  # characters of what is made of it
MOST_TAGS = 30_000  # that are read; each costs as much as a hundred letters
MOST_QUOTATIONS = 300  # later ones are left as text
DEEPEST_QUOTATION = (
    6  # deeper ones are part of the one around them: each level costs its text again
)
DEEPEST_LIST = 6  # deeper ones are not moved in further
WIDEST_CELL = 60  # characters; a table with a longer one is no table on a phone
MOST_CELLS = 4000  # of all tables that are laid out as tables

# Everything from here on is the old message (Outlook in its several forms, Zimbra).
_TAIL_IDS = frozenset(
    {
        "appendonsend",
        "divrplyfwdmsg",
        "mail-editor-reference-message-container",
        "ms-outlook-mobile-body-separator-line",
        "zwchr",
        "isreplycontent",
        "isforwardcontent",
    }
)
# The line that Outlook draws above its header block, in whatever language that is.
_TAIL_STYLE = re.compile(r"border-top:\s?solid #(?:e1e1e1|b5c4df) 1(?:\.0)?pt", re.IGNORECASE)
_INTRODUCTIONS = frozenset({"gmail_attr", "moz-cite-prefix", "moz-email-headers-table"})
_CONTAINERS = frozenset({"yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote"})
_SIGNATURES = frozenset({"gmail_signature", "moz-signature", "protonmail_signature_block"})
_SIGNATURE_IDS = frozenset({"ms-outlook-mobile-signature", "applemailsignature"})
_CITATIONS = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-quote", "cite")

_CELLS = ("caption", "thead", "tbody", "tfoot", "tr", "td", "th")
_BLOCKS = ("div", "p", "br", "ul", "ol", "pre", "blockquote", "h1", "h2", "h3", "h4", "hr")
_PICTURE = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=%]{40,}")
_BAD = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,500}>")
_NO_TEXT = re.compile(r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_TAG = re.compile(r"<[^<>]*>?")
_MANY_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Converted:
    """The text of an HTML mail; `own` lacks what is marked as quotation or signature."""

    whole: str
    own: str
    signature: bool = False
    cut: bool = False  # it was too long: its end is in the raw message alone


def to_text(markup: str) -> Converted:
    """The plain text of HTML in logical lines; never raises."""
    markup, cut = _cut(_PICTURE.sub("data:,", markup))
    markup = _DECLARATION.sub("", _BAD.sub("", markup))
    if not markup.strip():
        return Converted("", "", cut=cut)
    try:
        whole, own, signature = _by_tree(markup)
    except Exception:  # any fault of a converter leaves the simpler one
        whole, own, signature = "", "", False
    if not whole.strip():
        whole = own = _tidy(_without_tags(markup))
    own = own if own.strip() else whole
    cut = cut or len(whole) > LONGEST_TEXT
    return Converted(whole[:LONGEST_TEXT], own[:LONGEST_TEXT], signature, cut)


def _cut(markup: str) -> tuple[str, bool]:
    """(as much of it as can be read in a second, whether something was cut off)."""
    end = min(len(markup), LONGEST)
    if markup.count("<", 0, end) > MOST_TAGS:
        tags = re.compile("<").finditer(markup)
        end = next(islice(tags, MOST_TAGS, None)).start()
    return markup[:end], end < len(markup)


def _by_tree(markup: str) -> tuple[str, str, bool]:
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True)  # else it drops in silence what is nested 256 deep
    tree = document_fromstring(markup, parser=parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise ValueError("nested too deep")
    _name_links(tree)
    _open_blanks(tree)
    for each, depth in _depths(tree, "ul", "ol").items():
        each.tag = "div" if depth > DEEPEST_LIST else each.tag
    _flatten_tables(tree)
    for quotation in list(_quotations(tree))[:MOST_QUOTATIONS][::-1]:
        _mark(quotation)
    whole = _render(tree)
    signature = _drop(tree, _SIGNATURES, _SIGNATURE_IDS)
    changed = _drop(tree, _INTRODUCTIONS | _CONTAINERS, frozenset()) | _cut_tail(tree) | signature
    return whole, _render(tree) if changed else whole, signature


def _render(tree: HtmlElement) -> str:
    from inscriptis.css_profiles import CSS_PROFILES
    from inscriptis.html_engine import Inscriptis
    from inscriptis.model.config import ParserConfig

    config = ParserConfig(css=dict(CSS_PROFILES["strict"]))
    return _tidy(Inscriptis(tree, config).get_text())


def _tidy(text: str) -> str:
    text = text.replace("\xa0", " ").replace("\r", "")
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _MANY_BLANKS.sub("\n\n", lines).strip("\n")


def _without_tags(markup: str) -> str:
    """The second line, for what libxml2 gives up on (thousands of nested elements).

    Two patterns and no parser: those of Python need minutes for a few thousand open `<a `.
    """
    return unescape(_TAG.sub("\n", _NO_TEXT.sub("", markup)))


# --- the tree ---------------------------------------------------------------------------------


def _names(element: HtmlElement) -> tuple[set[str], str]:
    """Classes and id in lower case, without the `x_` that Outlook puts before foreign ones."""
    classes = {name.lower().removeprefix("x_") for name in element.get("class", "").split()}
    return classes, element.get("id", "").lower().removeprefix("x_")


def _elements(tree: HtmlElement, path: str) -> list[Any]:
    return list(tree.iterfind(path))


def _name_links(tree: HtmlElement) -> None:
    """`text <https://…>` where the text of a link does not say where it goes."""
    for link in _elements(tree, ".//a[@href]"):
        target = links.real(link.get("href", "").strip()[: links.LONGEST])
        shown = "".join(link.itertext()).strip()
        bare = target.removeprefix("mailto:").rstrip("/")
        if not target.lower().startswith(("http://", "https://", "mailto:")) or not shown:
            continue
        if bare.split("://", 1)[-1].casefold() in shown.casefold():
            continue
        link.tail = f" <{bare}>{link.tail or ''}"


def _open_blanks(tree: HtmlElement) -> None:
    """`<div>&nbsp;</div>` between others is a blank line, as `<div><br></div>` is one.

    The converter drops it, and a closing name would stick to the text above it.
    """
    from lxml.html import Element

    for div in _elements(tree, ".//div"):
        inner = div[0] if len(div) == 1 else div
        alone = div.getprevious() is None and div.getnext() is None
        if len(inner) or not isinstance(inner.tag, str) or inner.tag == "br" or alone:
            continue
        text = "".join(div.itertext())
        if "\xa0" in text and not text.strip():
            inner.text = None
            inner.append(Element("br"))


def _flatten_tables(tree: HtmlElement) -> None:
    """Leave as tables what a phone can show as such; of the others each row is a line, or more.

    Newsletters and offices lay out whole letters in tables. Padded to its widest cell, such a one
    is thousands of blanks.
    """
    tables = _elements(tree, ".//table")
    flat: dict[Any, str] = {}  # table -> the element that its cells become
    for table in tables:
        outer = next(table.iterancestors("table"), None)
        if outer is not None:
            flat[outer] = "div"
    room = MOST_CELLS
    for table in tables:
        if table in flat:
            continue
        rows = [list(row.iterchildren("td", "th")) for row in table.iter("tr")]
        cells = [cell for row in rows for cell in row]
        room -= len(cells)
        if len(cells) <= len(rows):
            flat[table] = "div"
        elif room < 0 or any(_is_wide(cell) for cell in cells):
            flat[table] = "div" if next(table.iter(*_BLOCKS), None) is not None else "span"
    for cell in [*tree.iter(*_CELLS)]:
        table = next(cell.iterancestors("table"), None)
        if table in flat:
            _flatten(cell, flat[table])
    for table in flat:
        table.tag = "div"


def _is_wide(cell: HtmlElement) -> bool:
    size = 0
    for text in cell.itertext():
        size += len(text)
        if size > WIDEST_CELL:
            return True
    return False


def _flatten(cell: HtmlElement, kind: str) -> None:
    is_cell = cell.tag in ("td", "th")
    if is_cell and kind == "span" and cell.getnext() is not None:
        cell.tail = " | "
    cell.tag = kind if is_cell else "div"


def _quotations(tree: HtmlElement) -> list[Any]:
    """The blockquotes that cite; one without such a mark is the author's own indentation."""
    depths = _depths(tree, "blockquote", counts=_cites)
    return [each for each, depth in depths.items() if depth <= DEEPEST_QUOTATION and _cites(each)]


def _depths(
    tree: HtmlElement, *tags: str, counts: Callable[[HtmlElement], bool] = lambda _: True
) -> dict[Any, int]:
    """How many of the elements that count are nested around each, itself among them."""
    depths: dict[Any, int] = {}
    for each in [*tree.iter(*tags)]:
        outer = next(each.iterancestors(*tags), None)
        depths[each] = depths.get(outer, 0) + counts(each)
    return depths


def _cites(blockquote: HtmlElement) -> bool:
    return (
        blockquote.get("type", "").lower() == "cite"
        or bool(blockquote.get("cite"))
        or any(name.startswith(_CITATIONS) for name in _names(blockquote)[0])
    )


def _mark(quotation: HtmlElement) -> None:
    """Put the text of a citing blockquote in its place, each line marked `>`."""
    from lxml.html import Element

    tail, quotation.tail = quotation.tail, None
    lines = _render(quotation).split("\n")
    marked = Element("pre")
    marked.text = "\n".join(
        f">{line}" if line[:1] == ">" else f"> {line}".rstrip() for line in lines
    )
    marked.tail = tail
    parent = quotation.getparent()
    if parent is not None:
        parent.replace(quotation, marked)


def _drop(tree: HtmlElement, classes: frozenset[str], ids: frozenset[str]) -> bool:
    dropped = False
    for element in _elements(tree, ".//*"):
        if not isinstance(element.tag, str):
            continue
        found, name = _names(element)
        if (found & classes or name in ids) and element.getparent() is not None:
            element.drop_tree()
            dropped = True
    return dropped


def _cut_tail(tree: HtmlElement) -> bool:
    """Remove the element that opens the old message, and all that follows it."""
    opening = next(filter(_opens_tail, _elements(tree, ".//*")), None)
    if opening is None:
        return False
    opening.text = None
    for child in list(opening):
        opening.remove(child)
    element = opening
    while (parent := element.getparent()) is not None:
        for later in list(element.itersiblings()):
            parent.remove(later)
        element.tail = None
        element = parent
    return True


def _opens_tail(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and (
        _names(element)[1] in _TAIL_IDS or bool(_TAIL_STYLE.search(element.get("style", "")[:500]))
    )
