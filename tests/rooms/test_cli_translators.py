"""The command line about people who translate, and about what they and programs made."""

from __future__ import annotations

from listserv.model import Destination, Envelope, Purpose
from listserv.model.translations import Manner, Translation
from listserv.store import mailings, spool, tasks, translations, volunteers
from listserv.store.base import Store
from tests.support.shell import Shell

AMINA, ZOE = "amina@example.org", "zoe@example.org"
NOW = 1_800_000_000.0
N = 101  # the first number of a site
LATER = 4_000_000_000.0


def has_a_post(store: Store) -> None:
    """Number 101, in English, by hand: no server runs here."""
    where = Destination("hifa@lists.example.org", Purpose.POST, 1)
    envelope = Envelope(AMINA, (where,), "127.0.0.1", True, NOW)
    assert store.write_now(spool.accept, envelope, b"Subject: x\r\n\r\nx").numbers == (N,)
    store.write_now(
        lambda db: db.execute(
            "UPDATE post SET state = 'out', language = 'en', topic = 'Stock cards', version = 2,"
            " published = ?",
            (NOW,),
        )
    )


def letters(store: Store) -> list[str]:
    rows = store.read_now(lambda db: db.rows("SELECT address FROM delivery ORDER BY id"))
    return [row["address"] for row in rows]


def test_somebody_translates_and_reads_of_it(hifa: Shell) -> None:
    hifa.says("list", "set", "hifa", "--translate", "volunteers")
    said = hifa.says("translator", "add", "hifa", AMINA, "en", "fr", "es", "--most", "5")
    assert said == f"{AMINA} translates for hifa: en fr es\n"
    assert hifa.store(letters) == [AMINA]
    shown = hifa.says("translator", "list", "hifa")
    assert shown == f"     1 {AMINA:32} en es fr, 0 of 5 this week\n"


def test_who_is_no_member_may_translate(hifa: Shell) -> None:
    hifa.says("translator", "add", "hifa", ZOE, "en", "fr", "--name", "Zoe Zulu")
    (one,) = hifa.json("translator", "list", "hifa")
    assert (one["address"], one["name"], one["pairs"]) == (ZOE, "Zoe Zulu", ["en fr"])
    told = " ".join(hifa.store(lambda store: store.read_now(mailings.text, 1)).split())
    assert "comme traducteur ou traductrice" in told
    assert hifa.fails(1, "member", "remove", "hifa", ZOE) == (
        f"listserv member remove: {ZOE} is not on hifa"
    )


def test_where_nothing_is_translated_the_postmaster_is_told(hifa: Shell) -> None:
    said = hifa.says("translator", "add", "hifa", AMINA, "fr", "<->", "en")
    assert "fr <-> en" in said
    assert "nothing is translated in hifa yet" in said


def test_added_again_she_reads_nothing(hifa: Shell) -> None:
    hifa.says("translator", "add", "hifa", AMINA, "en", "fr")
    hifa.says("translator", "add", "hifa", AMINA, "en", "fr")
    assert hifa.store(letters) == [AMINA]


def test_wrong_usage(hifa: Shell) -> None:
    assert "say a language and those into which" in hifa.fails(
        2, "translator", "add", "hifa", AMINA, "en", "en"
    )
    assert hifa.fails(2, "translator", "add", "hifa", "no address", "en", "fr")
    assert "offered nothing of that" in hifa.fails(1, "translator", "remove", "hifa", AMINA)


def test_one_pair_or_all_end(hifa: Shell) -> None:
    hifa.says("translator", "add", "hifa", AMINA, "en", "fr", "es", "pt")
    assert "no more: en fr;" in hifa.says("translator", "remove", "hifa", AMINA, "en", "fr")
    assert hifa.json("translator", "list", "hifa")[0]["pairs"] == ["en es pt"]
    assert hifa.json("translator", "remove", "hifa", AMINA)["pairs"] == ["en es pt"]
    assert hifa.says("translator", "list", "hifa") == "nobody\n"


def test_what_each_has_and_what_nobody_has(hifa: Shell) -> None:
    hifa.says("translator", "add", "hifa", AMINA, "en", "fr", "es")

    def work(store: Store) -> None:
        has_a_post(store)
        store.write_now(tasks.ask, N, 2, "en", ["fr", "es"], LATER, NOW)
        store.write_now(tasks.give, [1], 1, 9, LATER - 86400, NOW)  # as her letter says
        store.write_now(volunteers.set_own, 1, "away_until", LATER, NOW)

    hifa.store(work)
    said = hifa.says("translator", "list", "hifa")
    assert "away until 2096-10-02" in said
    assert "       101 into fr, until 2096-10-01T07:06:40Z\n" in said
    assert "nobody has: 1 into es\n" in said
    (one,) = hifa.json("translator", "list", "hifa")
    assert one["open"] == [{"number": N, "language": "fr", "until": "2096-10-01T07:06:40Z"}]


def a_text(language: str, manner: Manner, **more: object) -> Translation:
    return Translation(N, 2, language, manner, f"In {language}.", **more)  # type: ignore[arg-type]


def translated(store: Store) -> None:
    has_a_post(store)
    refused = a_text("pt", Manner.MACHINE, engine="apertium", refused="figures: 5 mg")
    old = Translation(N, 1, "fr", Manner.HUMAN, "Avant.", person_id=1)
    for one in (old, a_text("fr", Manner.HUMAN, person_id=1, topic="Fiches"), refused):
        store.write_now(translations.keep, one, NOW, credited=True)
    store.write_now(tasks.ask, N, 2, "en", ["es"], LATER, NOW)


def test_which_posts_have_translations_or_wait(hifa: Shell) -> None:
    assert hifa.says("translation", "list", "hifa") == "none\n"
    hifa.store(translated)
    assert hifa.says("translation", "list", "hifa").splitlines() == [
        "   101 en version 2 out: Stock cards",
        "       es asked of nobody",
        "       fr human by person 1, of version 1, not shown",
        "       fr human by person 1, stands",
        "       pt machine by apertium, refused: figures: 5 mg",
    ]
    (one,) = hifa.json("translation", "list", "hifa")
    assert [each["shown"] for each in one["translations"]] == [False, True, False]


def test_of_two_texts_it_is_said_which_stands(hifa: Shell) -> None:
    def work(store: Store) -> None:
        has_a_post(store)
        for person in (1, 1):
            one = a_text("fr", Manner.HUMAN, person_id=person)
            store.write_now(translations.keep, one, NOW, credited=True)

    hifa.store(work)
    heads = [
        line
        for line in hifa.says("translation", "show", f"{N}").splitlines()
        if line.startswith("---")
    ]
    assert [", stands," in line for line in heads] == [False, True]
    assert ", of version 2, not shown," in heads[0]


def test_one_is_shown_whole(hifa: Shell) -> None:
    hifa.store(translated)
    said = hifa.says("translation", "show", f"{N}", "fr")
    assert "--- fr human by person 1, of version 1, not shown, 2027-01-15 08:00Z\nAvant.\n" in said
    assert "Fiches\nIn fr.\n" in said
    assert [one["language"] for one in hifa.json("translation", "show", f"{N}")] == [
        "fr",
        "fr",
        "pt",
    ]
    assert hifa.fails(1, "translation", "show", f"{N}", "es").endswith("no translation into es")
    assert hifa.fails(1, "translation", "show", "99").endswith("there is no post 99")
