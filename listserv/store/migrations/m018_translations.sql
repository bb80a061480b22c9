-- What a version of a post says in another language, or a published summary, which has a number as a
-- post has (summary.number): `post` is either's. `manner` is human, abstract or machine. A
-- program's draft that may not go to members says why (`refused`), 'asked' as long as no program has
-- answered; without text, there is none.
-- `gone` is when it was taken back. Of several that people made the newest counts.
CREATE TABLE translation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    post INTEGER NOT NULL,
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    manner TEXT NOT NULL,
    topic TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL,
    person INTEGER NOT NULL DEFAULT 0,
    credited INTEGER NOT NULL DEFAULT 0,
    engine TEXT NOT NULL DEFAULT '',
    refused TEXT NOT NULL DEFAULT '',
    mail INTEGER NOT NULL DEFAULT 0,
    made REAL NOT NULL,
    gone REAL
);
CREATE INDEX translation_post ON translation(post);
CREATE INDEX translation_person ON translation(person) WHERE person != 0;
CREATE INDEX translation_made ON translation(made);
CREATE INDEX translation_asked ON translation(post) WHERE refused = 'asked';
-- Until when an approved post waits for its translations; NULL: nobody has looked yet.
ALTER TABLE post ADD COLUMN translating REAL;
-- Who translates for a list, from where into what.
CREATE TABLE volunteer (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (list, person, source, language)
) WITHOUT ROWID;
CREATE INDEX volunteer_person ON volunteer(person);
-- How she does it, on all lists: `most` texts a week (0: no bound), with her name or without.
CREATE TABLE translator (
    person INTEGER PRIMARY KEY REFERENCES person(id),
    most INTEGER NOT NULL DEFAULT 0,
    away_until REAL,
    credited INTEGER NOT NULL DEFAULT 1
);
-- A version of a post, or a summary, that people are asked to put into a language until a deadline;
-- `outcome` says how it ended: done, lapsed, dropped.
CREATE TABLE task (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    post INTEGER NOT NULL,
    version INTEGER NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    made REAL NOT NULL,
    until REAL NOT NULL,
    ended REAL,
    outcome TEXT NOT NULL DEFAULT '',
    UNIQUE (post, version, language)
);
CREATE INDEX task_open ON task(until) WHERE ended IS NULL;
-- Who was asked for it, in which letter; `outcome`: '' she has it, done, not now, late.
CREATE TABLE assignment (
    task INTEGER NOT NULL REFERENCES task(id),
    person INTEGER NOT NULL REFERENCES person(id),
    letter INTEGER NOT NULL,
    given REAL NOT NULL,
    until REAL NOT NULL,
    ended REAL,
    outcome TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (task, person)
) WITHOUT ROWID;
CREATE INDEX assignment_person ON assignment(person, given);
-- Until now the wish for translations had no effect; whoever had not said one gets what people
-- translate. Who has written that she wants none gets none.
UPDATE person SET translation = 'human' WHERE translation = 'off' AND NOT EXISTS (SELECT 1
    FROM journal WHERE kind = 'person' AND ref = person.id AND event = 'set'
    AND reason = 'translation');
