"""The site the demo plays on: its settings file, keys, database, list and people.

It owns `listserv.toml` and `var/` below the demo's folder, made as `init`, `list create`, `member
import` and `moderator add` make them, and leaves a site that every verb of the command line can be
pointed at afterwards. The relay it names ends with the demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from listserv import settings
from listserv.demo.forum import LIST, SECOND, Forum
from listserv.demo.front import NAME
from listserv.home import Home
from listserv.identity.keyring import Keyring
from listserv.model import Policy
from listserv.roster import table
from listserv.settings import Settings
from listserv.store import imports, lists, members
from listserv.store.base import Store
from listserv.store.members import NewMember

DOMAIN = "lists.example.org"
MODERATORS = ("grace.oyelaran", "mariama.diallo")
POLICY = Policy(
    title="Health Forum",
    description="Health workers who learn from each other, in four languages.",
    language="en",
    languages=("en", "fr", "es", "pt"),
    family="health-forum",
    archive="public",
    footer="Health Forum: what we learned today, somebody needs tomorrow.",
)


FRENCH = Policy(
    title="Forum Santé",
    description="Le même forum, en français.",
    language="fr",
    languages=("fr",),
    family="health-forum",
    archive="public",
)


TITLES = {LIST: POLICY.title, SECOND: FRENCH.title}


def make(folder: Path, forum: Forum, relay_port: int, now: float) -> Settings:
    """Make the site in a folder and put everybody on its list."""
    path = folder / "listserv.toml"
    path.write_text(
        f'[site]\ndomain = "{DOMAIN}"\nname = "Health Forum"\n'
        f'admin = "{forum.writer(MODERATORS[0]).address}"\n\n'
        f'[smtp]\nlisten = "127.0.0.1:0"\ntrusted_authserv_ids = ["{NAME}"]\n\n'
        f'[relay]\nurl = "smtp://127.0.0.1:{relay_port}"\n\n'
        '[web]\nlisten = "127.0.0.1:0"\n\n'
        f'[archive]\ndir = "archive"\nurl = "https://{DOMAIN}/archive/"\n\n'
        '[log]\nlevel = "warning"\n',
        encoding="utf-8",
    )
    made = settings.load(path)
    home = Home(made.site.data_dir)
    home.make()
    Keyring(home.dkim).begin()
    store = Store.open(home.database)
    try:
        _people(store, forum, now)
    finally:
        store.close()
    return made


def _people(store: Store, forum: Forum, now: float) -> None:
    _list(store, forum, LIST, POLICY, forum.members_csv, MODERATORS, now)
    _list(store, forum, SECOND, FRENCH, forum.second_csv, MODERATORS[1:], now)


def _list(
    store: Store,
    forum: Forum,
    name: str,
    policy: Policy,
    members_csv: str,
    moderators: Sequence[str],
    now: float,
) -> None:
    mailing_list = store.write_now(lists.create, name, policy, now)
    rows = [entry.member for entry in table.read(members_csv) if entry.member]
    store.write_now(imports.bring, mailing_list.id, rows, "the demo's list of members", now)
    for key in moderators:
        known = NewMember(forum.writer(key).address)
        store.write_now(members.add_moderator, mailing_list.id, known, now)


def moderators(forum: Forum) -> frozenset[str]:
    """The addresses of the facilitators, who may see everything."""
    return frozenset(forum.writer(key).address for key in MODERATORS)
