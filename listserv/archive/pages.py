"""The pages of the archive: values in, HTML out.

Pure. Owns which template shows what; views.py prepares the values, templates/web/archive holds
the markup, press speaks the language. Every page stands alone: no script, no request beyond one
small stylesheet, all links relative, so that a folder on a USB stick is an archive too. The same
values give the same bytes. A failure here is a broken template and is raised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import quote

import jinja2

from listserv.archive import prose, tongues, views
from listserv.archive.tongues import Known
from listserv.archive.views import Face, Line, Link, PostView, Tongue
from listserv.model import MailingList, Post, Site, Summary
from listserv.model.family import Also, may_be_linked
from listserv.model.translations import Translation
from listserv.press import links
from listserv.press.catalogue import environment, translations
from listserv.press.speech import Words, words
from listserv.text.permalink import month_page, post_page, summary_page, thread_page

LATEST = 20  # threads on a list's own page
OUTLINE_FROM = 4  # posts from which a thread opens with an outline


@dataclass(frozen=True, slots=True)
class ListLine:
    """A list in the site's table of contents."""

    mailing_list: MailingList
    posts: int
    last: float


class Pages:
    """Writes the pages of one list, and those of its discussions in other languages."""

    def __init__(
        self,
        site: Site,
        mailing_list: MailingList,
        words: Words,
        twins: Mapping[int, Sequence[Also]] | None = None,
        forums: Sequence[MailingList] = (),
        own: str = "",
    ) -> None:
        """`twins`: where posts are out too, by number; `forums`: the others of the community;
        `own`: the language of the list's pages, where these are in another one."""
        self._site = site
        self._forums = forums
        self._twins = twins or {}
        self._list = mailing_list
        self._face = Face(words, mailing_list.policy.timezone)
        self._own = own or words.language
        self._values = {
            **_common(site, words),
            "hidden": mailing_list.policy.archive == "members",
            "list": _named(mailing_list),
            "foreign_list": bool(self._here),
            "at": links.Addresses(site, mailing_list),
        }

    def knowing(self, twins: Mapping[int, Sequence[Also]]) -> Pages:
        """The same pages, of posts that are out in other forums too."""
        return Pages(self._site, self._list, self._face.words, twins)

    def _page(self, template: str, depth: int, **values: Any) -> str:
        """`depth`: folders between the page and the list's own."""
        environment = _environment(self._face.words.language)
        up = "../" * depth
        return environment.get_template(template).render(**self._values, up=up, **values)

    def home(self, lines: Sequence[Line], summaries: Sequence[Summary]) -> str:
        """The list's own page: what it is, how to join, what is new, every month."""
        latest = sorted(lines, key=lambda line: (-line.last, -line.thread))[:LATEST]
        counts: dict[str, int] = {}
        for line in lines:
            for month, posts in line.months.items():
                counts[month] = counts.get(month, 0) + posts
        years = [
            (year, [(month_page(m), self._face.month_alone(m), counts[m]) for m in months])
            for year, months in groupby(sorted(counts, reverse=True), key=lambda m: m[:4])
        ]
        return self._page(
            "list.html",
            0,
            latest=[self._entry(line) for line in latest],
            summaries=[self._summary_link(one) for one in summaries],
            years=years,
            tongues=[self._face.words.tongue(tag) for tag in self._list.policy.languages],
            forums=[self._forum(one) for one in self._forums],
        )

    def _forum(self, one: MailingList) -> dict[str, str]:
        """Another forum of the community, for the list's own page."""
        return {
            **_named(one),
            "href": self._there(one, "../", "index.html"),
            "tongue": self._face.words.tongue(one.policy.language),
            "join": links.Addresses(self._site, one).join,
        }

    def month(self, month: str, lines: Sequence[Line], before: str = "", after: str = "") -> str:
        """The threads with posts in a month (`2026-11`), with links to its neighbours."""
        active = [line for line in lines if month in line.months]
        active.sort(key=lambda line: (line.first, line.thread))
        return self._page(
            "month.html",
            0,
            month=self._face.month(month),
            posts=sum(line.months[month] for line in active),
            lines=[(self._entry(line), line.months[month]) for line in active],
            before=Link(month_page(before), self._face.month(before)) if before else None,
            after=Link(month_page(after), self._face.month(after)) if after else None,
        )

    def thread(
        self,
        posts: Sequence[Post],
        summaries: Sequence[Summary] = (),
        known: Known | None = None,
    ) -> dict[str, str]:
        """All sheets of a thread, by path, in every language that it has a page in. `posts` in
        order, `summaries` those of this thread, `known` the translations of its posts."""
        known = known or {}
        others = tongues.languages(posts, known, self._own, self._read)
        found = self._sheets(posts, summaries, known, others)
        for language in others:
            made = Pages(self._site, self._list, words(language), self._twins, own=self._own)
            found |= made._sheets(posts, summaries, known, others)
        return found

    def _sheets(
        self,
        posts: Sequence[Post],
        summaries: Sequence[Summary],
        known: Known,
        others: Sequence[str],
    ) -> dict[str, str]:
        """The sheets in this language; `others`: in which there are some besides the list's."""
        sheets = views.sheets(posts)
        where = views.sheet_of(sheets)
        face, first = self._face, posts[0]
        topic, here = face.topic(first.topic), self._here
        paths = [thread_page(first.thread, n, here) for n in range(1, len(sheets) + 1)]
        names = {post.number: face.author(post.author, post.address) for post in posts}
        found: dict[str, str] = {}
        for n, sheet in enumerate(sheets, 1):
            href = views.anchors(posts, n, where, here)
            found[paths[n - 1]] = self._page(
                "thread.html",
                1,
                **self._titled(first, known),
                posts=len(posts),
                people=views.people(posts),
                countries=views.countries(posts),
                span=face.span(min(p.sent for p in posts), max(p.sent for p in posts)),
                outline=views.outline(posts, href, face)
                if n == 1 and len(posts) >= OUTLINE_FROM
                else [],
                shown=[
                    self._shown(post, _parent(post, href, names), topic, known, others)
                    for post in sheet
                ],
                **self._siblings(first, n, others),
                summaries=[self._summary_link(one) for one in summaries],
                sheet=n,
                sheets=[path.rpartition("/")[2] for path in paths],
                month=self._month_link(first),
                answer=self._answer(posts[-1], topic),
            )
        return found

    @property
    def _here(self) -> str:
        """The language in the names of these pages; "" for the list's own."""
        language = self._face.words.language
        return "" if language == self._own else language

    @property
    def _read(self) -> str:
        """The language that readers of these pages look for; a list's may be none that we speak."""
        return self._here or self._list.policy.language

    def _titled(self, first: Post, known: Known) -> dict[str, str]:
        """What a thread is called, and in which language where that is not the page's."""
        made = tongues.by_people(first, known, self._read)
        if made is not None and made.topic:
            called = tongues.topic(first.topic, made.topic)
            return {"topic": called, "lang": self._face.foreign(made.language)}
        return {"topic": self._face.topic(first.topic), "lang": self._face.foreign(first.language)}

    def _shown(
        self, post: Post, parent: Link | None, topic: str, known: Known, others: Sequence[str]
    ) -> PostView:
        """A post among the others of its thread, in what people made of it for readers of the page.
        The list's own page has the original folded below that, other pages a link to it. Languages
        that the thread has no page in are named below the post."""
        face, of_post = self._face, known.get(post.number, ())
        made, lists = tongues.by_people(post, known, self._read), self._list.policy.language
        page, seen = f"../{post_page(post.permalink)}", (lists, *others)
        original = ""
        if self._here and tongues.whole(made):
            is_folded = tongues.by_people(post, known, lists) is not None
            original = f"{page}#{post.spoken[0]}" if is_folded else page
        return views.post_view(
            post,
            parent,
            topic,
            face,
            instead=tongues.text_view(post.topic, made, face, is_named=False) if made else None,
            elsewhere=original,
            also=tongues.elsewhere(of_post, seen, page, face),
            forums=self._out_too(post),
        )

    def _siblings(self, first: Post, sheet: int, others: Sequence[str]) -> dict[str, Any]:
        """A thread's page in every language, for browsers and for readers."""
        if not others:
            return {"canonical": "", "pages": [], "in_other_pages": []}
        base = links.archive(self._site, self._list)
        found: list[Tongue] = []
        for language in ("", *others):
            path = thread_page(first.thread, sheet, language)
            href = base + path if base else path.rpartition("/")[2]
            found.append(tongues.tongue(language or self._own, href, self._face))
        here = self._face.words.language.replace("_", "-")
        # Each stands for itself: where one named another, search engines would drop it for that.
        own = next(one.href for one in found if one.lang == here)
        near = [replace(one, href=one.href.rpartition("/")[2]) for one in found if one.lang != here]
        return {"canonical": own, "pages": found, "in_other_pages": near}

    def post(
        self, post: Post, parent: Post | None, sheet: int, known: Sequence[Translation] = ()
    ) -> str:
        """The permanent page of one post, with all its translations, first the one into the list's
        language; `sheet` of its thread's page shows it too."""
        face = self._face
        topic = face.topic(post.topic)
        made = tongues.by_people(post, {post.number: known}, self._read)
        taken = (made.language, post.spoken[0]) if made else ()
        below = [one for one in known if one is not made]
        also = tongues.elsewhere(below, taken, "", face)
        if made:
            also = (tongues.tongue(post.spoken[0], f"#{post.spoken[0]}", face), *also)
        above = None
        if parent:
            name = face.author(parent.author, parent.address)
            above = Link(f"../{post_page(parent.permalink)}", name)
        return self._page(
            "post.html",
            1,
            **self._titled(post, {post.number: known}),
            post=views.post_view(
                *(post, above, topic, face),
                instead=tongues.text_view(post.topic, made, face) if made else None,
                texts=tongues.texts(post.topic, below, face, taken),
                also=also,
                forums=self._out_too(post),
            ),
            thread=f"../{thread_page(post.thread, sheet)}#p{post.number}",
            month=self._month_link(post),
            address=links.page(self._site, self._list, post.permalink),
            answer=self._answer(post, topic),
        )

    def _out_too(self, post: Post) -> tuple[Link, ...]:
        """Where a post is out too. What not everybody may read is no word on an open page."""
        is_open = self._list.policy.archive == "public"
        return tuple(
            Link(
                href,
                self._face.words.gettext("Also in %(title)s as %(number)s")
                % {"title": prose.line(one.list.title), "number": one.number},
            )
            for one in self._twins.get(post.number, ())
            if (href := self._there(one.list, "../../", post_page(one.permalink))) or not is_open
        )

    def _there(self, forum: MailingList, up: str, path: str) -> str:
        """The link to a page of another forum; "" where not all who read this may read that one.
        `up`: from this page to its own tree, beside which the other tree stands."""
        here, tree = self._list.policy.archive, forum.policy.archive
        if not may_be_linked(self._list, forum):
            return ""
        if tree == here:
            return f"{up}{forum.name}/{path}"
        if base := links.archive(self._site, forum):
            return base + path.removesuffix("index.html")
        return f"{up}../{tree}/{forum.name}/{path}"

    def gone(self, recalled: float) -> str:
        """The page of a post that was taken back: a line that says so, and when."""
        return self._page("gone.html", 1, when=self._face.day(recalled))

    def summary(self, summary: Summary, topic: str, known: Sequence[Translation] = ()) -> str:
        """A discussion summary with its translations; `topic` is that of its thread, "" when it has
        left the archive."""
        face = self._face
        return self._page(
            "summary.html",
            1,
            title=face.topic(summary.title),
            body=prose.html(summary.text),
            lang=face.foreign(summary.language),
            direction=face.turned(summary.language),
            when=face.day(summary.published or summary.made),
            number=summary.number,
            also=tongues.elsewhere(known, (), "", face),
            texts=tongues.texts(summary.title, known, face),
            thread=Link(f"../{thread_page(summary.thread)}", face.topic(topic)) if topic else None,
        )

    def _entry(self, line: Line) -> dict[str, Any]:
        face = self._face
        return {
            "href": thread_page(line.thread),
            "topic": face.topic(line.topic),
            "posts": line.posts,
            "author": line.author,
            "country": face.country(line.country),
            "first": face.day(line.first),
            "last": face.day(line.last),
        }

    def _summary_link(self, summary: Summary) -> dict[str, str]:
        return {
            "href": summary_page(summary.id),
            "title": self._face.topic(summary.title),
            "when": self._face.day(summary.published or summary.made),
        }

    def _month_link(self, post: Post) -> Link:
        month = self.month_of(post.published or post.sent)
        return Link(f"../{month_page(month)}", self._face.month(month))

    def month_of(self, instant: float) -> str:
        """`2026-11`, on the list's clock."""
        when = self._face.at(instant)
        return f"{when.year}-{when.month:02}"

    def author(self, name: str, address: str) -> str:
        """An author as pages show one."""
        return self._face.author(name, address)

    def _answer(self, post: Post, topic: str) -> str:
        """A link that opens a mail to the list, as an answer (RFC 6068 §4); "" when retired."""
        if self._list.retired:
            return ""
        to = f"mailto:{self._values['at'].post}?subject={quote('Re: ' + topic, safe='')}"
        reference = quote(f"<{post.message_id}>", safe="") if post.message_id else ""
        return f"{to}&In-Reply-To={reference}" if reference else to


