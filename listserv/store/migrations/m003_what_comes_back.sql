-- A failure waits a day before it is weighed: by then it is known whether a whole domain was down.
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
);
