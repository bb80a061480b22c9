"""From settings to the site that rooms may know.

Owns the one translation of `listserv.toml` into `model.Site`; app and command line share it.
"""

from __future__ import annotations

from listserv.model import Site
from listserv.settings import Settings


def site_of(settings: Settings) -> Site:
    return Site(
        domain=settings.site.domain,
        name=settings.site.name,
        language=settings.site.language,
        admin=settings.site.admin,
        archive_url=settings.archive.url,
        web_url=settings.web.url,
        separator=settings.site.separator,
        stranger_letters=settings.limits.stranger_letters,
    )
