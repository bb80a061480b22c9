-- Somebody is being erased, or was. `mark` tells the row again in the file of erasures; nobody has
-- the number `person` any more. `who` are her names and addresses (JSON), none when all is done. `posts`
-- is 'keep' or 'remove'; `step`, `part` and `place` say how far it is, `counts` (JSON) what it found.
CREATE TABLE erasure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mark TEXT NOT NULL UNIQUE,
    began REAL NOT NULL,
    person INTEGER NOT NULL,
    who TEXT NOT NULL,
    posts TEXT NOT NULL,
    step TEXT NOT NULL,
    part INTEGER NOT NULL DEFAULT 0,
    place INTEGER NOT NULL DEFAULT 0,
    counts TEXT NOT NULL DEFAULT '{}',
    letter INTEGER NOT NULL DEFAULT 0,
    ended REAL
);
CREATE INDEX erasure_open ON erasure(id) WHERE ended IS NULL;
-- Who was banned when she was erased, as a fingerprint of an address.
CREATE TABLE banned (
    list INTEGER NOT NULL REFERENCES list(id),
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (list, fingerprint)
) WITHOUT ROWID;
-- Places around which rows are to be written anew once nothing of an erasure is left to be changed.
CREATE TABLE scrub (
    of TEXT NOT NULL,
    place INTEGER NOT NULL,
    turn INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (of, place)
) WITHOUT ROWID;
CREATE INDEX scrub_turn ON scrub(turn, of, place);
CREATE INDEX banned_fingerprint ON banned(fingerprint);
