"""The schema, as migrations that are applied in order and never edited once released.

Owns the shape of the file. A migration that fails is rolled back and the program does not start.

Reading guide: `mail` keeps raw bytes and the envelope; a mail addressed to two lists has two rows
in `post`; a mail to any other address of ours is an `errand`. Outgoing mail is a `mailing` with
its `rendition`s and one `delivery` per recipient: the ledger.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("listserv")


@migrations()
def m001_first_house(db: Database) -> None:
    _run(db, FIRST_HOUSE)


@migrations()
def m002_laid_by_mailing(db: Database) -> None:
    _run(db, LAID_BY_MAILING)


@migrations()
def m003_what_comes_back(db: Database) -> None:
    _run(db, WHAT_COMES_BACK)


@migrations()
def m004_day_of_moderation(db: Database) -> None:
    _run(db, DAY_OF_MODERATION)


@migrations()
def m005_gathered(db: Database) -> None:
    _run(db, GATHERED)
    _run(db, UNREAD)


@migrations()
def m006_taken_back_by_authors(db: Database) -> None:
    _run(db, TAKEN_BACK_BY_AUTHORS)


def _run(db: Database, statements: str) -> None:
    """One by one: `executescript` would commit what came before."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.execute(statement)


FIRST_HOUSE = """
CREATE TABLE mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received REAL NOT NULL,
    peer TEXT NOT NULL,
    trusted INTEGER NOT NULL,
    mail_from TEXT NOT NULL,
    size INTEGER NOT NULL,
    raw BLOB NOT NULL
);
CREATE TABLE list (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    created REAL NOT NULL,
    retired REAL,
    policy TEXT NOT NULL
);
CREATE TABLE person (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL DEFAULT '',
    languages TEXT NOT NULL DEFAULT '["en"]',
    country TEXT NOT NULL DEFAULT '',
    organisation TEXT NOT NULL DEFAULT '',
    profile TEXT NOT NULL DEFAULT '',
    timezone TEXT NOT NULL DEFAULT '',
    created REAL NOT NULL
);
CREATE TABLE address (
    address TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person(id),
    main INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX address_person ON address(person);
CREATE TABLE member (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    delivery TEXT NOT NULL DEFAULT 'each',
    joined REAL NOT NULL,
    consent TEXT NOT NULL DEFAULT '',
    own_copies INTEGER NOT NULL DEFAULT 1,
    paused_until REAL,
    posts INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (list, person)
) WITHOUT ROWID;
CREATE INDEX member_person ON member(person);
CREATE TABLE mode (
    id INTEGER PRIMARY KEY,
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    at REAL NOT NULL,
    before TEXT NOT NULL
);
CREATE INDEX mode_at ON mode(list, at);
CREATE TABLE moderator (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    PRIMARY KEY (list, person)
) WITHOUT ROWID;
CREATE TABLE post (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    mail INTEGER NOT NULL REFERENCES mail(id),
    list INTEGER NOT NULL REFERENCES list(id),
    state TEXT NOT NULL,
    reasons TEXT NOT NULL DEFAULT '[]',
    under INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT '',
    person INTEGER NOT NULL DEFAULT 0,
    author TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    proof TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    topic TEXT NOT NULL DEFAULT '',
    message_id TEXT NOT NULL DEFAULT '',
    refs TEXT NOT NULL DEFAULT '[]',
    sent REAL NOT NULL DEFAULT 0,
    language TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    text_digest TEXT NOT NULL DEFAULT '',
    attachments TEXT NOT NULL DEFAULT '[]',
    removed TEXT NOT NULL DEFAULT '{}',
    version INTEGER NOT NULL DEFAULT 0,
    noticed REAL,
    decided REAL,
    decided_by INTEGER,
    published REAL,
    thread INTEGER NOT NULL DEFAULT 0,
    parent INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL DEFAULT 0,
    permalink TEXT NOT NULL DEFAULT ''
);
CREATE INDEX post_waiting ON post(due) WHERE state = 'received';
CREATE INDEX post_state ON post(state, list) WHERE state IN ('held', 'approved', 'out', 'shunted');
CREATE INDEX post_message_id ON post(list, message_id);
CREATE INDEX post_address ON post(address) WHERE address != '';
CREATE INDEX post_text ON post(text_digest) WHERE text_digest != '';
CREATE INDEX post_published ON post(list, published) WHERE published IS NOT NULL;
CREATE INDEX post_thread ON post(list, thread) WHERE thread != 0;
CREATE UNIQUE INDEX post_permalink ON post(list, permalink) WHERE permalink != '';
CREATE TABLE version (
    post INTEGER NOT NULL REFERENCES post(number),
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    made REAL NOT NULL,
    by INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (post, n)
) WITHOUT ROWID;
CREATE TABLE errand (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mail INTEGER NOT NULL REFERENCES mail(id),
    list INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    address TEXT NOT NULL,
    token TEXT,
    command TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'received',
    outcome TEXT NOT NULL DEFAULT '',
    sender TEXT NOT NULL DEFAULT '',
    proof TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX errand_waiting ON errand(due) WHERE state = 'received';
CREATE INDEX errand_sender ON errand(sender) WHERE sender != '';
CREATE TABLE sequence (name TEXT PRIMARY KEY, next INTEGER NOT NULL);
INSERT INTO sequence (name, next) VALUES ('mailing', 1);
-- Numbers of posts begin where no position of a queue mail reaches.
INSERT INTO sqlite_sequence (name, seq) VALUES ('post', 100);
CREATE TABLE mailing (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    list INTEGER NOT NULL,
    post INTEGER NOT NULL DEFAULT 0,
    person INTEGER NOT NULL DEFAULT 0,
    shown TEXT NOT NULL DEFAULT '[]',
    asked TEXT NOT NULL DEFAULT '',
    urgent INTEGER NOT NULL DEFAULT 0,
    created REAL NOT NULL,
    finished REAL
);
CREATE INDEX mailing_open ON mailing(id) WHERE finished IS NULL;
CREATE INDEX mailing_recent ON mailing(kind, list, created);
CREATE INDEX mailing_post ON mailing(post) WHERE post != 0;
CREATE TABLE rendition (
    mailing INTEGER NOT NULL REFERENCES mailing(id),
    n INTEGER NOT NULL,
    language TEXT NOT NULL,
    head BLOB NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (mailing, n)
);
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mailing INTEGER NOT NULL REFERENCES mailing(id),
    rendition INTEGER NOT NULL,
    person INTEGER NOT NULL,
    address TEXT NOT NULL,
    urgent INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'due',
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,
    tried REAL,
    reply TEXT NOT NULL DEFAULT '',
    UNIQUE (mailing, address)
);
CREATE INDEX delivery_due ON delivery(urgent DESC, due) WHERE state = 'due';
CREATE INDEX delivery_open ON delivery(mailing) WHERE state IN ('due', 'trying');
CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    list INTEGER NOT NULL REFERENCES list(id),
    period TEXT NOT NULL,
    date TEXT NOT NULL,
    since REAL NOT NULL,
    until REAL NOT NULL,
    mailing INTEGER NOT NULL DEFAULT 0,
    posts TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX issue_last ON issue(list, period, until);
CREATE TABLE summary (
    id INTEGER PRIMARY KEY,
    list INTEGER NOT NULL REFERENCES list(id),
    thread INTEGER NOT NULL,
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    made REAL NOT NULL,
    published REAL,
    permalink TEXT NOT NULL DEFAULT ''
);
CREATE TABLE confirmation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    list INTEGER NOT NULL,
    person INTEGER NOT NULL DEFAULT 0,
    address TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT 'en',
    command TEXT NOT NULL DEFAULT '',
    made REAL NOT NULL,
    expires REAL NOT NULL,
    used REAL
);
CREATE INDEX confirmation_open ON confirmation(list, address) WHERE used IS NULL;
CREATE TABLE budget (
    address TEXT NOT NULL,
    day INTEGER NOT NULL,
    cause TEXT NOT NULL,
    PRIMARY KEY (address, day, cause)
) WITHOUT ROWID;
CREATE TABLE archive_mark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list INTEGER NOT NULL,
    thread INTEGER NOT NULL
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    ref INTEGER NOT NULL,
    event TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX journal_ref ON journal(kind, ref)
"""

