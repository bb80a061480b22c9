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
CREATE INDEX journal_ref ON journal(kind, ref);
