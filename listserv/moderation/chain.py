"""The chain: THE table of rules, read from top to bottom for every post.

Pure. Owns the order of the reasons and how a verdict comes of them: every rule is asked, the worst
action wins, all reasons are kept in the order of the table. A post that no rule stops is approved.
"""

from __future__ import annotations

from listserv.model import Action, Facts, Verdict
from listserv.moderation import rules
from listserv.moderation.rules import Rule

CHAIN: tuple[Rule, ...] = (
    Rule("loop", Action.DROP, "It came back from this list.", rules.loop),
    Rule("hops", Action.DROP, "It has been through more than 50 servers.", rules.hops),
    Rule("automatic", Action.DROP, "No person wrote it: an automatic answer.", rules.automatic),
    Rule("repeat", Action.DROP, "This very message has come before.", rules.repeat),
    Rule("no-author", Action.HOLD, "It has no sender that can be read.", rules.no_author),
    Rule("command-only", Action.COMMAND, "It is a command sent to the list.", rules.command),
    Rule("command", Action.HOLD, "It looks like a command for the robot.", rules.other_command),
    Rule("too-large", Action.REFUSE, "It is larger than this list allows.", rules.too_large),
    Rule("empty", Action.REFUSE, "It has neither text nor attachment.", rules.empty),
    Rule("nothing-left", Action.HOLD, "Cleaning left no text of it.", rules.nothing_left),
    Rule("unproven", Action.HOLD, "Nothing proves who sent it.", rules.unproven),
    Rule("nonmember", Action.HOLD, "Its sender is not a member.", rules.nonmember),
    Rule("first-post", Action.HOLD, "It is a member's first message.", rules.first_post),
    Rule("same-id", Action.HOLD, "Another message has the same identifier.", rules.same_id),
    Rule("same-text", Action.HOLD, "Its author sent this text within a week.", rules.same_text),
    Rule("private", Action.HOLD, "It looks meant for one person.", rules.private),
    Rule("moderated", Action.HOLD, "Every message to this list is read first.", rules.moderated),
    Rule("moderator", Action.APPROVE, "A moderator of this list sent it.", rules.by_moderator),
)

_WORSE = tuple(Action)  # last is worst


def decide(facts: Facts) -> Verdict:
    """What the desk does with a post, and all reasons for it."""
    hits = [rule for rule in CHAIN if rule.hits(facts)]
    action = max((rule.action for rule in hits), key=_WORSE.index, default=Action.APPROVE)
    line = rules.command_line(facts) if action is Action.COMMAND else ""
    return Verdict(action, tuple(rule.code for rule in hits), line)
