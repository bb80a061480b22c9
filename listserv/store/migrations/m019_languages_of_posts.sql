-- The languages of a post in several, in order of appearance; '[]' where it is in one, or in one that
-- is not known: `language` has that.
ALTER TABLE post ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
