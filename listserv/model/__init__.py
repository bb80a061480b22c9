"""The nouns of the house.

Frozen values without I/O that the rooms hand to each other through the store. Every instant is a
float of POSIX seconds (UTC); every size is in bytes; every address is lower-case `local@domain`;
every Message-ID stands without its angle brackets; every language is a short code (`en`, `ar`).

A failure here cannot happen: a noun answers at most a small question about itself.
"""

from __future__ import annotations

from listserv.model.applicants import Applicant, Application, Greeting, Newcomer
from listserv.model.envelope import (
    Destination,
    Envelope,
    Origin,
    Purpose,
    Token,
)
from listserv.model.incoming import (
    UNSEEN,
    VIRUS,
    Attachment,
    Bounced,
    Complaint,
    Passage,
    Proof,
    Reading,
    Removed,
)
from listserv.model.outgoing import (
    BROADCASTS,
    MARK_LEAVE,
    Copy,
    Delivery,
    DeliveryState,
    Letter,
    Publication,
    Rendition,
    Reply,
    Summary,
)
from listserv.model.people import (
    DeliveryMode,
    LinkHolder,
    MailingList,
    Member,
    Person,
    Policy,
    Site,
    Subscriber,
)
from listserv.model.posts import (
    FORMER,
    HARMLESS,
    NOTICES,
    PASSED_ON,
    Action,
    Arrival,
    Errand,
    Facts,
    MachineDraft,
    Note,
    Post,
    Sort,
    Standing,
    State,
    ThreadRule,
    Verdict,
)
from listserv.model.returned import (
    Case,
    Failure,
    Trouble,
)
from listserv.model.waiting import Reader, Wait

__all__ = [
    "BROADCASTS",
    "FORMER",
    "HARMLESS",
    "MARK_LEAVE",
    "NOTICES",
    "PASSED_ON",
    "UNSEEN",
    "VIRUS",
    "Action",
    "Applicant",
    "Application",
    "Arrival",
    "Attachment",
    "Bounced",
    "Case",
    "Complaint",
    "Copy",
    "Delivery",
    "DeliveryMode",
    "DeliveryState",
    "Destination",
    "Envelope",
    "Errand",
    "Facts",
    "Failure",
    "Greeting",
    "Letter",
    "LinkHolder",
    "MachineDraft",
    "MailingList",
    "Member",
    "Newcomer",
    "Note",
    "Origin",
    "Passage",
    "Person",
    "Policy",
    "Post",
    "Proof",
    "Publication",
    "Purpose",
    "Reader",
    "Reading",
    "Removed",
    "Rendition",
    "Reply",
    "Site",
    "Sort",
    "Standing",
    "State",
    "Subscriber",
    "Summary",
    "ThreadRule",
    "Token",
    "Trouble",
    "Verdict",
    "Wait",
]
