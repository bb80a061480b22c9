"""Members of Mailman 2 and 3, as their own programs write them.

The examples have the octets of Mailman 2.1 (`MailList.Save`, bin/list_members) and Mailman 3.3
(rest/members.py, commands/cli_members.py).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from listserv import roster
from listserv.roster import Entry, RosterError
from listserv.store.members import NewMember
from tests.support.pickled import Instance, dumps
from tests.support.rosters import AMINA, DAILY, EVE, NONE, PAUL, TITLES, good, one, read

# --- Mailman 2 ------------------------------------------------------------------------------------


def config(**more: Any) -> dict[bytes, Any]:
    """A list as Mailman 2.1 keeps it, with two members and what it has of everybody."""
    return {
        b"send_welcome_msg": True,
        b"moderator": [],
        b"members": {AMINA.encode(): 0, PAUL.encode(): b"Paul@Example.org"},
        b"digest_members": {},
        b"passwords": {AMINA.encode(): b"isigwiuc", PAUL.encode(): b"ukuhfoef"},
        b"usernames": {AMINA.encode(): b"Amina Kamau", PAUL.encode(): "Paul Ouédraogo"},
        b"language": {AMINA.encode(): b"en", PAUL.encode(): b"fr"},
        b"user_options": {AMINA.encode(): 264, PAUL.encode(): 256},
        b"delivery_status": {},
        b"bounce_info": {},
        b"ban_list": [],
        b"owner": [b"grace@example.org"],
        b"preferred_language": b"en",
        b"default_member_moderation": False,
        b"post_id": 1.0,
        b"mod_password": None,
        **{key.encode(): value for key, value in more.items()},
    }


@pytest.mark.parametrize("protocol", [0, 1, 2])
def test_members_of_a_config_pck(protocol: int) -> None:
    found = roster.read(dumps(config(), protocol))
    assert found.form == "mailman2"
    assert list(found.entries) == [
        Entry(AMINA, NewMember(AMINA, "Amina Kamau", ("en",))),
        Entry(PAUL, NewMember(PAUL, "Paul Ouédraogo", ("fr",))),
    ]
    assert found.remarks == ("owners and moderators there, not taken over: grace@example.org",)


def test_the_first_octets_of_mailmans_own_file_are_known() -> None:
    """Protocol 1 by cPickle of Python 2, whose memo counts from 1."""
    data = b"}q\x01(U\x07membersq\x02}q\x03U\x11amina@example.orgK\x00sU\x05ownerq\x04]q\x05u."
    assert one(data) == Entry(AMINA, NewMember(AMINA))


def test_nothing_of_a_password_is_read() -> None:
    assert "isigwiuc" not in repr(list(roster.read(dumps(config(), 1)).entries))


@pytest.mark.parametrize(
    ("more", "expected", "said"),
    [
        ({}, {}, ""),
        ({"user_options": {PAUL.encode(): 2}}, {"own_copies": False}, ""),
        ({"user_options": {PAUL.encode(): 16}}, {"conceal": True}, ""),
        ({"user_options": {PAUL.encode(): 128}}, {}, "her posts are moderated there"),
        (
            {"user_options": {PAUL.encode(): 128}, "default_member_moderation": 1},
            {},
            "",
        ),
        (
            {"user_options": {PAUL.encode(): 1}},
            {"delivery": NONE},
            "her mail is stopped there: imported without mail",
        ),
        ({"delivery_status": {PAUL.encode(): (0, 0)}}, {}, ""),
        ({"delivery_status": {PAUL.encode(): (2, 1270420777.27)}}, {"delivery": NONE}, ""),
        (
            {"delivery_status": {PAUL.encode(): (3, 1270420777.27)}},
            {"delivery": NONE},
            "her mail was stopped by a moderator there: imported without mail",
        ),
        (
            {"delivery_status": {PAUL.encode(): (4, 1270420777.27)}},
            {"stopped": True},
            "her mail comes back there: imported as stopped",
        ),
        ({"language": {PAUL.encode(): b"pt_BR"}}, {"languages": ("pt",)}, ""),
        ({"language": {PAUL.encode(): b"xx"}}, {"languages": ()}, ""),
        ({"language": {}}, {"languages": ("en",)}, ""),
        ({"usernames": {PAUL.encode(): "Paul\nBcc: all"}}, {"name": "Paul Bcc: all"}, ""),
        ({"usernames": {PAUL.encode(): 7}}, {"name": ""}, ""),
        ({"usernames": None}, {"name": ""}, ""),
    ],
)
def test_what_a_member_has_there(more: dict[str, Any], expected: dict[str, Any], said: str) -> None:
    whole = config(members={PAUL.encode(): 0}, **more)
    values = {"name": "Paul Ouédraogo", "languages": ("fr",)} | expected
    assert one(dumps(whole, 1)) == Entry(PAUL, NewMember(PAUL, **values), said)


def test_digest_members_get_one_mail_a_day_in_their_form() -> None:
    digests = {AMINA.encode(): 0, PAUL.encode(): 0}
    whole = config(members={}, digest_members=digests)
    assert [(m.delivery, m.digest_form) for m in good(dumps(whole, 2))] == [
        (DAILY, "text"),  # bit 8: in plain text
        (DAILY, "mime"),
    ]


def test_who_bounces_is_read_beside_what_cannot_be() -> None:
    info = Instance("Mailman.Bouncer", "_BounceInfo", {b"score": 5.0})
    status = {AMINA.encode(): (4, 1.0)}
    whole = config(bounce_info={AMINA.encode(): info}, delivery_status=status)
    first, second = read(dumps(whole, 1))
    assert first.member and second.member
    assert (first.member.stopped, second.member.stopped) == (True, False)


def test_a_bad_address_is_named_by_its_key_and_the_others_are_read() -> None:
    keys = (b"no address", b"", AMINA.encode())
    entries = read(dumps(config(members=dict.fromkeys(keys, 0)), 1))
    assert [(entry.place, bool(entry.member)) for entry in entries] == [
        ("no address", False),
        ("(empty)", False),
        (AMINA, True),
    ]
    assert entries[0].said.startswith('"no address" is no mail address: ')
    strange = one(
        dumps(config(members={AMINA.encode(): 0}, delivery_status={AMINA.encode(): (9, 0)}), 1)
    )
    assert strange == Entry(AMINA, None, "unknown delivery_status 9")


def test_who_is_banned_there_is_told_of() -> None:
    found = roster.read(dumps(config(ban_list=[b"^.*@spam.example$", EVE.encode()]), 1))
    assert found.remarks[1] == "2 addresses or patterns are banned there, not taken over"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"}q\x01(U\x07mem", "is no config.pck that can be read: at octet 6: it is cut off"),
        (dumps({b"volume": 1}, 1), "is a pickle, but not the config.pck of a list of Mailman 2"),
        (dumps([1], 2), "is a pickle, but not the config.pck"),
        (b"\x80\x05}.", "is no config.pck that can be read: at octet 2: its protocol is 5; "),
    ],
)
def test_a_pickle_that_is_no_list(data: bytes, said: str) -> None:
    with pytest.raises(RosterError) as error:
        roster.read(data)
    assert str(error.value).startswith(said)


# --- a person a line ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "member"),
    [
        (AMINA, NewMember(AMINA)),
        ("Amina@Example.ORG", NewMember(AMINA)),
        (f"Amina Kamau <{AMINA}>", NewMember(AMINA, "Amina Kamau")),
        (f'"Kamau, Amina (RSR)" <{AMINA}>', NewMember(AMINA, "Kamau, Amina (RSR)")),
        (f'"Amina \\"A\\" Kamau" <{AMINA}>', NewMember(AMINA, 'Amina "A" Kamau')),
        (
            f"=?utf-8?b?QW3DqWxpZQ==?= <{AMINA}>",
            NewMember(AMINA, "Amélie"),
        ),  # Python 3's formataddr
        (f"Kamau, Amélie <3 <{AMINA}>", NewMember(AMINA, "Kamau, Amélie <3")),  # Mailman 3.3.9
        (f"<{AMINA}>", NewMember(AMINA)),
    ],
)
def test_a_person_a_line(line: str, member: NewMember) -> None:
    assert read(f"\n# a comment\n{line}\n") == [Entry(3, member)]


def test_lines_that_cannot_be_read_are_named() -> None:
    entries = read(f"{AMINA}\nnobody\nEve <eve@>\n\n{PAUL}\n")
    assert [(entry.place, entry.said[:27]) for entry in entries] == [
        (1, ""),
        (2, '"nobody" is no mail address'),
        (3, '"eve@" is no mail address: '),
        (5, ""),
    ]


def test_a_list_without_members() -> None:
    assert read("ant.example.org has no members\n") == []


# --- Mailman 3 ------------------------------------------------------------------------------------


def resource(email: str = AMINA, **more: Any) -> dict[str, Any]:
    """A member as /lists/LIST/roster/member of Mailman 3.3.10 shows her."""
    return {
        "address": f"http://localhost:8001/3.1/addresses/{email}",
        "bounce_score": 0,
        "last_warning_sent": "0001-01-01T00:00:00",
        "total_warnings_sent": 0,
        "delivery_mode": "regular",
        "delivery_status": "enabled",
        "email": email,
        "list_id": "ant.example.org",
        "subscription_mode": "as_address",
        "role": "member",
        "user": "http://localhost:8001/3.1/users/9d0f",
        "display_name": "Amina Kamau",
        "self_link": "http://localhost:8001/3.1/members/4fdb",
        "member_id": "4fdb",
        "http_etag": '"6cf5"',
        **more,
    }


def answer(*entries: dict[str, Any], total: int = 0) -> dict[str, Any]:
    found = {"start": 0, "total_size": total or len(entries), "http_etag": '"a1"'}
    return found | ({"entries": list(entries)} if entries else {})


@pytest.mark.parametrize(
    ("more", "expected", "said"),
    [
        ({}, {}, ""),
        ({"delivery_mode": "plaintext_digests"}, {"delivery": DAILY}, ""),
        ({"delivery_mode": "mime_digests"}, {"delivery": DAILY, "digest_form": "mime"}, ""),
        ({"delivery_mode": "summary_digests"}, {"delivery": TITLES}, ""),
        ({"delivery_status": "by_user"}, {"delivery": NONE}, ""),
        (
            {"delivery_status": "by_moderator"},
            {"delivery": NONE},
            "her mail was stopped by a moderator there: imported without mail",
        ),
        (
            {"delivery_status": "unknown"},
            {"delivery": NONE},
            "her mail is stopped there: imported without mail",
        ),
        (
            {"delivery_status": "by_bounces", "delivery_mode": "mime_digests"},
            {"delivery": DAILY, "digest_form": "mime", "stopped": True},
            "her mail comes back there: imported as stopped",
        ),
        ({"moderation_action": "hold"}, {}, "her posts are moderated there (hold)"),
        ({"moderation_action": "accept"}, {}, ""),
        ({"display_name": None}, {"name": ""}, ""),
    ],
)
def test_a_member_by_rest(more: dict[str, Any], expected: dict[str, Any], said: str) -> None:
    values = {"name": "Amina Kamau"} | expected
    found = one(json.dumps(answer(resource(**more))))
    assert found == Entry("entry 1", NewMember(AMINA, **values), said)


def test_pages_one_behind_the_other_are_one_list() -> None:
    pages = [answer(resource(), total=3), answer(resource(PAUL), total=3), answer(total=3)]
    text = "\n".join(map(json.dumps, pages))
    found = roster.read(text.encode())
    assert found.form == "mailman3"
    assert [entry.member and entry.member.address for entry in found.entries] == [AMINA, PAUL]
    assert found.remarks == ("holds 2 of 3; get the other pages too",)
    for whole in (json.dumps(pages), json.dumps([resource(), resource(PAUL)])):
        assert [m.address for m in good(whole)] == [AMINA, PAUL]


def test_who_is_no_member_is_told_of() -> None:
    others = [resource(EVE, role=role) for role in ("owner", "moderator", "nonmember")]
    found = roster.read(json.dumps(answer(resource(), *others)).encode())
    assert [entry.place for entry in found.entries] == ["entry 1"]
    assert found.remarks == (f"owners and moderators there, not taken over: {EVE}",)


def test_an_older_server_does_not_say_whose_mail_is_stopped() -> None:
    old = resource()
    del old["delivery_status"]
    assert roster.read(json.dumps(answer(old)).encode()).remarks == (
        "does not say whose mail is stopped there; see 'mailman members --nomail any'",
    )


def test_one_list_of_several_is_named() -> None:
    text = json.dumps(answer(resource(), resource(PAUL, list_id="bee.example.org"))).encode()
    with pytest.raises(RosterError) as error:
        roster.read(text)
    said = (
        "holds the members of several lists, ant.example.org, bee.example.org; name one with --of"
    )
    assert str(error.value) == said
    assert [entry.member.address for entry in read(text, of="bee.example.org") if entry.member] == [
        PAUL
    ]
    with pytest.raises(RosterError, match="holds no members of cow"):
        roster.read(text, of="cow.example.org")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"entries": [', 1, "is no JSON: "),
        ('{"total_size": 0}\n\nx', 3, "is no JSON: "),
        ("[" * 100_000, 1, "is no JSON: "),
        ('{"title": "404 Not Found"}', 0, "holds JSON that is no answer about members"),
        ("[1, 2]", 0, "holds JSON that is no answer about members"),
    ],
)
def test_json_that_is_no_list_of_members(text: str, line: int, said: str) -> None:
    with pytest.raises(RosterError) as error:
        roster.read(text.encode())
    assert str(error.value).startswith(said)
    assert error.value.line == line


def test_resources_that_cannot_be_used_are_named() -> None:
    strange = [
        resource(delivery_mode="hourly"),
        resource(delivery_status="by_nobody"),
        resource("nobody"),
        resource(email=7),
        resource(PAUL),
    ]
    entries = read(json.dumps(answer(*strange)))
    assert [entry.place for entry in entries] == [f"entry {n}" for n in range(1, 6)]
    assert [entry.said.partition(";")[0].partition(":")[0] for entry in entries] == [
        'unknown delivery_mode "hourly"',
        'unknown delivery_status "by_nobody"',
        '"nobody" is no mail address',
        "has no address",
        "",
    ]