def root(site: Site, lines: Sequence[ListLine], words: Words, *, hidden: bool = False) -> str:
    """The site's own page: every list of one tree; `hidden` keeps search engines out."""
    face = Face(words, "UTC")
    lists = [
        {
            **_named(line.mailing_list),
            "description": prose.line(line.mailing_list.policy.description),
            "tongues": [words.tongue(tag) for tag in line.mailing_list.policy.languages],
            "posts": line.posts,
            "last": face.day(line.last) if line.posts else "",
        }
        for line in lines
    ]
    values = {**_common(site, words), "hidden": hidden, "lists": lists}
    return _environment(words.language).get_template("root.html").render(**values)


def stylesheet() -> str:
    """The one stylesheet of every page."""
    return _environment("en").get_template("style.css").render()


def _parent(post: Post, href: Mapping[int, str], names: Mapping[int, str]) -> Link | None:
    return Link(href[post.parent], names[post.parent]) if post.parent in href else None


def _named(mailing_list: MailingList) -> dict[str, str]:
    return {
        "name": mailing_list.name,
        "title": prose.line(mailing_list.title),
        "description": prose.clean(mailing_list.policy.description),
        "lang": mailing_list.policy.language,
    }


def _common(site: Site, words: Words) -> dict[str, Any]:
    """What every page needs: the site's name, the language and direction of its own words, and
    the arrows to the page before and after."""
    rtl = views.direction(words.language) == "rtl"
    back, on = "→←" if rtl else "←→"
    return {
        "site": prose.line(site.name) or site.domain,
        "language": words.language.replace("_", "-"),
        "rtl": rtl,
        "back": back,
        "on": on,
    }


@cache
def _environment(language: str) -> jinja2.Environment:
    return environment(translations(language), "web/archive", escape=True)
