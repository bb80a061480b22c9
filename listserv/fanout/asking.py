"""Into which languages a post is to be put, and how long it waits for that.

Pure. People are asked for what a moderator marked (`ok fr es`), and without a mark for what opens a
planned discussion, answers a question of one, or is an announcement: into the other languages of
the list. All else is read as it was written, or as somebody chooses to say it. Programs are asked
for the languages of the members who want drafts, where nobody forbids it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from listserv.model import Policy, Post, Sort
from listserv.text import subject

PATIENCE = 90.0  # seconds that a post waits for programs


def wanted(post: Post, policy: Policy) -> tuple[str, ...]:
    """The languages that people are asked for; () where nobody is."""
    if policy.translate == "off" or not post.spoken:
        return ()
    marked = post.wanted or (policy.languages if _is_for_many(post) else ())
    return tuple(dict.fromkeys(one for one in marked if one not in post.spoken))


def _is_for_many(post: Post) -> bool:
    if post.question or post.kind is Sort.ANNOUNCEMENT:
        return True
    begins = not post.references and not post.parent and not post.join_to
    return begins and bool(subject.read(post.topic).prefix)


def drafted(post: Post, policy: Policy, readers: Collection[Sequence[str]]) -> tuple[str, ...]:
    """The languages that a program is asked for: of `readers`, each with her languages in order."""
    if policy.translate != "machine" or not post.spoken:
        return ()
    others = [one for one in readers if set(one).isdisjoint(post.spoken)]
    return tuple(dict.fromkeys(language for reads in others for language in reads))


def waits_until(
    hoped: Collection[str], programs: Collection[str], post: Post, policy: Policy, now: float
) -> float:
    """Until when a post waits for its translations, 0: it does not.

    `hoped` are the languages that somebody can be asked for before the list's hold is over: nobody
    waits for others, and a post that goes out at once does not wait at all.
    """
    if post.urgent:
        return 0.0
    hold = now + policy.translate_hold if hoped else now
    patience = now + PATIENCE if programs else now
    until = max(hold, patience)
    return until if until > now else 0.0
