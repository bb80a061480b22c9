"""A language is added by files alone; the doctor sees a text that a complete one lacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from listserv.cli import checkup
from listserv.press import wanted

pytestmark = pytest.mark.slow

TREE = Path(__file__).parents[2]
SWAHILI = """
msgid ""
msgstr ""
"Language: sw\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Welcome to %(title)s"
msgstr "Karibu %(title)s"
"""
WORDS = """
[commands]
join = ["kujiunga"]
leave = ["kuondoka"]
"""
PROGRAM = """
from listserv.languages.grammar import parse
from listserv.model import MailingList, Policy, Site
from listserv.press.letter import Press
from listserv.press.kinds import KINDS

said = (parse("Kujiunga", ""), parse("", "kuondoka"))
print([one.verb.value for parsed in said for one in parsed.commands])
letter = Press(Site("lists.example.org", "Lists")).letter(
    "welcome", id=1, list=MailingList(1, "afya", Policy(title="Afya")), person_id=1,
    address="asha@example.org", name="Asha", language="sw", now=0.0,
    **{name: "" for name in KINDS["welcome"].values},
)
print(letter.head.decode(), letter.body.decode())
"""


def test_a_growing_language_speaks_and_is_understood(tmp_path: Path) -> None:
    """What it lacks is said in English; no line of the program knows its name."""
    for name in ("listserv", "digests", "templates", "config"):
        shutil.copytree(TREE / name, tmp_path / name, symlinks=True)
    locale = tmp_path / "templates" / "locale" / "sw"
    locale.mkdir()
    (locale / "mail.po").write_text(SWAHILI.lstrip(), encoding="utf-8")
    words = tmp_path / "listserv" / "languages" / "words" / "sw.toml"
    words.write_text(WORDS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "['join', 'leave']"
    assert "Subject: Karibu Afya" in done.stdout
    assert "To write to everyone: afya@lists.example.org" in done.stdout


def test_the_doctor_sees_a_text_that_a_language_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [one.health for one in checkup.languages()] == ["ok"] * 4
    whole = wanted.catalogue

    def torn(language: str, name: str) -> object:
        made = whole(language, name)
        if (language, name) == ("fr", "mail"):
            made.delete("Welcome to %(title)s")
        return made

    monkeypatch.setattr(wanted, "catalogue", torn)
    (found,) = [one for one in checkup.languages() if one.health == "wrong"]
    assert (found.about, "fr lacks texts, 1: " in found.said) == ("language", True)
    assert "Welcome to" in found.said


def test_the_doctor_sees_a_text_that_nobody_says_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = wanted.catalogue

    def old(language: str, name: str) -> object:
        made = whole(language, name)
        if (language, name) == ("pt", "web"):
            made.add("Vol 2, Issue 5", "Vol. 2, n.º 5")
        return made

    monkeypatch.setattr(wanted, "catalogue", old)
    (found,) = [one for one in checkup.languages() if one.health == "wrong"]
    assert "pt has left-over texts" in found.said
