"""What every page must be: well nested, without script, with links that lead somewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

VOID = {"meta", "link", "br", "hr", "img", "input"}
OPTIONAL_END = {"li"}


class Page(HTMLParser):
    """Reads a page; `problems` says what is wrong, `links` and `ids` what it holds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.problems += [f"<{tag}> is never closed" for tag in self._open]
        if not text.startswith("<!doctype html>"):
            self.problems.append("no doctype")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in ("script", "iframe", "form", "style") or any(n.startswith("on") for n in values):
            self.problems.append(f"active content: <{tag}>")
        if identity := values.get("id"):
            if identity in self.ids:
                self.problems.append(f"id {identity} stands twice")
            self.ids.add(identity)
        if link := values.get("href"):
            self.links.append(link)
        if tag == "li" and self._open[-1:] == ["li"]:
            self._open.pop()
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open[-1:] and self._open[-1] != tag and self._open[-1] in OPTIONAL_END:
            self._open.pop()
        if self._open[-1:] == [tag]:
            self._open.pop()
        else:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text += data


def crawl(start: Path) -> tuple[dict[Path, Page], list[str]]:
    """Every page that can be reached from `start` by links, and every link that leads nowhere."""
    found: dict[Path, Page] = {}
    dead: list[str] = []
    waiting = [start.resolve()]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        page = found[path] = Page(path.read_text("utf-8"))
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                dead.append(f"{path.name} -> {link}")
            elif target.suffix == ".html":
                waiting.append(target)
                if parts.fragment and f'id="{parts.fragment}"' not in target.read_text("utf-8"):
                    dead.append(f"{path.name} -> {link}")
    return found, dead