# The road takes copies mailing by mailing, the one that waited longest first: a small list's post
# waits for no large one's. A mailing is laid row by row beside the door's work, then opened
# at once. Copies of a broadcast are found by person, and leave for the address she has then.
LAID_BY_MAILING = """
ALTER TABLE mail ADD COLUMN client TEXT NOT NULL DEFAULT '';
ALTER TABLE mail ADD COLUMN helo TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN stopped REAL;
ALTER TABLE mailing ADD COLUMN laid INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mailing ADD COLUMN due REAL;
ALTER TABLE mailing ADD COLUMN counts TEXT NOT NULL DEFAULT '';
ALTER TABLE mailing ADD COLUMN collapsed INTEGER NOT NULL DEFAULT 0;
DROP INDEX delivery_due;
DROP INDEX delivery_open;
ALTER TABLE delivery RENAME TO delivery_before;
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mailing INTEGER NOT NULL REFERENCES mailing(id),
    rendition INTEGER NOT NULL,
    person INTEGER NOT NULL,
    address TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'due',
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL,
    tried REAL,
    reply TEXT NOT NULL DEFAULT ''
);
INSERT INTO delivery SELECT id, mailing, rendition, person, address, state, tries, due, tried, reply
    FROM delivery_before;
DROP TABLE delivery_before;
CREATE UNIQUE INDEX delivery_once ON delivery(mailing, person, address);
CREATE INDEX delivery_due ON delivery(mailing, due) WHERE state = 'due';
CREATE INDEX delivery_trying ON delivery(mailing) WHERE state = 'trying';
UPDATE mailing SET due = (SELECT min(due) FROM delivery WHERE delivery.mailing = mailing.id
    AND state = 'due') WHERE finished IS NULL;
DROP INDEX mailing_open;
CREATE INDEX mailing_open ON mailing(id) WHERE finished IS NULL;
CREATE INDEX mailing_ended ON mailing(finished) WHERE collapsed = 0;
CREATE INDEX mailing_due ON mailing(urgent DESC, due) WHERE due IS NOT NULL;
CREATE TABLE relay (
    name TEXT PRIMARY KEY,
    day INTEGER NOT NULL DEFAULT 0,
    taken INTEGER NOT NULL DEFAULT 0,
    stopped REAL,
    reason TEXT NOT NULL DEFAULT ''
)
"""

