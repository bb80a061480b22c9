"""What the reader, a child process, makes of raw bytes; pure. Nothing in it is trusted."""

from __future__ import annotations

from dataclasses import dataclass

VIRUS = "virus"  # a scanner found one
UNSEEN = "unseen"  # a scanner was asked, and did not answer


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    type: str
    size: int  # decoded
    barred: str = ""  # VIRUS or UNSEEN: it never goes to members, whatever its kind


@dataclass(frozen=True, slots=True)
class Removed:
    """What cleaning took away, for the notice."""

    quoted_lines: int = 0
    signature: bool = False
    phone_line: bool = False
    disclaimer: bool = False
    footer: bool = False
    html: bool = False  # the text was made from HTML, or an HTML twin was left out


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a delivery report says of one recipient."""

    address: str  # "" where it names none that can be read
    action: str  # failed, or delayed: still being tried
    status: str  # "5.1.1" (RFC 3463); "" where it gives none
    diagnostic: str  # what the peer said, or the words beside the address; one line


@dataclass(frozen=True, slots=True)
class Complaint:
    """A feedback report (RFC 5965): somebody called a mail of ours spam."""

    kind: str  # abuse, fraud, not-spam …
    tokens: tuple[str, ...]  # what looks like our tokens in the mail it is about


@dataclass(frozen=True, slots=True)
class Passage:
    """How well a line of a text fits each language that is known (listserv.text.language)."""

    letters: int
    runs: int  # of letters, that were looked up
    costs: tuple[tuple[str, int], ...]  # (language, what it costs in it); "": in none of ours


@dataclass(frozen=True, slots=True)
class Reading:
    """An incoming mail as values. Nothing in it is trusted: it is what the bytes claim."""

    subject: str = ""  # decoded, on one line, as it came
    from_name: str = ""
    from_address: str = ""  # "" when there is none that can be read
    reply_to: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()  # To and Cc
    date: float | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # oldest first, without doubles
    language: str = ""  # from evidence in the text alone; "" is unknown
    languages: tuple[str, ...] = ()  # of a text in several, in order of appearance
    passages: tuple[Passage, ...] = ()  # of `clean`: what `language` was found by
    text: str = ""  # the whole text, paragraphs as logical lines, "\n" line ends
    clean: str = ""  # what the author wrote: without quotation, signature, phone line …
    text_broken: str = ""  # `text` with its lines as they came; "" where none was joined
    clean_broken: str = ""  # `clean` likewise
    removed: Removed = Removed()
    encrypted: bool = False  # its text can be read by those alone who have a key
    attachments: tuple[Attachment, ...] = ()
    patient: tuple[str, ...] = ()  # why it may show a patient, in a few words each
    automatic: str = ""  # why this is no person's mail ("auto-submitted", "delivery report" …)
    impersonal: str = ""  # why a person who wrote it, if one did, did not write to us alone
    bounced: tuple[Bounced, ...] = ()
    complaint: Complaint | None = None
    list_ids: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()  # values of our own trace header
    hops: int = 0  # Received lines
    digest: str = ""  # hex SHA-256 over From, Date, Subject and decoded body: the repeat test
    text_digest: str = ""  # hex SHA-256 over the words of `clean`; "" when it has none
    signatures: tuple[tuple[str, str], ...] = ()  # DKIM-Signature (domain, selector)
    partial: tuple[str, ...] = ()  # domains of those that cover too little to prove anything
    results: tuple[str, ...] = ()  # Authentication-Results above the second Received, top first
    results_above: int = 0  # so many of them stand above every Received line
    spam: bool = False  # a filter's header says so; anybody can write one
    defects: tuple[str, ...] = ()

    @property
    def lines(self) -> str:
        """`clean` as its author broke the lines, for readers of commands: one command a line.

        The rest of a line that a program broke stands below it. A text that is taken from here, a
        reason or an announcement, is made logical then (text.paragraphs).
        """
        return self.clean_broken or self.clean

    @property
    def text_lines(self) -> str:
        """`text` likewise, quotations too."""
        return self.text_broken or self.text


@dataclass(frozen=True, slots=True)
class Proof:
    """Who stands behind a From address (rule 11): `how` is dkim, spf, results or ""."""

    how: str = ""
    domain: str = ""
    signed: bool = False  # by the domain itself: a network's SPF speaks for all who use it
    denied: bool = False  # there is no proof, and the From domain disowns such mail (DMARC)

    def __bool__(self) -> bool:
        return bool(self.how)
