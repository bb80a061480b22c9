-- Which posts an edition of a digest shows: its readers have these, whatever else the issue had.
-- '' for all that is no digest, and for digests of before.
ALTER TABLE rendition ADD COLUMN posts TEXT NOT NULL DEFAULT '';
