"""What a moderator wrote herself, whatever program she answers with, and what she sends back.

The mails are made by tests/support/clients.py, read as the server reads them, and taken apart with
the letter at hand.
"""

import itertools
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from listserv import reading
from listserv.model import Reading
from listserv.moderation.restoring import restored
from listserv.text import frames
from listserv.text.answered import Answered, own_words
from listserv.text.numbered import numbered
from tests.support.clients import (
    CLIENTS,
    LANGUAGES,
    SIGNATURE,
    STYLES,
    compose,
)
from tests.support.pace import Pace

RULE = "-" * 38
LINK = "mailto:hifa-moderate+abcdefghijklmnopqrstuvwxyz23@lists.example.org?subject=4711&body="
NOTICE = f"""\
Amina Kamau (Kenya), member since March 2026, 3 posts so far. The sender is proven by a \
signature of example.org (DKIM).
amina.kamau@example.org

It waits because:
- every message is read before it goes
  out

Number 4711. It begins a new thread. Language: English.
{RULE}

[1] Dear all,

[2] We count every Monday, but the district never answers. The cards fill a cupboard, and nobody \
has ever asked for them.

[3] Yes, publish.

[4] How do others close the circle?

[5] Amina

{RULE}
To decide, answer this mail with one line:

  ok
  no: reason
  spam

The author reads your reason. These words alone become a full sentence: off purpose, private, \
advertisement, a patient could be recognised, already said, too long.

Publish in one tap:
{LINK}ok

Do not publish, then add your reason:
{LINK}no%3A%20
"""
QUEUE = f"""\
1. Stock cards that nobody reads
   Amina Kamau, 165 KB
2. Supervision by telephone: what
   works when the road is closed?
   Peter Okello, 3 KB
3. Cards, again
   Amina Kamau, 2 KB

Answer this mail, for example:

  1 ok
  2 no: off purpose
  rest ok

Every message in one tap:
{LINK}1-3%20ok

{RULE}
1. Stock cards that nobody reads

Amina Kamau (Kenya), member since March 2026, 3 posts so far.
It waits because: every message is read before it goes out.

Dear all,

We count every Monday, but the district never answers.

Amina

{RULE}
2. Supervision by telephone: what
   works when the road is closed?

Peter Okello, not a member of this list.
It waits because: every message is read before it goes out.

Chers collègues, nous appelons chaque jeudi, même à l'été.

{RULE}
3. Cards, again

Amina Kamau (Kenya), member since March 2026, 3 posts so far.
It waits because: every message is read before it goes out.

Thank you.

{RULE}
The author reads your reason. These words alone become a full sentence: off purpose, private.
"""
ASKED = """\
Your answer has no reason.

This is what we got:

  no

It is about number 4711, “Stock cards that nobody reads”, from Amina Kamau.

Nothing has changed. Please answer this mail with one line, for example:

  ok
  no: too long
  later
"""
LETTERS = {"notice": NOTICE, "queue": QUEUE, "asked": ASKED}
ANSWERS = (
    "ok",
    "1 ok\n2 no: off purpose\nrest ok",
    "no: private",
    "no,\na patient could be recognised",
    "نعم، موافق",
    "Ne pas publier : déjà dit l'été passé",
    "Please publish it, thank you.\n\nBest wishes,\nMaría",
)
QUOTING = [name for name in CLIENTS if name != "bare-phone"]
MARKING = [name for name in CLIENTS if CLIENTS[name].mark]


def taken_apart(client: str, answer: str, letter: str = NOTICE, **options: object) -> Answered:
    return own_words(reading.read(compose(client, answer, letter, **options)), letter)  # type: ignore[arg-type]


def read(text: str, letter: str = NOTICE) -> Answered:
    """A mail whose text is known, as reading gives it."""
    to = ("hifa-moderate+abcdefghijklmnopqrstuvwxyz23@lists.example.org",)
    clean = "\n".join(line for line in text.split("\n") if not line.startswith(">"))
    return own_words(Reading(text=text, clean=clean, addressed=to), letter)


