"""What a reader gets of a post in a language that she may not read."""

from dataclasses import replace

import pytest

from listserv.fanout.variants import AS_WRITTEN, Variant, chooser
from listserv.model import Subscriber
from listserv.model.translations import Manner, Translation, best

HUMAN_FR = Translation(811, 1, "fr", Manner.HUMAN, "Bonjour", id=1)
HUMAN_PT = Translation(811, 1, "pt", Manner.HUMAN, "Olá", id=2)
SHORT_ES = Translation(811, 1, "es", Manner.ABSTRACT, "Un saludo", id=3)
DRAFT_ES = Translation(811, 1, "es", Manner.MACHINE, "Hola", id=4)
DRAFT_FR = Translation(811, 1, "fr", Manner.MACHINE, "Salut", id=5)
REFUSED = Translation(811, 1, "sw", Manner.MACHINE, "Jambo 50 mg", refused="number", id=6)
KNOWN = (HUMAN_FR, HUMAN_PT, SHORT_ES, DRAFT_ES, DRAFT_FR, REFUSED)


@pytest.mark.parametrize(
    ("reads", "wish", "gets"),
    [
        (("en",), "human", None),
        (("fr",), "human", HUMAN_FR),
        (("fr", "en"), "human", None),  # an original that she reads is not replaced
        (("pt", "fr"), "human", HUMAN_PT),
        (("es", "fr"), "human", HUMAN_FR),  # a whole text in her second language, before two lines
        (("es",), "human", SHORT_ES),
        (("es",), "machine", SHORT_ES),  # what a person says, before what a program makes
        (("ar",), "human", None),
        (("ar", "fr"), "human", HUMAN_FR),
        (("sw",), "machine", None),  # the gate has refused it
        (("fr",), "off", None),
        (("fr",), "machine", HUMAN_FR),
    ],
)
def test_what_she_gets(reads: tuple[str, ...], wish: str, gets: Translation | None) -> None:
    assert best(reads, wish, ("en",), KNOWN) == gets


def test_a_programs_draft_goes_to_who_asked_for_it_and_to_nobody_else() -> None:
    assert best(("es",), "machine", ("en",), (DRAFT_ES,)) == DRAFT_ES
    assert best(("es",), "human", ("en",), (DRAFT_ES,)) is None
    assert best(("es",), "off", ("en",), (DRAFT_ES,)) is None


def test_what_is_in_two_languages_is_as_written_for_readers_of_either() -> None:
    assert best(("fr",), "human", ("en", "fr"), KNOWN) is None
    assert best(("pt",), "human", ("en", "fr"), KNOWN) == HUMAN_PT


def test_what_is_in_no_known_language_is_as_written() -> None:
    assert best(("fr",), "human", (), KNOWN) is None


def reader(*reads: str, **known: object) -> Subscriber:
    return Subscriber(1, reads[0], reads=reads, **known)  # type: ignore[arg-type]


def test_who_pays_for_bytes_gets_the_original_too_where_the_gate_saw_something() -> None:
    doubted = replace(HUMAN_FR, doubted=True)
    assert chooser(("en",), (doubted,))(reader("fr", limited=True)) == Variant("fr", 0)


def test_who_pays_for_bytes_gets_a_persons_translation_alone() -> None:
    variant = chooser(("en",), KNOWN)
    assert variant(reader("fr")) == Variant("fr", 0)
    assert variant(reader("fr", limited=True)) == Variant("fr", 0, whole=False)
    # Two lines, and what nobody has checked, never stand alone.
    assert variant(reader("es", limited=True)) == Variant("es", 2)
    drafts = chooser(("en",), (DRAFT_ES,))
    assert drafts(reader("es", limited=True, translation="machine")) == Variant("es", 0)


def test_the_frame_is_in_her_first_language() -> None:
    variant = chooser(("en",), KNOWN)
    assert variant(reader("ar", "fr")) == Variant("ar", 0)
    assert variant(reader("ar")) == Variant("ar", AS_WRITTEN)
    assert chooser(("en",), ())(reader("ar")) == Variant("ar", AS_WRITTEN)