# A failure waits a day before it is weighed: by then it is known whether a whole domain was down.
WHAT_COMES_BACK = """
CREATE TABLE failure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    person INTEGER NOT NULL REFERENCES person(id),
    domain TEXT NOT NULL,
    list INTEGER NOT NULL,
    mailing INTEGER NOT NULL,
    about TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT '',
    said TEXT NOT NULL,
    counted INTEGER,
    told REAL
);
CREATE UNIQUE INDEX failure_once ON failure(mailing, person);
CREATE INDEX failure_at ON failure(at);
CREATE INDEX failure_weigh ON failure(at, id) WHERE counted IS NULL;
CREATE INDEX failure_judge ON failure(id) WHERE kind = '';
CREATE INDEX failure_tell ON failure(id) WHERE told IS NULL;
CREATE TABLE trouble (
    person INTEGER PRIMARY KEY REFERENCES person(id),
    since REAL NOT NULL,
    last REAL NOT NULL,
    kind TEXT NOT NULL,
    said TEXT NOT NULL,
    score INTEGER NOT NULL,
    day INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    probe INTEGER NOT NULL DEFAULT 0,
    probes INTEGER NOT NULL DEFAULT 0,
    heard REAL
);
CREATE INDEX trouble_heard ON trouble(heard) WHERE heard IS NOT NULL;
CREATE TABLE outage (
    domain TEXT PRIMARY KEY,
    since REAL NOT NULL,
    last REAL NOT NULL
);
CREATE TABLE complaint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    person INTEGER NOT NULL REFERENCES person(id),
    list INTEGER NOT NULL
);
CREATE TABLE roundup (
    list INTEGER PRIMARY KEY REFERENCES list(id),
    month TEXT NOT NULL
)
"""

