-- What moderators say of a post beside yes and no. `join_to` is NULL where its own headers say the
-- thread, 0 begins one, N puts it under post N; `awaits` is 'author' or 'private' while its author
-- is asked; `reminded` counts the steps done (1 reminded, 2 escalated). A recalled post keeps its
-- thread and position, and has no `published`; `was_out` is when it had gone out. What a mailing is
-- made from may be `rewritten` so many times. A `decision` remembers what it changed, so that it
-- can be undone by an answer to the letter that told of it.
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
CREATE INDEX decision_list ON decision(list, at);
