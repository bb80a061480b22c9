-- The road takes copies mailing by mailing, the one that waited longest first: a small list's post
-- waits for no large one's. A mailing is laid row by row beside the door's work, then opened
-- at once. Copies of a broadcast are found by person, and leave for the address she has then.
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
);