# --- every program ------------------------------------------------------------------------------


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("style", STYLES)
def test_every_program_and_every_place(client: str, style: str) -> None:
    if style == "inside" and client not in MARKING:
        pytest.skip("this program marks nothing")
    cases = itertools.product(LETTERS, zip(ANSWERS, itertools.cycle(LANGUAGES), strict=False))
    for letter, (answer, language) in cases:
        found = taken_apart(client, answer, LETTERS[letter], style=style, language=language)
        assert found.words.split() == answer.split(), (letter, language)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_signatures_phone_lines_and_disclaimers_go(client: str, language: str) -> None:
    for style, html_only in (("above", False), ("below", False), ("above", True)):
        found = taken_apart(
            client,
            "ok",
            style=style,
            language=language,
            phone=True,
            signature=SIGNATURE,
            disclaimer=True,
            html_only=html_only,
        )
        assert found.words == "ok", style


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "utf-16", "utf-16-le", "utf-7"])
@pytest.mark.parametrize("client", ["outlook-desktop", "thunderbird", "samsung"])
def test_charsets(client: str, charset: str) -> None:
    answer = "no: déjà dit"
    assert taken_apart(client, answer, QUEUE, charset=charset, html_only=True).words == answer


def test_an_arabic_answer_in_its_old_charset() -> None:
    found = taken_apart("outlook-arabic", "نعم، موافق", language="ar")
    assert found.words == "نعم، موافق"


@pytest.mark.parametrize("after", [line for line in QUEUE.split("\n") if line.strip()])
def test_an_answer_under_any_line_of_a_queue_mail(after: str) -> None:
    """She goes through the quoted queue and writes under each message."""
    for client in ("gmail-android", "outlook-mobile", "yahoo-web", "mutt", "bare-quote"):
        for answer in ("3 ok", "2 no: a patient could be recognised", "Thank you, Amina"):
            found = taken_apart(client, answer, QUEUE, style="between", after=after)
            assert found.words.split() == answer.split(), client


# --- nobody said it -----------------------------------------------------------------------------


@pytest.mark.parametrize("client", QUOTING)
@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_an_empty_answer_says_nothing(client: str, letter: str) -> None:
    """She pressed "send" too early: no example of the letter may act."""
    for html_only in (False, True):
        assert taken_apart(client, "", letter, html_only=html_only).words == ""


@pytest.mark.parametrize("width", [30, 40, 60, 72, 76, 998])
@pytest.mark.parametrize("mark", ["", "> ", ">", ">> ", "| ", ": "])
def test_any_width_and_any_mark(width: int, mark: str) -> None:
    for letter in LETTERS.values():
        lines = [
            mark + part
            for line in letter.split("\n")
            for part in textwrap.wrap(line, width) or [""]
        ]
        assert read("spam\n\n" + "\n".join(lines), letter).words == "spam"


@pytest.mark.parametrize(
    ("said", "letter"),
    [
        ("team: Is that right?\n\nNumber 4711. It begins a new thread.", NOTICE),
        ("1 no: already said\n\nWe count every Monday, but the district", QUEUE),
    ],
)
def test_a_few_words_of_hers_that_stand_in_the_letter_too(said: str, letter: str) -> None:
    assert read(said, letter).words == said


def test_a_letter_on_one_line() -> None:
    """A program that shows our text as HTML without its line breaks, and quotes what it shows."""
    assert read("later\n\n" + " ".join(NOTICE.split())).words == "later"


def test_a_long_link_that_a_program_cut() -> None:
    cut = NOTICE.replace("lists.example.org?sub", "lists.exam\n> ple.org?sub")
    marked = "\n".join(f"> {line}" for line in cut.split("\n"))
    assert read(f"ok\n\n{marked}").words == "ok"


@pytest.mark.parametrize("sign", ["?", "\ufffd", "Ã©"])
def test_letters_that_a_charset_lost(sign: str) -> None:
    damaged = QUEUE.replace("è", sign).replace("é", sign).replace("ê", sign)
    assert damaged != QUEUE
    assert read(f"ok\n\n{damaged}", QUEUE).words == "ok"


def test_curly_marks_dashes_and_narrow_blanks() -> None:
    changed = (
        NOTICE.replace("'", "’").replace(": ", "\u202f: ").replace("-", "‐").replace("...", "…")
    )
    assert read(f"ok\n\n{changed}").words == "ok"


def test_links_that_a_program_adds() -> None:
    linked = NOTICE.replace(
        "amina.kamau@example.org",
        "amina.kamau@example.org<mailto:amina.kamau@example.org>",
    ).replace("example.org (DKIM)", "example.org<https://safe.example/?url=http%3A%2F%2Fx> (DKIM)")
    assert read(f"ok\n\n{linked}").words == "ok"


