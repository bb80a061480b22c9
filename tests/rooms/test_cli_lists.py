"""`listserv list`, `member` and `moderator`: what is printed, what is changed, how it fails."""

from __future__ import annotations

import pytest

from listserv.store.base import Db
from tests.support.shell import Shell

# --- list ----------------------------------------------------------------------------------------


def test_a_list_is_made_shown_changed_and_retired(shell: Shell) -> None:
    words = ("list", "create", "HIFA-fr", "--title", "HIFA", "--language", "fr", "--max-size", "2M")
    assert shell.says(*words) == (
        "hifa-fr@lists.example.org is there; next: listserv moderator add hifa-fr ADDRESS\n"
    )
    shown = shell.json("list", "show", "hifa-fr")
    assert shown["address"] == "hifa-fr@lists.example.org"
    policy = shown["policy"]
    assert (policy["language"], policy["languages"], policy["max_size"]) == ("fr", ["fr"], 2000000)
    assert shell.says("list", "set", "hifa-fr", "--moderation", "new", "--pace", "8") == (
        "moderation: all -> new\npace: 0 -> 8\n"
    )
    assert shell.says("list", "set", "hifa-fr", "--pace", "8") == "nothing to change\n"
    assert shell.json("list", "set", "hifa-fr", "--languages", "fr,en")["changed"] == {
        "languages": [["fr"], ["fr", "en"]]
    }
    assert [one["name"] for one in shell.json("list", "show")] == ["hifa-fr"]
    assert "moderation        new\n" in shell.says("list", "show", "hifa-fr")
    assert shell.says("list", "retire", "hifa-fr") == "hifa-fr takes no more mail\n"
    assert shell.says("list", "show") == ""
    assert "hifa-fr was retired on " in shell.fails(1, "list", "retire", "hifa-fr")


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (("create", "hifa"), 1, "there is a list hifa already; choose another name"),
        (("create", "hifa-owner"), 2, "hifa-owner: "),
        (("create", "x" * 25), 2, f"{'x' * 25}: "),
        (("create", "a b"), 2, "a b: "),
        (("create", "b", "--moderation", "al"), 2, 'moderation = "al" is none of all, new, '),
        (("create", "b", "--max-size", "5G"), 2, 'max_size = "5G" is out of bounds, 10K to 1G'),
        (("create", "b", "--pace", "many"), 2, 'pace = "many" must be a whole number'),
        (("create", "b", "--language", "xx"), 2, 'language = "xx" is no language; '),
        (("create", "b", "--languages", "fr"), 2, "languages must hold the list's own language"),
        (("create", "b", "--digest-hour", "6"), 2, 'digest_hour = "6" is no time of day; '),
        (("show", "hfia"), 1, "there is no list hfia; known: hifa"),
        (("show", "--toml"), 2, "--toml shows one list: say its NAME"),
        (("set", "hifa"), 2, "say what to change: --KEY VALUE, or --from FILE"),
        (("set", "hifa", "--from", "/no/such"), 1, "/no/such cannot be read: No such file or "),
        (("set", "hifa", "--from", "/tmp"), 1, "/tmp cannot be read: Is a directory"),
        (("retire", "nope"), 1, "there is no list nope; known: hifa"),
    ],
)
def test_list_verbs_fail_in_one_line(
    hifa: Shell, words: tuple[str, ...], status: int, line: str
) -> None:
    said = hifa.fails(status, "list", *words)
    assert said.startswith(f"listserv list {words[0]}: {line}")
    assert [one["name"] for one in hifa.json("list", "show")] == ["hifa"]


def test_a_policy_goes_to_a_file_and_back(hifa: Shell) -> None:
    rules = 'Be kind.\n\n"Say" where you work: \\o/\nأهلا'
    hifa.says("list", "set", "hifa", "--rules", rules, "--subject-prefix", "[hifa]")
    text = hifa.says("list", "show", "hifa", "--toml")
    path = hifa.folder / "hifa.toml"
    path.write_text(text, encoding="utf-8")
    assert hifa.says("list", "set", "hifa", "--from", str(path)) == "nothing to change\n"
    assert hifa.says("list", "set", "hifa", "--from", "-", given=text) == "nothing to change\n"
    hifa.says("list", "create", "other")
    hifa.says("list", "set", "other", "--from", str(path))
    assert hifa.says("list", "show", "other", "--toml") == text


def test_a_policy_file_from_another_world(hifa: Shell) -> None:
    path = hifa.folder / "hifa.toml"
    path.write_bytes('\ufefftitle = "Élan"\r\n'.encode())
    assert hifa.says("list", "set", "hifa", "--from", str(path)) == "title: HIFA -> Élan\n"
    path.write_bytes(b'pace = 1\ntitle = "\xc9lan"\n')
    assert hifa.fails(1, "list", "set", "hifa", "--from", str(path)).endswith(
        "hifa.toml:2: is not UTF-8; save it as UTF-8"
    )
    path.write_text('titel = "x"\npace = 9000\n')
    result = hifa("list", "set", "hifa", "--from", str(path))
    assert result.exit_code == 1
    assert [
        line.removeprefix(f"listserv list set: {path}") for line in result.stderr.splitlines()
    ] == [
        ':1: unknown key "titel"; did you mean "title"?',
        ":2: pace = 9000 is out of bounds, 0 to 1000",
    ]


