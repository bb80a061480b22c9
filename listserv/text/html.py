"""HTML mail to plain text: dressing off, links and tables kept, quotations marked `>`.

Owns what the classes and ids of mail programs say (a quotation, a signature, "here the old
message begins"): they hold in every language. Imports of the heavy libraries stand inside the
functions, so that only a child process that meets HTML pays for them. Text is never lost
silently: where one converter gives up, a simpler one takes over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

HtmlElement = Any  # lxml.html.HtmlElement; lxml has no types

LONGEST = 1_000_000  # characters of HTML that are read
MOST_QUOTATIONS = 60  # deeper or later ones are left as text

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
_INTRODUCTIONS = frozenset({"gmail_attr", "moz-cite-prefix", "moz-email-headers-table"})
_CONTAINERS = frozenset({"yahoo_quoted", "protonmail_quote", "zmail_extra", "tutanota_quote"})
_SIGNATURES = frozenset({"gmail_signature", "moz-signature", "protonmail_signature_block"})
_SIGNATURE_IDS = frozenset({"ms-outlook-mobile-signature", "applemailsignature"})
_CITATIONS = ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-quote", "cite")

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


def to_text(markup: str) -> Converted:
    """The plain text of HTML in logical lines; never raises."""
    markup = _DECLARATION.sub("", _BAD.sub("", markup[:LONGEST]))
    if not markup.strip():
        return Converted("", "")
    try:
        whole, own, signature = _by_tree(markup)
    except Exception:  # any fault of a converter leaves the simpler one
        whole, own, signature = "", "", False
    if not whole.strip():
        whole = own = _tidy(_without_tags(markup))
    return Converted(whole, own if own.strip() else whole, signature)


def _by_tree(markup: str) -> tuple[str, str, bool]:
    from lxml.html import document_fromstring

    tree = document_fromstring(markup)
    _name_links(tree)
    _open_blanks(tree)
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
        target = link.get("href", "").strip()
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


def _quotations(tree: HtmlElement) -> list[Any]:
    """The blockquotes that cite; one without such a mark is the author's own indentation."""
    return [
        each
        for each in _elements(tree, ".//blockquote")
        if each.get("type", "").lower() == "cite"
        or each.get("cite")
        or any(name.startswith(_CITATIONS) for name in _names(each)[0])
    ]


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
    for element in _elements(tree, ".//*"):
        if not isinstance(element.tag, str) or _names(element)[1] not in _TAIL_IDS:
            continue
        while element is not None and element.getparent() is not None:
            parent = element.getparent()
            for later in list(element.itersiblings()):
                parent.remove(later)
            element.tail = None
            if _names(element)[1] in _TAIL_IDS:
                element.text = None
                for child in list(element):
                    element.remove(child)
            element = parent
        return True
    return False
