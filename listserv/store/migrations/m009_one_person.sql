-- An address is hers `since` then, 0 for her first one; `was_main` is when it ceased to be the main one.
ALTER TABLE address ADD COLUMN since REAL NOT NULL DEFAULT 0;
ALTER TABLE address ADD COLUMN was_main REAL NOT NULL DEFAULT 0;
-- When the last pause of a member began: no digest has what came out in it.
ALTER TABLE member ADD COLUMN paused REAL;
-- Who turned out to be somebody else whom we know: a token that names her means `is_now`.
CREATE TABLE merged (
    person INTEGER PRIMARY KEY,
    is_now INTEGER NOT NULL REFERENCES person(id)
);
-- Proven mail of somebody unknown, who may be a member of that name; looked at once, soon.
CREATE TABLE namesake (
    list INTEGER NOT NULL REFERENCES list(id),
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (list, address)
) WITHOUT ROWID;
-- Who was asked whether an address is hers too, and is not asked again.
CREATE TABLE likeness (
    person INTEGER NOT NULL REFERENCES person(id),
    address TEXT NOT NULL,
    PRIMARY KEY (person, address)
) WITHOUT ROWID;
-- What names a person; `WHERE … != 0` where most rows name nobody.
CREATE INDEX post_person ON post(person) WHERE person != 0;
CREATE INDEX post_decided_by ON post(decided_by) WHERE decided_by != 0;
CREATE INDEX post_taken_by ON post(taken_by) WHERE taken_by != 0;
CREATE INDEX version_by ON version(by) WHERE by != 0;
CREATE INDEX decision_by ON decision(by);
CREATE INDEX mailing_person ON mailing(person) WHERE person != 0;
CREATE INDEX confirmation_person ON confirmation(person) WHERE person != 0;
CREATE INDEX failure_person ON failure(person);
