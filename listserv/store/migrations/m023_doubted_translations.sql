-- The safety gate saw something in what a person translated, and it was kept: whoever reads it has
-- the original beside it.
ALTER TABLE translation ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0;
CREATE INDEX translation_gone ON translation(gone) WHERE gone IS NOT NULL;
