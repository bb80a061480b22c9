"""Glossaries: what a file of terms may say, where terms stand in a text, which a draft lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from listserv.translate.glossaries import Glossaries
from listserv.translate.glossary import Glossary, Problem, read, turned
from tests.support.pace import Pace

TWO = "en,fr\nacute bronchitis,bronchite aiguë\nflu,grippe\n"
FIVE = (
    "id,sourceLang,targetLang,sourceString,targetString\n"
    "1,en,fr_XX,1918 flu,Grippe de 1918\n"
    '2,en,fr_XX,"soap, liquid",savon liquide\n'
)


@pytest.mark.parametrize("text", [TWO, "\ufeff" + TWO, TWO.replace("\n", "\r\n"), TWO + "\n,\n"])
def test_two_columns(text: str) -> None:
    sheet = read(text, "en", "fr")
    assert sheet.terms == {"acute bronchitis": "bronchite aiguë", "flu": "grippe"}
    assert sheet.problems == ()


def test_the_columns_of_a_terminology() -> None:
    sheet = read(FIVE + "3,,fr_XX,,\n", "en", "fr")
    assert sheet.terms == {"1918 flu": "Grippe de 1918", "soap, liquid": "savon liquide"}
    assert sheet.problems == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("one", "has 1 columns, the header has 2"),
        ("a,b,c", "has 3 columns, the header has 2"),
        ("flu,", "a term stands alone"),
        (",grippe", "a term stands alone"),
        ("5,cinq", "“5” is no term"),
        ("flu,-", "“-” is no term"),
        ("flu,gri\x1bppe", "is no term"),
        ("-flu,grippe", "“-flu” does not begin with a letter or a digit"),
        ("x" * 201 + ",y", "“" + "x" * 40 + "…” is too long for a term"),
        ("a " * 13 + ",y", "“" + ("a " * 13).strip()[:40] + "…” is too long for a term"),
        ("Cough,toux,", "has 3 columns, the header has 2"),
        ("COUGH,la toux", "“COUGH” stands above already, as “toux”, which counts"),
        ('"flu,grippe', "is no CSV: unexpected end of data; the lines below do not count"),
        ('"flu"x,grippe', "is no CSV: ',' expected after '\"'; the lines below do not count"),
    ],
)
def test_a_bad_line_is_named_and_the_others_count(row: str, said: str) -> None:
    sheet = read(f"en,fr\ncough,toux\n{row}\n", "en", "fr")
    assert sheet.problems == (Problem(3, said),)
    assert sheet.terms == {"cough": "toux"}


@pytest.mark.parametrize("text", ["terms\nflu\n", "terms\nflu\ncough,toux\n"])
def test_a_header_of_one_column_is_named_and_no_line_counts(text: str) -> None:
    sheet = read(text, "en", "fr")
    assert sheet.problems == (Problem(1, "the header has one column, and needs two"),)
    assert sheet.terms == {}


def test_a_line_of_another_pair_is_named() -> None:
    sheet = read(FIVE + "3,en,pt_XX,flu,gripe\n4,enx1,fr,a,b\n5,en,fr,cough,toux\n", "en", "fr")
    assert [problem.line for problem in sheet.problems] == [4, 5]
    assert sheet.problems[0].said == "is of the language “pt_XX”, the file of “fr”"
    assert sheet.terms["cough"] == "toux"


@pytest.mark.parametrize(
    "text", ["", "\n", "en,fr", "en,fr\n" + '"' * 99, "\x00,\x00\n" * 9, "," * 9]
)
def test_no_file_is_too_strange(text: str) -> None:
    assert read(text, "en", "fr").terms == {}


def test_the_first_of_several_counts_the_other_way_round() -> None:
    assert turned({"flu": "grippe", "influenza": "grippe", "cough": "toux", "x": "(y)"}) == {
        "grippe": "flu",
        "toux": "cough",
    }


# --- in a text ------------------------------------------------------------------------------------

TERMS = Glossary(
    {
        "acute bronchitis": "bronchite aiguë",
        "bronchitis": "bronchite",
        "acute": "aigu",
        "flu": "grippe",
        "1918 flu": "grippe de 1918",
        "COVID-19": "COVID",
        "WHO": "OMS",
        "التهاب": "inflammation",
    }
)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("It is acute bronchitis.", ["bronchite aiguë"]),
        ("Acute bronchitis", ["Bronchite aiguë"]),
        ("ACUTE  BRONCHITIS", ["Bronchite aiguë"]),
        ("acute-bronchitis; acute. Bronchitis", ["bronchite aiguë", "aigu", "Bronchite"]),
        ("acute and bronchitis", ["aigu", "bronchite"]),
        ("fluid influx flu-like flus", ["grippe"]),
        ("the 1918 flu of 2.1918 flu and 1918 flus", ["grippe de 1918", "grippe"]),
        ("covid 19, Covid-19, COVID-19.5", ["COVID", "COVID"]),
        ("who is WHO", ["OMS", "OMS"]),
        ("هذا التهاب حاد", ["inflammation"]),
        ("acute\nbronchitis", ["bronchite aiguë"]),
        ("", []),
    ],
)
def test_the_longest_whole_words_of_any_case(text: str, instead: list[str]) -> None:
    assert [placed.instead(text) for placed in TERMS.find(text)] == instead


@pytest.mark.parametrize(
    ("draft", "missed"),
    [
        ("bronchite aiguë, et la Grippe", ()),
        ("Bronchite  Aiguë ; GRIPPE", ()),
        ("bronchite, grippe", ("acute bronchitis",)),
        ("bronchite chronique aiguë, grippes", ("acute bronchitis", "flu")),
        ("", ("acute bronchitis", "flu")),
    ],
)
def test_terms_that_a_draft_lacks(draft: str, missed: tuple[str, ...]) -> None:
    assert TERMS.missed("Acute bronchitis and flu, flu.", draft) == missed


def test_a_translation_with_brackets_is_found() -> None:
    glossary = Glossary({"CDC": "Kituo cha Udhibiti (CDC)"})
    assert glossary.missed("The CDC says", "Kituo cha Udhibiti (CDC) inasema") == ()
    assert glossary.missed("The CDC says", "CDC inasema") == ("CDC",)


def test_nothing_is_missed_of_another_text() -> None:
    assert TERMS.missed("He is well.", "") == ()
    assert Glossary().missed("flu", "") == ()


@pytest.mark.parametrize("piece", ["acute ", "acute-", "a", "1918 ", "flu ", "x.", "ا "])
def test_time_grows_with_the_text_alone(piece: str) -> None:
    terms = {f"{'acute ' * 11}{n}": f"y{n}" for n in range(10_000)}
    glossary = Glossary({**terms, "acute": "aigu", "1918 flu": "grippe"})
    text = piece * (60_000 // len(piece))
    with Pace() as taken:
        list(glossary.find(text))
        glossary.missed(text, text)
    assert taken.seconds < 2.0


# --- a folder -------------------------------------------------------------------------------------


def instead(glossary: Glossary, text: str) -> list[str]:
    return [placed.instead(text) for placed in glossary.find(text)]


def test_a_file_serves_both_directions_and_its_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "en-fr.csv").write_text(TWO)
    (tmp_path / "fr-en.csv").write_text("fr,en\ngrippe,influenza\n")
    there = Glossaries(tmp_path)
    assert instead(there.of("fr", "en"), "grippe, bronchite aiguë") == [
        "influenza",
        "acute bronchitis",
    ]
    assert instead(there.of("en", "fr"), "flu, influenza") == ["grippe", "grippe"]
    assert len(there.of("es", "pt")) == 0


def test_a_file_is_read_anew_when_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "en-fr.csv"
    there = Glossaries(tmp_path)
    assert len(there.of("en", "fr")) == 0
    file.write_text(TWO)
    assert there.of("en", "fr") is there.of("en", "fr")
    file.write_text("en,fr\nflu,la grippe\n")
    os.utime(file, ns=(1, 1))
    assert instead(there.of("en", "fr"), "flu") == ["la grippe"]
    file.unlink()
    assert len(there.of("en", "fr")) == 0


def test_what_cannot_be_read_is_told_and_is_empty(tmp_path: Path) -> None:
    (tmp_path / "en-fr.csv").write_bytes(b"en,fr\nflu,gripp\xe9\n")
    (tmp_path / "en-es.csv").mkdir()
    (tmp_path / "english.csv").write_text(TWO)
    (tmp_path / "README").write_text("no glossary")
    (tmp_path / "en-pt.csv").write_text("x" * 4_000_001)
    (tmp_path / "fr-en.csv").write_text("fr,en\ngrippe,flu\nx\n")
    looked = {one.path.name: one for one in Glossaries(tmp_path).look()}
    assert {name: [(p.line, p.said) for p in one.problems] for name, one in looked.items()} == {
        "en-es.csv": [(0, "cannot be read: Is a directory")],
        "en-fr.csv": [(2, "is not written in UTF-8")],
        "en-pt.csv": [(0, "is larger than 4 MB")],
        "english.csv": [(0, "is not named like en-fr.csv")],
        "fr-en.csv": [(3, "has 1 columns, the header has 2")],
    }
    assert looked["fr-en.csv"].terms == 1
    assert instead(Glossaries(tmp_path).of("en", "fr"), "flu") == ["grippe"]
    (missing,) = Glossaries(tmp_path / "none").look()
    assert missing.problems == (Problem(0, "cannot be read: No such file or directory"),)
    assert list(Glossaries(None).look()) == []