# What moderators say of a post beside yes and no. `join_to` is NULL where its own headers say the
# thread, 0 begins one, N puts it under post N; `awaits` is 'author' or 'private' while its author
# is asked; `reminded` counts the steps done (1 reminded, 2 escalated). A recalled post keeps its
# thread and position, and has no `published`; `was_out` is when it had gone out. What a mailing is
# made from may be `rewritten` so many times. A `decision` remembers what it changed, so that it
# can be undone by an answer to the letter that told of it.
DAY_OF_MODERATION = """
ALTER TABLE post ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN until REAL;
ALTER TABLE post ADD COLUMN join_to INTEGER;
ALTER TABLE post ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN release REAL;
ALTER TABLE post ADD COLUMN wanted TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN question INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN notes TEXT NOT NULL DEFAULT '[]';
ALTER TABLE post ADD COLUMN patient TEXT NOT NULL DEFAULT '[]';
ALTER TABLE post ADD COLUMN awaits TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN awaits_since REAL;
ALTER TABLE post ADD COLUMN taken_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN put_off REAL;
ALTER TABLE post ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN author_told REAL;
ALTER TABLE post ADD COLUMN recalled REAL;
ALTER TABLE post ADD COLUMN was_out REAL;
UPDATE post SET author_told = noticed;
CREATE INDEX post_recalled ON post(list, recalled) WHERE recalled IS NOT NULL;
CREATE INDEX post_held ON post(list, number) WHERE state = 'held';
CREATE INDEX post_approved ON post(number) WHERE state = 'approved';
CREATE INDEX post_untold ON post(number) WHERE state = 'refused' AND noticed IS NULL;
CREATE INDEX post_failed ON post(number) WHERE state = 'shunted' AND noticed IS NULL;
CREATE INDEX mailing_shown ON mailing(list, created) WHERE shown != '[]';
ALTER TABLE mailing ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mailing ADD COLUMN rewritten INTEGER NOT NULL DEFAULT 0;
ALTER TABLE version ADD COLUMN mail INTEGER NOT NULL DEFAULT 0;
ALTER TABLE moderator ADD COLUMN most INTEGER NOT NULL DEFAULT 0;
ALTER TABLE moderator ADD COLUMN letters TEXT NOT NULL DEFAULT '';
ALTER TABLE moderator ADD COLUMN away_until REAL;
ALTER TABLE person ADD COLUMN deceased REAL;
ALTER TABLE budget ADD COLUMN octets INTEGER NOT NULL DEFAULT 0;
CREATE TABLE standing (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    word TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (list, person)
) WITHOUT ROWID;
CREATE TABLE thread_rule (
    list INTEGER NOT NULL REFERENCES list(id),
    thread INTEGER NOT NULL,
    each INTEGER NOT NULL DEFAULT 0,
    closed_until REAL,
    PRIMARY KEY (list, thread)
) WITHOUT ROWID;
CREATE TABLE queue_wish (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    PRIMARY KEY (list, person)
) WITHOUT ROWID;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    list INTEGER NOT NULL,
    post INTEGER NOT NULL DEFAULT 0,
    by INTEGER NOT NULL,
    what TEXT NOT NULL,
    said TEXT NOT NULL DEFAULT '',
    before TEXT NOT NULL DEFAULT '{}',
    letter INTEGER NOT NULL DEFAULT 0,
    undone REAL,
    undone_mail INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX decision_post ON decision(post, id);
CREATE INDEX decision_letter ON decision(letter) WHERE letter != 0;
CREATE INDEX decision_list ON decision(list, at)
"""

# A post that is `gathered` went out without copies of its own, with others in one mail. Of those
# that were out before this was written down, condolences are what an issue had and what waits for
# the next: an older one that no issue had went out as copies.
GATHERED = """
ALTER TABLE post ADD COLUMN gathered INTEGER NOT NULL DEFAULT 0;
CREATE INDEX post_gathered ON post(list, published) WHERE gathered = 1;
UPDATE post SET gathered = 1 WHERE kind IN ('job', 'event', 'call') AND urgent = 0
    AND (published IS NOT NULL OR recalled IS NOT NULL);
UPDATE post SET gathered = 1 WHERE number IN
    (SELECT value FROM issue, json_each(issue.posts) WHERE period = 'condolences');
UPDATE post SET gathered = 1 WHERE kind = '' AND urgent = 0
    AND coalesce(published, was_out) > (SELECT max(until) FROM issue
        WHERE issue.list = post.list AND period = 'condolences')
    AND EXISTS (SELECT 1 FROM post AS root WHERE root.number = post.thread
        AND root.kind = 'obituary'
        AND (root.published IS NOT NULL OR root.recalled > coalesce(post.published, post.was_out)))
"""

# What no query reads: the journal has the instant of a standing.
UNREAD = """
DROP INDEX post_state;
ALTER TABLE standing DROP COLUMN at
"""

# When its author took a post back that was out. What was published anew since was put out again.
TAKEN_BACK_BY_AUTHORS = """
ALTER TABLE post ADD COLUMN withdrawn REAL
"""
