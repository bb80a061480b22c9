"""Files of posts, asked for by mail: `attachment 811.2`, or all of a post by `attachment 811`.

Owns who gets what: a member gets the files of her lists' published posts, anybody we know those of
a public archive; each letter is within what the site takes in one mail, and a person gets so many
octets a day, for somebody else may have asked in her name. What is not sent is named, and why. A
crash before the errand's end runs it again: files already counted are not counted twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from listserv.clock import Clock
from listserv.commands.handled import Handled, Handler, Service
from listserv.commands.visit import Visit
from listserv.languages.command import Command, Verb
from listserv.mailroom import Mailroom
from listserv.model import Letter, MailingList, Post
from listserv.press import cargo
from listserv.press.kinds import Withheld
from listserv.store import confirmations, lists, spool
from listserv.store.base import Db, Store
from listserv.text import files as text_files
from listserv.text.attached import File
from listserv.text.files import Taken

DAY_OCTETS = 10_000_000  # of files that one person gets
FRAME = 8000  # octets of a letter beside its files
MOST_POSTS = 5  # asked about in one line

Take = Callable[[bytes, Sequence[int], int], Awaitable[Taken]]


class Files(Service):
    """`largest` is what the site takes, and sends, in one mail, in octets."""

    def __init__(
        self, store: Store, take: Take, mailroom: Mailroom, largest: int, clock: Clock
    ) -> None:
        self._store = store
        self._take = take
        self._mailroom = mailroom
        self._room = largest - FRAME
        self._clock = clock

    @property
    def handlers(self) -> Mapping[Verb, Handler]:
        return {Verb.ATTACHMENT: self._send}

    async def _send(self, visit: Visit, command: Command) -> Handled:
        """A letter with its files for each post that is named."""
        letters = []
        for number, wanted in list(_by_post(command.args).items())[:MOST_POSTS]:
            if await self._mailroom.may_write(visit.to, f"{visit.cause}, {number}"):
                letters.append(await self._letter(visit, number, wanted))
        if not letters:
            return Handled("attachment: the letters of the day are spent")
        return Handled(f"{command.verb} {' '.join(command.args)}", (), letters)

    async def _letter(self, visit: Visit, number: int, wanted: Sequence[int]) -> Letter:
        post, about = await self._store.read(_readable, visit, number)
        sent: list[File] = []
        left: list[Withheld] = []
        if post is not None and visit.person is not None:
            taken = await self._taken(post, wanted)
            sent, refused = await self._within_day(visit, post, taken.files)
            left = _withheld(post, wanted, {**dict(taken.left), **refused}, sent)
        return await self._mailroom.letter(
            "attachment",
            visit.to,
            about or visit.list,
            in_reply_to=visit.brief.reading.message_id,
            automatic="auto-replied",
            number=number,
            post=post,
            sent=sent,
            left=left,
            limit=DAY_OCTETS,
            attached=sent,
        )

    async def _taken(self, post: Post, wanted: Sequence[int]) -> Taken:
        """What a child can take out of the mail, of what may go."""
        numbered = enumerate(post.attachments, 1)
        may = [n for n, one in numbered if cargo.may_go(one) and (n in wanted or not wanted)]
        if not may:
            return Taken()
        raw = await self._store.read(spool.raw, post.mail_id)
        return await self._take(raw, may, self._room)

    async def _within_day(
        self, visit: Visit, post: Post, files: Sequence[File]
    ) -> tuple[list[File], dict[int, str]]:
        """(files that her day has room for, codes of the others by their number)."""
        key = f"files to {visit.to.person_id}"
        sent: list[File] = []
        refused: dict[int, str] = {}
        for file in files:
            size = len(file.data)
            cause = f"{visit.cause}, {post.number}.{file.number}"
            if size > DAY_OCTETS:
                refused[file.number] = text_files.ROOM
            elif await self._store.write(
                confirmations.spend_octets, key, cause, size, DAY_OCTETS, self._clock.now()
            ):
                sent.append(file)
            else:
                refused[file.number] = "spent"
        return sent, refused


def _by_post(args: Sequence[str]) -> dict[int, list[int]]:
    """The attachments asked for, by post; an empty list is all of its."""
    asked: dict[int, list[int]] = {}
    whole: set[int] = set()
    for arg in args:
        post, _, number = arg.partition(".")
        asked.setdefault(int(post), [])
        if number:
            asked[int(post)].append(int(number))
        else:
            whole.add(int(post))
    return {post: [] if post in whole else numbers for post, numbers in asked.items()}


def _withheld(
    post: Post, wanted: Sequence[int], codes: dict[int, str], sent: Sequence[File]
) -> list[Withheld]:
    """What does not go of what was asked for, each with the code why."""
    gone = {file.number for file in sent}
    left = []
    for number in wanted or range(1, len(post.attachments) + 1):
        place = f"{post.number}.{number}"
        if not 0 < number <= len(post.attachments):
            left.append(Withheld(place, "", 0, "missing"))
        elif number not in gone:
            one = post.attachments[number - 1]
            kind = text_files.UNREAD if cargo.may_go(one) else text_files.KIND
            left.append(Withheld(place, one.name, one.size, one.barred or codes.get(number, kind)))
    return left


def _readable(db: Db, visit: Visit, number: int) -> tuple[Post | None, MailingList | None]:
    """A published post whose files the visitor may have, and its list; None where there is none."""
    post = spool.post(db, number)
    about = lists.by_id(db, post.list_id) if post else None
    if post is None or about is None or post.published is None or visit.person is None:
        return None, None
    hers = any(one.list_id == about.id for one in visit.memberships)
    if about.policy.attachments == "drop" or not (hers or about.policy.archive == "public"):
        return None, None
    return post, about
