-- Who wants to join: what proved her address; what a facilitator asked her, and what she answered;
-- when something was last done about it; when the facilitators were reminded. `state` may be 'expired'
-- too, or 'withdrawn', by herself.
ALTER TABLE applicant ADD COLUMN consent TEXT NOT NULL DEFAULT '';
ALTER TABLE applicant ADD COLUMN question TEXT NOT NULL DEFAULT '';
ALTER TABLE applicant ADD COLUMN stirred REAL NOT NULL DEFAULT 0;
ALTER TABLE applicant ADD COLUMN asked_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE applicant ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE applicant ADD COLUMN reminded REAL;
CREATE INDEX applicant_address ON applicant(address);
-- Facilitators who want one mail of all who wait to join a list.
CREATE TABLE applicant_wish (
    list INTEGER NOT NULL REFERENCES list(id),
    person INTEGER NOT NULL REFERENCES person(id),
    PRIMARY KEY (list, person)
) WITHOUT ROWID;
CREATE INDEX newcomer_person ON newcomer(person);
-- When somebody was last invited to a list, and by whom; 0 is the command line.
CREATE TABLE invitation (
    list INTEGER NOT NULL REFERENCES list(id),
    address TEXT NOT NULL,
    by INTEGER NOT NULL,
    made REAL NOT NULL,
    PRIMARY KEY (list, address)
) WITHOUT ROWID;
-- Who said no when we asked whether she wants to join, and when.
CREATE TABLE declined (
    address TEXT PRIMARY KEY,
    at REAL NOT NULL
) WITHOUT ROWID;
