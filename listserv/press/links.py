"""Where things of a list are found: its addresses, its archive, the page of one post.

Pure. Owns the spelling of every address and link that a mail of ours shows, so that a footer, a
header and a letter never disagree (DESIGN: addresses). Bodies show only addresses without a
token; the personal ones are given by whoever writes the letter.

A failure here cannot happen: a link that does not exist is an empty string.
"""

from __future__ import annotations

from dataclasses import dataclass

from listserv.model import MailingList, Purpose, Site
from listserv.text.permalink import post_page, summary_page

SITE = "listserv"  # stands where a list's name would


def sealed(site: Site, list_name: str, purpose: Purpose, token: str) -> str:
    """`hifa-reply+TOKEN@…`: the address of a token, with the site's separator; "" is the site."""
    return site.address(f"{list_name or SITE}-{purpose.value}{site.separator}{token}")


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of a list, or of the site where there is no list."""

    site: Site
    list: MailingList | None

    def _of(self, suffix: str, site_wide: str) -> str:
        return self.site.address(f"{self.list.name}{suffix}" if self.list else site_wide)

    @property
    def post(self) -> str:
        return self._of("", SITE)

    @property
    def request(self) -> str:
        return self._of("-request", SITE)

    @property
    def join(self) -> str:
        return self._of("-join", SITE)

    @property
    def leave(self) -> str:
        return self._of("-leave", SITE)

    @property
    def owner(self) -> str:
        """A human: the list's facilitators, or the site's admin."""
        return self._of("-owner", "postmaster")

    @property
    def team(self) -> str:
        """The moderators among themselves; the site has none."""
        return self._of("-moderators", "postmaster")

    def sealed(self, purpose: Purpose, token: str) -> str:
        """The address of a token, see `sealed` above."""
        return sealed(self.site, self.list.name if self.list else "", purpose, token)


def archive(site: Site, mailing_list: MailingList) -> str:
    """The list's pages, with a slash at the end; "" where they are nowhere on the web.

    Pages for members only have this address too."""
    if not site.archive_url or mailing_list.policy.archive == "off":
        return ""
    return f"{site.archive_url.rstrip('/')}/{mailing_list.name}/"


def open_archive(site: Site, mailing_list: MailingList) -> str:
    """The list's pages where everybody may read them, else "": what a mail may point to."""
    return archive(site, mailing_list) if mailing_list.policy.archive == "public" else ""


def open_page(site: Site, mailing_list: MailingList, permalink: str) -> str:
    """The page of one post where everybody may read it, else ""."""
    return page(site, mailing_list, permalink) if mailing_list.policy.archive == "public" else ""


def page(site: Site, mailing_list: MailingList, permalink: str) -> str:
    """The page of one post; "" where there is none."""
    base = archive(site, mailing_list)
    return base + post_page(permalink) if base and permalink else ""


def summary(site: Site, mailing_list: MailingList, summary_id: int) -> str:
    """The page of a published discussion summary; "" where not everybody may read it."""
    base = open_archive(site, mailing_list)
    return base + summary_page(summary_id) if base else ""
