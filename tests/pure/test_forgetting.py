"""A person taken out of texts: what names her goes, what names others and what they say stays."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listserv.child import forgotten
from listserv.text import forgetting, redaction
from listserv.text.forgetting import Named
from tests.support.pace import Pace

MARK = redaction.mark("2026-11-22")
ADDRESS = "amina@rsr.example.org"
AMINA = Named((ADDRESS,), ("Amina Kamau",), ("Amina",), "Amina Kamau is a nurse in Nairobi.")
GRACE = Named(("grace@example.org",), (), ("Grace",))
HERS = (
    "Dear all,\n\nWe count every Monday, but the district never answers. The cards fill a"
    " cupboard.\n\nHow do others close the circle?\n\nAmina",
)

OTHERS = [
    # what stands there, what is left
    ("Amina Kamau said", "# said"),
    ("AMINA  KAMAU said", "# said"),
    ("Kamau, Amina", "#"),
    ("On Mon, Amina Kamau <amina@rsr.example.org> wrote:", "On Mon, # <#> wrote:"),
    ("From: Amina <amina@rsr.example.org>", "From: #>"),
    ("[mailto:amina@rsr.example.org]", "[mailto:#]"),
    ("Amina [mailto:amina@rsr.example.org]", "#]"),
    ("write to Amina@RSR.example.org.", "write to #."),
    ("amina AT rsr.example.org", "#"),
    ("?to=amina%40rsr.example.org&x", "?to=#&x"),
    ("> Amina\n> Kamau", "> #"),
    ("Amina Kamau is a nurse in Nairobi. Hello", "#. Hello"),
]
STAYS = [
    "Amina thinks so too",
    "mary.amina@rsr.example.org",
    "amina@rsr.example.org.uk",
    "xamina@rsr.example.org",
    "Aminata Kamau",
    "Mr Kamau",
]


@pytest.mark.parametrize(("text", "left"), OTHERS)
def test_what_names_her_goes_from_texts_of_others(text: str, left: str) -> None:
    made, places = forgetting.in_text(text, AMINA.phrases, MARK)
    assert made == left.replace("#", MARK)
    assert places == left.count("#")


@pytest.mark.parametrize("text", STAYS)
def test_what_names_somebody_else_stays(text: str) -> None:
    assert forgetting.in_text(text, AMINA.phrases, MARK) == (text, 0)


def test_a_name_that_is_a_word_counts_beside_the_address_alone() -> None:
    text = "By the grace of God, Grace <grace@example.org> came with Grace."
    made, _ = forgetting.in_text(text, GRACE.phrases, MARK)
    assert made == f"By the grace of God, {MARK}> came with Grace."


def test_in_her_own_text_each_word_of_her_name_goes_that_is_written_as_one() -> None:
    text = "By the grace of God.\n\nBest wishes,\nGrace"
    assert forgetting.in_own(text, GRACE, MARK)[0] == text.replace("\nGrace", f"\n{MARK}")
    assert forgetting.in_own("AMINA, of Nairobi", AMINA, MARK)[0] == f"{MARK}, of Nairobi"


QUOTED = [
    (
        "I agree.\n\n> We count every Monday, but\n> the district never answers.\n> Amina",
        "I agree.",
        ("We count every Monday, but\nthe district never answers",),
    ),
    ("We count every Monday, but the district never answers.", "", ("We count every Monday",)),
    # his own words, though they are hers too
    ("How do others close the circle?", "How do others close the circle?", ()),
    # too short to be anybody's
    ("> Dear all,\n>\n> Thank you", "", ()),
    ("> Something else altogether was said here by him", "", ()),
]


@pytest.mark.parametrize(("text", "clean", "found"), QUOTED)
def test_what_is_quoted_from_her(text: str, clean: str, found: tuple[str, ...]) -> None:
    made = forgetting.quoted_from(text, clean, HERS)
    assert len(made) == len(found)
    assert all(one.startswith(start) for one, start in zip(made, found, strict=True))


# --- whole mails ----------------------------------------------------------------------------------


def mail(text: str, html: str = "", **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "Paul <paul@post.example>", "Re: cards"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text, cte="base64")
    if html:
        made.add_alternative(html, subtype="html", cte="quoted-printable")
    return made.as_bytes().replace(b"\n", b"\r\n")


def texts(raw: bytes) -> str:
    from email import message_from_bytes

    parts = [part.get_payload(decode=True) for part in message_from_bytes(raw).walk()]
    return "\n".join(part.decode() for part in parts if isinstance(part, bytes))


def test_a_mail_that_quotes_her_keeps_the_words_of_its_author() -> None:
    quoted = "\n".join(f"> {line}" for line in HERS[0].splitlines())
    said = "We hang them on the wall, and the district comes to look at them."
    html = f"<p>{said}</p><blockquote>{HERS[0]}</blockquote>"
    raw = mail(f"{said}\n\nAmina Kamau <{ADDRESS}> wrote:\n{quoted}\n", html)
    made = forgotten(raw, AMINA.phrases, HERS, MARK, False)
    left = texts(made.raw)
    assert left.count(said) == 2
    assert not any(word in left for word in ("cupboard", "circle", "Kamau", ADDRESS))


def test_who_got_it_and_every_other_header_line_is_looked_at() -> None:
    raw = mail(
        "Hello.",
        To=f"Amina Kamau <{ADDRESS}>, hifa@lists.example.org",
        Reply_To=ADDRESS,
        In_Reply_To=f"<{ADDRESS}>",
        X_Original_To=ADDRESS,
    )
    made = forgotten(raw, AMINA.phrases, (), MARK, False)
    assert b"amina" not in made.raw.lower()
    assert b"To: hifa@lists.example.org\r\n" in made.raw
    assert b"From: Paul <paul@post.example>\r\n" in made.raw


def test_a_mail_within_a_mail_is_looked_into() -> None:
    outer = EmailMessage()
    outer["From"], outer["Subject"] = "mailer@post.example", "Returned"
    outer.set_content("It came back.")
    inner = EmailMessage()
    inner["From"] = f"Amina Kamau <{ADDRESS}>"
    inner["DKIM-Signature"] = f"v=1; d=rsr.example.org; i={ADDRESS}"
    inner.set_content(HERS[0])
    outer.add_attachment(inner)
    made = forgotten(outer.as_bytes(), AMINA.phrases, HERS, MARK, False)
    assert b"kamau" not in made.raw.lower()
    assert b"amina@" not in made.raw
    assert b"cupboard" not in made.raw


def test_a_mail_that_does_not_name_her_stays_octet_for_octet() -> None:
    raw = mail("We hang them on the wall.", "<p>We hang <b>them</b> on the wall.</p>")
    made = forgotten(raw, AMINA.phrases, HERS, MARK, False)
    assert (made.raw, made.places) == (raw, 0)


@given(st.binary(max_size=2000))
def test_any_octets_are_looked_through(raw: bytes) -> None:
    assert forgotten(raw, AMINA.phrases, HERS, MARK, True).places >= 0


def test_a_long_mail_takes_no_longer_than_its_length() -> None:
    def seconds(times: int) -> float:
        raw = mail("> " + " ".join(HERS[0].split()) * times)
        begin = time.perf_counter()
        forgotten(raw, AMINA.phrases, HERS, MARK, False)
        return time.perf_counter() - begin

    seconds(10)
    assert seconds(800) < 100 * max(seconds(80), 0.01)


def test_what_is_quoted_goes_and_his_own_words_between_stay() -> None:
    hers = "We boil every filter twice before the rains begin, and nobody falls ill after that."
    text = (
        "Thank you.\n\n> We boil every filter twice before\n> the rains begin, and\n"
        "We do it once.\n> nobody falls ill after that.\n\nPaul"
    )
    clean = "Thank you.\n\nWe do it once.\n\nPaul"
    made, places = forgetting.unquoted(text, clean, (hers,), "[x]")
    assert made == "Thank you.\n\n> [x]\nWe do it once.\n> [x].\n\nPaul"
    assert places == 2
    assert forgetting.unquoted(text, text, (hers,), "[x]")[1] == 2  # marked lines are not his
    assert forgetting.unquoted("Nothing of hers here.", "", (hers,), "[x]")[1] == 0


def test_many_short_quotations_take_one_look() -> None:
    """1,800 of them in 47 KB took three seconds and a half."""
    said = [f"w{n}" for n in range(9000)]
    text = "> " + " ".join(f"{' '.join(said[n : n + 5])} X" for n in range(0, 8990, 5))
    with Pace() as taken:
        made, places = forgetting.unquoted(text, "", (" ".join(said),), "[x]")
        assert places == made.count("[x]") == 1798
    assert taken.seconds < 1.0