@pytest.mark.parametrize("deleted", range(0, len(NOTICE.split("\n")) - 8, 3))
def test_a_quotation_cut_short(deleted: int) -> None:
    """She takes away the top of the quotation, or its end; nothing of the rest acts."""
    lines = NOTICE.split("\n")
    for rest in (lines[deleted:], lines[: -deleted or None]):
        for mark in ("", "> "):
            text = "\n".join(mark + line for line in rest)
            found = read(f"later\n\n{text}").words
            assert found == "later" or "\n" in found, (mark, rest[0])


EXAMPLES = {
    "ok",
    "no: reason",
    "spam",
    "1 ok",
    "2 no: off purpose",
    "rest ok",
    "no: too long",
    "no",
}
CUT = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), max_size=3)


@given(st.sampled_from(sorted(LETTERS)), CUT, st.sampled_from(["", "> ", "| "]))
@settings(max_examples=80, deadline=None)
def test_no_example_is_left_alone(name: str, cuts: list[tuple[int, int]], mark: str) -> None:
    """She cuts the quotation wherever she likes: no example of it stands alone as her words."""
    lines = LETTERS[name].split("\n")
    for start, size in cuts:
        del lines[start : start + size]
    if sum(1 for line in lines if len(line.split()) > 4) < 3:
        return  # no quotation that could be known
    hers = read("thanks\n\n" + "\n".join(mark + line for line in lines), LETTERS[name]).words
    assert "thanks" in hers
    assert not EXAMPLES.intersection(line.strip() for line in hers.split("\n"))


# --- hers, though the letter says it too --------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        "1 ok\n2 no: off purpose\nrest ok",
        "2 no: off purpose",
        "no: reason",
        "a patient could be recognised",
        "off purpose, private",
        "Yes, publish.",
        "Thank you.",
        "ok SUBJECT Stock cards that nobody reads",
        'change "We count every Monday, but the district never answers." to "We count."',
        'add "[Kenya]" after "the district never"',
        "no: how do others close the circle, and who reads the cards that fill a cupboard?",
        "ask: How do others close the circle?",
    ],
)
def test_her_words_may_be_the_letters(answer: str) -> None:
    for client, letter in itertools.product(
        ("gmail-web", "outlook-desktop", "yahoo-android", "bare-phone", "iphone"), LETTERS.values()
    ):
        for style in ("above", "below"):
            found = taken_apart(client, answer, letter, style=style)
            assert found.words.split() == answer.split(), client


def test_the_answer_in_the_place_of_the_example() -> None:
    """In a marked quotation an unmarked line is hers, though it says what the letter says there."""
    top = NOTICE[: NOTICE.index("  no: reason")].replace("  ok\n", "")
    marked = "\n".join(f"> {line}" for line in top.rstrip().split("\n"))
    assert read(f"{marked}\n\nok\n").words == "ok"


def test_examples_left_alone_are_asked_back() -> None:
    """She took away what did not apply, and left "ok" bare: a question, and no decision."""
    left = NOTICE[: NOTICE.index("  no: reason")]
    assert read(left).words == "To decide, answer this mail with one line:\n  ok"


def test_an_example_apart_from_the_rest_of_a_bare_quotation() -> None:
    """She cut the middle out of the quotation, and an example with what stood above it."""
    top, _, rest = NOTICE.partition("[2] We count")
    example = rest[rest.index("  no: reason") : rest.index("  spam")]
    assert read(f"I take it\n\n{top}{example}").words == "I take it"
    assert "\n" in read(top + example).words


def test_words_typed_into_a_quoted_line() -> None:
    typed = QUEUE.replace("3. Cards, again\n\n", "3. Cards, again   ok, but later\n\n")
    for mark in ("", "> "):
        text = "\n".join(mark + line for line in typed.split("\n"))
        assert read(f"1-2 ok\n\n{text}", QUEUE).words == "1-2 ok\n\nok, but later"


