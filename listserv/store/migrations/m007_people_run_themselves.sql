-- What a person decides about herself, once for all her lists. `machine`: her posts may be translated
-- by machine; `daily_bytes`: what she is sent in a day, 0 without a limit; `conceal`: no list of members names
-- her.
ALTER TABLE person ADD COLUMN conceal INTEGER NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN digest_form TEXT NOT NULL DEFAULT 'text';
ALTER TABLE person ADD COLUMN translation TEXT NOT NULL DEFAULT 'off';
ALTER TABLE person ADD COLUMN machine INTEGER NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN daily_bytes INTEGER NOT NULL DEFAULT 0;
-- What a member does not want of a list, or all that she wants of it. `kind` is 'mute' (value: the number
-- of a thread's first post, or folded words of a topic) or 'only' (value: words).
CREATE TABLE filter (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (list, person, kind, value)
) WITHOUT ROWID;
-- Who joined a short time ago by herself: the letter that is due to her next, and when.
CREATE TABLE newcomer (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    letter TEXT NOT NULL,
    due REAL NOT NULL,
    PRIMARY KEY (list, person)
) WITHOUT ROWID;
CREATE INDEX newcomer_due ON newcomer(due);
-- Who has proven her address and waits for a facilitator to let her in. `state` is 'waiting', 'asked',
-- 'joined' or 'refused'; `said` are her own words; `told` is when the facilitators were asked.
CREATE TABLE applicant (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list INTEGER NOT NULL REFERENCES list(id),
    address TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    languages TEXT NOT NULL DEFAULT '["en"]',
    country TEXT NOT NULL DEFAULT '',
    delivery TEXT NOT NULL,
    said TEXT NOT NULL DEFAULT '',
    made REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    told REAL,
    decided REAL,
    decided_by INTEGER
);
CREATE UNIQUE INDEX applicant_open ON applicant(list, address) WHERE state IN ('waiting', 'asked');
CREATE INDEX applicant_untold ON applicant(id) WHERE state = 'waiting' AND told IS NULL;
