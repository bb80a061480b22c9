"""What somebody missed, as much of it as a thin line can bear; pure.

Owns the bound: the letter that ends a stop has at most 20 KB, head and all, whatever was missed.
The newest headlines find room first, and are shown in their order; how many did not is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from listserv.model import MailingList, Site
from listserv.press.kinds import Headline, Missed
from listserv.press.links import open_archive
from listserv.text.addresses import mask
from listserv.text.layout import clip
from listserv.text.masks import mask_tokens

# Octets of headlines in UTF-8: base64 makes 4 of 3 and breaks lines; the rest of 20,000 is head and
# frame.
_ROOM = 11_500
_FRAME = 24  # octets around one headline: its number, indents, line ends
_LIST = 300  # octets around one list: its title, its archive, what is not shown
_MOST_LISTS = _ROOM // _LIST  # their frames alone fill the room
_TOPIC, _AUTHOR = 100, 40  # columns


def missed(
    rows: Iterable[tuple[int, Headline]],
    counts: Mapping[int, int],
    lists: Mapping[int, MailingList],
    site: Site,
) -> tuple[Missed, ...]:
    """What was missed, by list; `rows` are (list id, headline), the newest first.

    `counts` says how many there are in all, by list id.
    """
    room = _ROOM - _LIST * len(counts)
    taken: dict[int, list[Headline]] = {}
    for list_id, headline in rows:
        room -= _size(headline)
        if room < 0:
            break
        taken.setdefault(list_id, []).append(headline)
    return tuple(
        Missed(
            clip(lists[list_id].title, _TOPIC),
            tuple(reversed(taken.get(list_id, ()))),
            count - len(taken.get(list_id, ())),
            open_archive(site, lists[list_id]),
        )
        for list_id, count in sorted(counts.items())
        if list_id in lists
    )[:_MOST_LISTS]


def headline(number: int, topic: str, author: str, address: str) -> Headline:
    """A post as everybody may see it: an address in the place of a name is masked."""
    name = author.strip()
    name = mask(address or name) if not name or "@" in name else name
    return Headline(number, clip(mask_tokens(topic), _TOPIC), clip(mask_tokens(name), _AUTHOR))


def _size(one: Headline) -> int:
    return len(f"{one.topic}{one.author}".encode()) + _FRAME
