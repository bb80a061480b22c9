"""`listserv member find`: what is printed, of whom, and when nobody is found."""

from __future__ import annotations

from tests.support.shell import Shell


def test_people_of_a_list_are_found(hifa: Shell) -> None:
    hifa.says(
        "member", "add", "hifa", "nadia@example.org", "--name", "Nadia Souza", "--country", "MZ"
    )
    assert hifa.says("member", "find", "hifa", "souza") == (
        "nadia@example.org  Nadia Souza  MZ  each\n"
    )
    found = hifa.json("member", "find", "hifa", "mozambique", "nadia")
    assert [one["address"] for one in found["people"]] == ["nadia@example.org"]
    assert found["more"] == 0
    assert "knows nobody" in hifa.fails(1, "member", "find", "hifa", "zulu")


def test_others_are_counted(hifa: Shell) -> None:
    for n in range(3):
        hifa.says("member", "add", "hifa", f"p{n}@zulu.example")
    said = hifa.says("member", "find", "hifa", "zulu", "--most", "2")
    assert said.splitlines()[-1] == "and 1 more; see --most"
