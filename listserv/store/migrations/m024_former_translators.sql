-- The lists, by their ids, for which somebody ended translating herself: she may offer it again
-- there, also where she is no member. Whoever was dismissed may not.
ALTER TABLE translator ADD COLUMN ended TEXT NOT NULL DEFAULT '[]';
