"""Who has died: her memberships end, and come back as they were."""

from __future__ import annotations

import json

from listserv.model import Policy
from listserv.store import deceased, lists, members
from listserv.store.base import Store
from listserv.store.members import NewMember

AMINA = "amina@example.org"


def test_what_was_written_down_before_a_column_was_there_is_put_back(store: Store) -> None:
    """The undo of an obituary of before the upgrade was shunted: it knew of no `paused`."""
    hifa = store.write_now(lists.create, "hifa", Policy(), 1.0).id
    store.write_now(members.add, hifa, NewMember(AMINA, own_copies=False), "test", 1.0)
    store.write_now(members.add_moderator, hifa, NewMember(AMINA), 1.0)
    before = json.loads(json.dumps(store.write_now(deceased.end, 1, 2, 3.0)))
    assert store.read_now(members.members, hifa) == []
    for row in before["member"]:
        del row["paused"]
    store.write_now(deceased.put_back, before, 4.0)
    (amina,) = store.read_now(members.members, hifa)
    assert (amina.own_copies, amina.paused, amina.joined) == (False, None, 1.0)
    assert amina.person.deceased is None
    assert store.read_now(members.is_moderator, hifa, 1)
