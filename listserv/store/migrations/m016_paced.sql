-- An approved post waits for its turn, at its list's pace: until then; apart from the day (release)
-- that a facilitator gave it.
ALTER TABLE post ADD COLUMN paced REAL;
