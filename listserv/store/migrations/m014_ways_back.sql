-- A letter that told of a change, and in `command` the lines that go back: kind 'way-back'.
ALTER TABLE confirmation ADD COLUMN letter INTEGER NOT NULL DEFAULT 0;
