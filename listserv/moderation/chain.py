"""The chain: THE table of rules, read from top to bottom for every post.

Pure. Owns the order of the reasons and how a verdict comes of them: every rule is asked, the worst
action wins, all reasons are kept in the order of the table. A post that no rule stops is approved.
"""

from __future__ import annotations

from listserv.model import Action, Facts, Verdict
from listserv.moderation import rules
from listserv.moderation.rules import Rule

CHAIN: tuple[Rule, ...] = (
    Rule("loop", Action.DROP, rules.loop),
    Rule("hops", Action.DROP, rules.hops),
    Rule("automatic", Action.DROP, rules.automatic),
    Rule("repeat", Action.DROP, rules.repeat),
    Rule("banned", Action.DROP, rules.banned),
    Rule("no-author", Action.HOLD, rules.no_author),
    Rule("command-only", Action.COMMAND, rules.command),
    Rule("facilitation", Action.COMMAND, rules.facilitation),
    Rule("command", Action.HOLD, rules.other_command),
    Rule("to-robot", Action.HOLD, rules.to_robot),
    Rule("empty", Action.REFUSE, rules.empty),
    Rule("nothing-left", Action.HOLD, rules.nothing_left),
    Rule("too-large", Action.HOLD, rules.too_large),
    Rule("encrypted", Action.HOLD, rules.encrypted),
    Rule("denied-by-domain", Action.HOLD, rules.denied),
    Rule("unproven", Action.HOLD, rules.unproven),
    Rule("marked-spam", Action.HOLD, rules.spam),
    Rule("infected", Action.HOLD, rules.infected),
    Rule("emergency", Action.HOLD, rules.emergency),
    Rule("watched", Action.HOLD, rules.watched),
    Rule("flood", Action.HOLD, rules.flood),
    Rule("closed", Action.HOLD, rules.closed),
    Rule("slow", Action.HOLD, rules.slow),
    Rule("nonmember", Action.HOLD, rules.nonmember),
    Rule("first-post", Action.HOLD, rules.first_post),
    Rule("same-id", Action.HOLD, rules.same_id),
    Rule("same-text", Action.HOLD, rules.same_text),
    Rule("private", Action.HOLD, rules.private),
    Rule("patient", Action.HOLD, rules.patient),
    Rule("attachments", Action.HOLD, rules.files),
    Rule("moderated", Action.HOLD, rules.moderated),
    Rule("moderator", Action.APPROVE, rules.by_moderator),
    Rule("trusted", Action.APPROVE, rules.trusted),
)

_WORSE = tuple(Action)  # last is worst


def decide(facts: Facts) -> Verdict:
    """What the desk does with a post, and all reasons for it."""
    hits = [rule for rule in CHAIN if rule.hits(facts)]
    action = max((rule.action for rule in hits), key=_WORSE.index, default=Action.APPROVE)
    line = rules.command_line(facts) if action is Action.COMMAND else ""
    return Verdict(action, tuple(rule.code for rule in hits), line)