# --- member and moderator ------------------------------------------------------------------------


def test_members_are_added_shown_changed_and_removed(hifa: Shell) -> None:
    words = ("paul@example.org", "--language", "fr en", "--delivery", "daily", "--consent", "Helen")
    assert hifa.says("member", "add", "hifa", *words) == "paul@example.org is on hifa\n"
    assert hifa.says("member", "add", "hifa", *words) == "paul@example.org was already on hifa\n"
    shown = hifa.json("member", "show", "paul@example.org")
    assert (shown["languages"], shown["lists"]) == (["fr", "en"], {"hifa": "daily"})
    assert hifa.says("member", "show", str(shown["id"])) == hifa.says(
        "member", "show", "Paul@Example.org"
    )
    changed = hifa.json(
        "member", "set", "hifa", "paul@example.org", "--delivery", "titles", "--language", "PT"
    )
    assert (changed["delivery"], changed["languages"]) == ("titles", ["pt"])
    assert [one["address"] for one in hifa.json("member", "show", "hifa")] == [
        "amina@example.org",
        "paul@example.org",
    ]
    assert "titles" in hifa.says("member", "show", "hifa")
    assert hifa.says("member", "remove", "hifa", "paul@example.org") == (
        "paul@example.org is off hifa; nobody was told\n"
    )
    assert "is not on hifa" in hifa.fails(1, "member", "remove", "hifa", "paul@example.org")


def test_who_names_no_language_reads_the_lists(shell: Shell) -> None:
    shell.says("list", "create", "hifa-fr", "--language", "fr")
    shell.says("member", "add", "hifa-fr", "paul@example.org")
    assert shell.json("member", "show", "paul@example.org")["languages"] == ["fr"]


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (("add", "hifa", "nobody"), 2, '"nobody" is no mail address: '),
        (("add", "nope", "a@example.org"), 1, "there is no list nope; known: hifa"),
        (("add", "hifa", "a@example.org", "--delivery", "x"), 2, 'unknown delivery "x"; known: '),
        (("add", "hifa", "a@example.org", "--timezone", "x"), 2, '"x" is no time zone; '),
        (("show", "nobody@example.org"), 1, "nobody here has the address or id nobody@example.org"),
        (("show", "9" * 40), 1, "nobody here has the address or id 999"),
        (("set", "hifa", "amina@example.org"), 2, "say what to change: "),
        (("set", "hifa", "amina@example.org", "--delivery", "x"), 2, 'unknown delivery "x"; '),
        (("set", "hifa", "amina@example.org", "--language", "x"), 2, '"x" is no language; '),
        (("set", "hifa", "amina@example.org", "--language", ""), 2, "--language needs at least"),
        (("set", "hifa", "x@example.org", "--delivery", "each"), 1, "nobody here has the address"),
        (("import", "hifa", "/no/such"), 1, "/no/such cannot be read: No such file"),
        (("export", "nope"), 1, "there is no list nope; known: hifa"),
    ],
)
def test_member_verbs_fail_in_one_line(
    hifa: Shell, words: tuple[str, ...], status: int, line: str
) -> None:
    said = hifa.fails(status, "member", *words)
    assert said.startswith(f"listserv member {words[0]}: {line}")


def _welcome(db: Db) -> bytes:
    found: bytes = db.value("SELECT body FROM rendition")
    return found


def test_who_is_known_is_welcomed_in_her_own_language(hifa: Shell) -> None:
    """An address alone once brought a French reader a letter in English, to nobody."""
    hifa.says("list", "create", "other", "--title", "Other")
    paul = ("paul@example.org", "--name", "Paul Ouedraogo", "--language", "fr", "--quiet")
    hifa.says("member", "add", "other", *paul)
    hifa.says("member", "add", "hifa", "paul@example.org")
    letter = hifa.store(lambda store: store.read_now(_welcome)).decode()
    assert "Bienvenue" in letter


def _told(db: Db) -> list[str]:
    """The languages of the letters to new moderators."""
    rows = db.rows(
        "SELECT language FROM rendition JOIN mailing ON mailing.id = rendition.mailing"
        " WHERE kind = 'moderator'"
    )
    return [row["language"] for row in rows]


def test_moderators_come_and_go(hifa: Shell) -> None:
    words = ("Helen@example.org", "--name", "Helen", "--language", "es")
    assert hifa.says("moderator", "add", "hifa", *words) == "helen@example.org moderates hifa\n"
    (shown,) = hifa.json("moderator", "list", "hifa")
    assert (shown["address"], shown["languages"]) == ("helen@example.org", ["es"])
    (line,) = hifa.says("moderator", "list", "hifa").splitlines()
    assert line.split()[1:] == ["helen@example.org", "Helen"]
    hifa.says("moderator", "add", "hifa", *words)  # again: she is told once
    assert hifa.store(lambda store: store.read_now(_told)) == ["es"]
    assert hifa.says("moderator", "remove", "hifa", "helen@example.org") == (
        "helen@example.org moderates hifa no more; nobody was told\n"
        "hifa has no moderator left: admin@example.org is asked instead\n"
    )
    line = hifa.fails(1, "moderator", "remove", "hifa", "helen@example.org")
    assert line.endswith("helen@example.org does not moderate hifa")
    assert "is no mail address" in hifa.fails(2, "moderator", "add", "hifa", "helen")
