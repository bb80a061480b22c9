"""When a relay's answers, all together, say that it is the relay that is set up wrongly."""

from __future__ import annotations

import pytest

from listserv.delivery.health import LATELY, WINDOW, Health
from listserv.delivery.outcomes import Stage, judge
from listserv.delivery.replies import Answer

NOW = 1000.0
SENT = judge(Answer(250, b"2.0.0 Ok"), Stage.DOT)
DENIED = judge(Answer(554, b"5.7.1 Relay access denied"), Stage.RCPT)
LOGIN = judge(Answer(530, b"5.7.0 Authentication required"), Stage.MAIL)
POLICY = judge(Answer(550, b"5.7.26 Unauthenticated mail is not taken"), Stage.DOT)
NOBODY = judge(Answer(550, b"5.1.1 No such user"), Stage.RCPT)
GREYLISTED = judge(Answer(451, b"4.7.1 Greylisted, come back"), Stage.RCPT)
DISK = judge(Answer(452, b"4.3.1 Insufficient system storage"), Stage.MAIL)
DEFERRED = judge(Answer(454, b"4.7.1 Relay access denied"), Stage.RCPT)

KINDS = {
    "+": SENT,
    "d": DENIED,
    "l": LOGIN,
    "p": POLICY,
    "n": NOBODY,
    "g": GREYLISTED,
    "f": DISK,
    "t": DEFERRED,
}


def health(answers: str) -> Health:
    """Of answers like "+gmail dgmail": a kind and a domain each, `*7` behind it for seven."""
    found, delivery = Health(), 0
    for word in answers.split():
        what, _, times = word.partition("*")
        for _ in range(int(times or 1)):
            delivery += 1
            found.note(delivery, what[1:] + ".example", KINDS[what[0]], NOW)
    return found


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ("", False),
        ("da*3 db*3 dc*3", False),  # nine: too young to say
        ("da*4 db*3 dc*3", True),
        ("da*10", True),  # of itself it says so: one domain will do
        ("la*10", True),
        ("ta*10", True),
        ("pa*10", False),  # one provider
        ("pa*50", False),
        ("pa*5 pb*5", False),  # two
        ("pa*4 pb*3 pc*3", True),
        ("+a*1 pa*3 pb*3 pc*3", False),  # one of the last ten was taken
        ("+a*20 pa*4 pb*3 pc*3", True),  # whatever was before: the last ten were all refusals
        ("+a*40 da*9", False),
        ("+a*40 da*3 db*3 dc*4", True),  # a small list shows it as well
        ("+a*24 pa*9 pb*9 pc*8", True),  # most of fifty, and now every domain
        ("+a*25 pa*9 pb*8 pc*8", False),  # half of them is not most
        ("pa*30 +b*10 +c*10", False),  # most answers, but one provider of three
        ("pa*10 pb*10 pc*10 +d*5 +e*5 +f*5 +g*5", False),  # three providers of seven
        ("pa*10 pb*10 pc*10 pd*10 +e*4 +f*3 +g*3", True),  # four of seven
        ("na*20 nb*20 nc*20", False),  # members who are gone
        ("ga*20 gb*20 gc*20", False),  # greylisting is no refusal
        ("fa*20 fb*20 fc*20", False),  # its disk is full: it needs time
        ("da*10 +a*40", False),
    ],
)
def test_which_answers_stop_a_relay(answers: str, wrong: bool) -> None:
    assert health(answers).misconfigured() is wrong


def test_what_it_refused_is_known_and_given_back() -> None:
    relay = health("+a na pa db gc")
    assert relay.refused(NOW) == (3, 4)
    relay.clear()
    assert relay.refused(NOW) == ()


def test_only_the_last_answers_count() -> None:
    assert not health(f"da*20 db*20 dc*20 +a*{WINDOW}").misconfigured()


def test_all_that_it_refused_lately_is_given_back_not_only_what_the_window_holds() -> None:
    """A relay turned bad in mid-batch. Its first refusals were less than half of the window, and
    had been pushed out of it when the relay was stopped: those copies stayed failed."""
    relay = health("+a*30 pa*7 pb*7 pc*6 pa*17 pb*17 pc*16")
    assert relay.misconfigured()
    assert relay.refused(NOW) == tuple(range(31, 101))
    assert relay.refused(NOW + LATELY + 1) == ()
