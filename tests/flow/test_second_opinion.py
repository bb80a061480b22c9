"""A moderator reads a post in a language of hers, by machine; real sockets, the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from listserv.model import Policy
from listserv.store import held
from listserv.store.members import NewMember
from listserv.translate import shield
from tests.support.site import DOMAIN, Running, serving, subject_of, text_of

pytestmark = [pytest.mark.slow, pytest.mark.apertium]

LUCIA, BIA = "lucia@rsr.example.org", "bia@team.example.org"
LIST = f"hifa@{DOMAIN}"
POST = (
    "Estimados colegas:\n\nDamos 500 mg dos veces al día, no 5 mg. ¿Qué hacen ustedes?\n\n"
    "Vea https://example.org/guia?n=1\n\nLucía"
)


@pytest.fixture
async def forum(tmp_path: Path) -> AsyncIterator[Running]:
    people = [NewMember(LUCIA, "Lucía Pérez", ("es",), "Peru")]
    moderators = [NewMember(BIA, "Bia Souza", ("pt",))]
    policy = Policy(title="HIFA español", language="es", languages=("es",))
    async with serving(tmp_path, policy, people, moderators) as running:
        await running.send(LUCIA, LIST, POST, Subject="Dosis de amoxicilina")
        await running.quiet()
        yield running


async def test_a_draft_comes_and_nothing_goes_out(forum: Running) -> None:
    notice = await forum.mail_to(BIA, "Dosis de amoxicilina")
    await forum.answer(notice, BIA, "segunda opinião em português")
    draft = await forum.mail_to(BIA, "Em português, por máquina: Dosis de amoxicilina")
    text = text_of(draft)
    assert "Tradução automática, não revista. Para doses e números, leia o original." in text
    assert "500 mg duas vezes ao dia, não 5 mg." in text
    assert "https://example.org/guia?n=1" in text
    (post,) = await forum.store.read(held.queue)
    assert (post.version, post.text.strip()) == (1, POST)


async def test_her_ok_below_the_draft_publishes_the_original(forum: Running) -> None:
    notice = await forum.mail_to(BIA, "Dosis de amoxicilina")
    await forum.answer(notice, BIA, "segunda opinião pt")
    draft = await forum.mail_to(BIA, "por máquina")
    await forum.answer(draft, BIA, "ok")
    copy = await forum.mail_to(LUCIA, "Dosis de amoxicilina")
    assert "Damos 500 mg dos veces al día" in text_of(copy)
    assert "duas vezes" not in text_of(copy)


async def test_the_draft_sent_back_as_an_edit_is_asked_back(forum: Running) -> None:
    """Her program quotes the draft below `edit`: a machine's words never stand as the author's."""
    notice = await forum.mail_to(BIA, "Dosis de amoxicilina")
    await forum.answer(notice, BIA, "segunda opinião pt")
    draft = await forum.mail_to(BIA, "por máquina")
    await forum.answer(draft, BIA, "editar")
    await forum.quiet()
    (post,) = await forum.store.read(held.queue)
    assert (post.version, post.text.strip()) == (1, POST)


@pytest.mark.parametrize(
    ("said", "echo"),
    [
        ("segunda opinião em árabe", "espanhol → árabe"),
        ("segunda opinião sw", ""),  # no language of ours: asked back
        ("segunda opinião es", "espanhol"),
    ],
)
async def test_without_a_pair_she_learns_it(forum: Running, said: str, echo: str) -> None:
    notice = await forum.mail_to(BIA, "Dosis de amoxicilina")
    seen = len(forum.mails(BIA))
    await forum.answer(notice, BIA, said)
    await forum.quiet()
    letters = forum.mails(BIA)[seen:]
    assert len(letters) == 1
    assert echo in text_of(letters[0])
    assert all("por máquina" not in subject_of(one) for one in letters)


async def test_she_is_told_where_the_draft_leaves_the_original(
    forum: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program's sentence reads well, and says another dose."""
    unshield = shield.unshield

    def spoilt(said: Sequence[str], shielded: shield.Shielded) -> shield.Unshielded:
        made = unshield(said, shielded)
        return replace(made, text=made.text.replace("500 mg", "50 mg"))

    monkeypatch.setattr(shield, "unshield", spoilt)
    notice = await forum.mail_to(BIA, "Dosis de amoxicilina")
    await forum.answer(notice, BIA, "segunda opinião pt")
    draft = await forum.mail_to(BIA, "por máquina")
    assert "Veja isto no original" in text_of(draft)
    assert "500 mg" in text_of(draft).partition("Veja isto no original")[2].partition("\n")[0]