def test_her_own_earlier_answer_below_a_header_block_is_old() -> None:
    """She answers her own sent mail: what she said then is not said again."""
    block = "From: {0}\nSent: Monday, January 5, 2026\nTo: {1}\nSubject: Re: To read\n"
    old = block.format("María <maria@example.org>", "Health forum")
    older = block.format("Health forum <hifa-owner@lists.example.org>", "María")
    assert read(f"spam\n\n{old}\nok\n\n{older}\n{NOTICE}").words == "spam"


def test_words_between_the_header_block_and_the_letter_are_hers() -> None:
    block = "From: Health forum\nSent: Monday, January 5, 2026\nTo: x\nSubject: To read\n"
    assert read(f"{block}\nok\n\n{NOTICE}").words == "ok"


def test_words_below_a_letter_that_an_unknown_program_quotes() -> None:
    assert read(f"{NOTICE}\nno: private").words == "no: private"


def test_a_phone_line_that_a_long_line_swallowed() -> None:
    """Reading takes the break before it for one that a program made."""
    answer = "no: " + "we said so last year, and the team explained it to her by telephone " * 2
    assert read(f"{answer.strip()} Sent from my iPhone\n\n{NOTICE}").words == answer.strip()


# --- frames in languages we have no words for ---------------------------------------------------

FRAMES = [
    "Tarehe 05/01/2026 22:06, Health forum aliandika:",
    "Health forum <hifa-owner@lists.example.org>, 5 Oca 2026 Pzt, 22:06 tarihinde\nşunu yazdı:",
    "Στις Δευ 5 Ιαν 2026 στις 10:06 μ.μ., ο χρήστης Health forum <\n"
    "hifa-owner@lists.example.org> έγραψε:",
    "2026年1月5日(月) 22:06 Health forum <hifa-owner@lists.example.org>:",
    "Kimden: Health forum <hifa-owner@lists.example.org>\nGönderildi: 5 Ocak 2026 22:06\n"
    "Kime: maria@example.org\nKonu: To read",
    "-------- Asıl ileti --------\nKimden: Health forum <hifa-owner@lists.example.org>\n"
    "Tarih: 05.01.2026 22:06 (GMT+03:00)\nAlıcı: maria@example.org\nKonu: To read",
    "---- Mon, 05 Jan 2026 22:06 +0300 Health forum <hifa-owner@lists.example.org> kirjoitti ----",
    "________________________________\nFrom: Health forum\nSent: Monday\nTo: x\nSubject: y",
    "From: Health forum\nSent: Monday\nTo: x\nSubject: y\n\n"
    "[You don't often get email from hifa-owner@lists.example.org. Learn why this is important at "
    "https://aka.ms/LearnAboutSenderIdentification ]",
    "From: Health forum\nSent: Monday\nTo: x\nSubject: y\n\n"
    "CAUTION: This email originated from outside of the organisation. Do not click links.",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("mark", ["", "> "])
def test_frames(frame: str, mark: str) -> None:
    quoted = "\n".join(mark + line for line in NOTICE.split("\n"))
    for answer in ("no: private", "ok\n\nBest wishes,\nMaría"):
        assert read(f"{answer}\n\n{frame}\n\n{quoted}").words == answer


@pytest.mark.parametrize(
    "line",
    ["ask: who wrote it on 3 May 2026 at 10:30:", "no: see the rules of 2024:", "ok:", "-- ok --"],
)
def test_no_frames(line: str) -> None:
    assert frames.begins([line, "", "> Dear all"], 2) == 2


# --- the whole text, sent back ------------------------------------------------------------------

TEXT = """\
Dear all,

We count each Monday, but the district never answers us. The cards fill a cupboard, and nobody \
has ever asked for them.

Yes, publish.

How do others close the circle?

Amina"""


POST = TEXT.replace("each Monday", "every Monday").replace(" us.", ".")  # as the notice shows it
SOURCES = """\
Dear all,

Oxygen should be given early [1], and many of us agree with it, as far as we could find out.

References
[1] WHO guideline on oxygen therapy for children, 2023
[2] Lancet Global Health, oxygen systems in hospitals

[3] is a book of Amina.

Amina"""


def paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n")]


def posted(below: str, post: str = POST) -> list[str]:
    """The paragraphs of the post that she means, without the notice's numbers."""
    return paragraphs(restored(post, below))


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("style", ["above", "below"])
def test_the_text_below_her_first_line(client: str, style: str) -> None:
    for text in (TEXT, numbered(TEXT)):
        found = taken_apart(
            client, f"edit\n\n{text}", style=style, phone=True, signature=SIGNATURE, disclaimer=True
        )
        assert found.words.startswith("edit")
        assert posted(found.below) == paragraphs(TEXT)


@pytest.mark.parametrize("client", CLIENTS)
def test_the_same_text_below_stays_among_her_words(client: str) -> None:
    """She pastes most of it unchanged: where it was no `edit`, it is asked back and not lost."""
    found = taken_apart(client, f"edit\n\n{POST}")
    assert paragraphs(found.below) == paragraphs(POST)
    if client not in ("bare-phone", "bare-quote"):
        assert found.words.split() == f"edit {POST}".split()


@pytest.mark.parametrize("client", QUOTING)
@pytest.mark.parametrize("style", ["above", "below"])
def test_the_text_changed_inside_the_quotation(client: str, style: str) -> None:
    changed = NOTICE.replace("every Monday", "each Monday").replace(
        "answers. The", "answers us. The"
    )
    for html_only in (False, True):
        mail = compose(client, "edit", changed, style=style, phone=True, html_only=html_only)
        found = own_words(reading.read(mail), NOTICE)
        assert found.words.split("\n")[0] == "edit"
        assert posted(found.below) == paragraphs(TEXT)


@pytest.mark.parametrize("rule", ["-----", "-" * 60, "", "—" * 19])
def test_rules_that_a_program_or_she_changed(rule: str) -> None:
    changed = NOTICE.replace(RULE, rule).replace("every Monday", "each Monday")
    changed = changed.replace("answers. The", "answers us. The")
    for mark in ("", "> "):
        text = "\n".join(mark + line for line in changed.split("\n"))
        found = read(f"edit\n\nThanks,\nMaría\n\n{text}")
        assert posted(found.below) == paragraphs(TEXT)


def test_a_new_paragraph_inside_the_quotation() -> None:
    changed = NOTICE.replace("[3] Yes, publish.", "[3] Yes.\n\nThis paragraph is quite new.")
    text = "\n".join(f"> {line}" for line in changed.split("\n"))
    below = read(f"edit\n\n{text}").below
    assert posted(below)[2:4] == ["Yes.", "This paragraph is quite new."]


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize("place", ["below", "inside"])
def test_the_numbers_of_the_authors_sources_stay(mark: str, place: str) -> None:
    """One word changed, and `[1] WHO guideline` of a list of sources lost its number in silence."""
    top, _, foot = NOTICE.split(RULE)
    letter = f"{top}{RULE}\n\n{numbered(SOURCES)}\n\n{RULE}{foot}"
    fixed = numbered(SOURCES).replace("many of us", "most of us")
    changed = letter.replace("many of us", "most of us") if place == "inside" else letter
    below = f"{fixed}\n\n" if place == "below" else ""
    quoted = "\n".join(mark + line for line in changed.split("\n"))
    found = read(f"edit\n\n{below}{quoted}", letter)
    assert restored(SOURCES, found.below) == SOURCES.replace("many of us", "most of us")


def test_a_greeting_above_an_unchanged_quotation_is_what_she_sends() -> None:
    """The quotation is no text that she sends back, whatever numbers stand in it."""
    quoted = "\n".join(f"> {line}" for line in NOTICE.split("\n"))
    assert read(f"edit\n\nThanks,\nMaría\n\n{quoted}").below == "Thanks,\nMaría"


def test_a_queue_mail_has_no_one_text() -> None:
    assert not read(f"edit 1\n\n{QUEUE}", QUEUE).below


# --- without the letter -------------------------------------------------------------------------


@pytest.mark.parametrize("client", [name for name in CLIENTS if name != "bare-quote"])
def test_without_the_letter_marks_and_frames_tell(client: str) -> None:
    for language in ("en", "fr", "es", "pt"):
        mail = compose(client, "no: private", NOTICE, language=language, phone=True)
        assert own_words(reading.read(mail)).words == "no: private", language


def test_without_the_letter_a_bare_quotation_stays_and_is_asked_back() -> None:
    found = own_words(reading.read(compose("bare-quote", "ok", NOTICE)))
    assert found.words.startswith("ok\n") and "To decide" in found.words


def test_without_the_letter_a_marked_text_is_found_between_its_rules() -> None:
    mail = compose("thunderbird", "edit", NOTICE)
    found = own_words(reading.read(mail))
    assert posted(found.below)[2] == "Yes, publish."


# --- hostile mail -------------------------------------------------------------------------------

HOSTILE = [
    "> " * 100_000,
    ">\n" * 100_000,
    "> a\n" * 50_000,
    "a\n" * 50_000,
    "On 5 May 2026, x@example.org wrote:\n" * 5_000,
    "From: a@example.org\nSent: 2026\nTo: x\nSubject: s\n" * 4_000,
    "a" + "\u0301\u0327" * 100_000,
    "https://" * 25_000,
    "a@" * 100_000,
    f"{RULE}\n\n" * 5_000,
    "[1] " * 50_000,
    "> Dear all, we count every x Monday\n" * 5_000,
    "?é " * 60_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    with Pace() as taken:
        read(text, NOTICE)
        read(f"edit\n{text}", f"{NOTICE}{RULE}\n{text}")
    assert taken.seconds < 12.0


def test_a_long_letter() -> None:
    body = "\n\n".join(
        f"[{n}] Paragraph {n} of {n * 7} cards and {n % 97} lamps" for n in range(20_000)
    )
    letter = (
        f"From Amina, member since March 2026.\n{RULE}\n\n{body}\n\n{RULE}\nTo decide:\n\n  ok\n"
    )
    marked = "\n".join(f"> {line}" for line in letter.split("\n"))
    with Pace() as taken:
        assert read(f"ok\n\n{marked}", letter).words == "ok"
    assert taken.seconds < 12.0


def test_a_letter_in_one_line_above_many_marked_ones() -> None:
    """Each marked line below looked through all words of the letter's last line again."""
    body = " ".join(f"word{n}" for n in range(30_000))
    letter = f"From Amina, member since March 2026.\n{RULE}\n{body}\n{RULE}\nTo decide, answer it."
    glued = letter.replace("\n", " ")
    with Pace() as taken:
        read(f"ok\n\n> {glued}\n" + "> x\n" * 40_000, letter)
    assert taken.seconds < 4.0


PIECES = st.sampled_from(
    [
        *NOTICE.split(),
        *(f"{line}\n" for line in NOTICE.split("\n")),
        *(
            "> ",
            ">",
            "\n",
            "\n\n",
            "-- \n",
            "ok",
            "Sent from my iPhone\n",
            "On 5 May 2026 x wrote:\n",
        ),
        *(
            "From: a@example.org\n",
            "Sent: 2026\n",
            "Subject: x\n",
            "\u202b",
            "\x00",
            "\ue000",
            RULE,
        ),
    ]
)


@given(st.lists(PIECES, max_size=60).map(" ".join), st.text(max_size=50))
@settings(max_examples=60, deadline=None)
def test_never_raises(text: str, other: str) -> None:
    for letter in (NOTICE, other, ""):
        found = own_words(Reading(text=text + other, clean=text), letter)
        assert isinstance(found.words, str)


WORDS = [word.strip("(),.:") for word in QUEUE.split() if word.isascii() and len(word) < 12]
TYPED = st.lists(
    st.lists(
        st.sampled_from([*WORDS, "ok", "no:", "1-3", "rest", "été", "نعم"]), min_size=1, max_size=9
    ),
    min_size=1,
    max_size=4,
).map(lambda lines: "\n".join(" ".join(line) for line in lines))


@given(
    TYPED.filter(lambda text: any(letter.isalnum() for letter in text)),
    st.sampled_from(sorted(CLIENTS)),
)
@settings(max_examples=120, deadline=None)
def test_what_is_typed_above_comes_back(typed: str, client: str) -> None:
    assert taken_apart(client, typed, QUEUE).words.split() == typed.split()


# --- the letters as they are --------------------------------------------------------------------

GOLDEN = sorted((Path(__file__).parents[1] / "golden" / "letters").glob("*/*.txt"))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_letter_of_the_server(path: Path) -> None:
    """Members answer letters too; whatever a letter says, only the answer is hers."""
    letter = path.read_text().partition("\n\n")[2]
    for client in ("gmail-android", "outlook-desktop", "yahoo-web", "hotmail-html-only"):
        mail = compose(client, "Yes please, I am still here", letter)
        assert own_words(reading.read(mail), letter).words == "Yes please, I am still here", client
