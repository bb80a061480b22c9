-- How many letters many strangers had together in a day: those of a domain, and of all.
CREATE TABLE tally (
    day INTEGER NOT NULL,
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, name)
) WITHOUT ROWID;
CREATE INDEX budget_day ON budget(day);
-- Whose errand is next. `known`: it came with the return path of a person, and goes before a flood of
-- strangers; among these the networks that they came from take turns.
ALTER TABLE errand ADD COLUMN known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE errand ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE errand ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
DROP INDEX errand_waiting;
CREATE INDEX errand_waiting ON errand(purpose, known DESC, turn, id) WHERE state = 'received';
CREATE INDEX errand_network ON errand(purpose, network, turn) WHERE state = 'received';
-- Mail to a list's people that they read of later, in one letter: '', 'later' or 'spam'.
ALTER TABLE errand ADD COLUMN aside TEXT NOT NULL DEFAULT '';
CREATE INDEX errand_aside ON errand(list, id) WHERE aside != '';
-- What is no post goes after its time. `swept`: its raw mail has gone, it is kept for what it proves.
ALTER TABLE errand ADD COLUMN swept INTEGER NOT NULL DEFAULT 0;
CREATE INDEX errand_old ON errand(id) WHERE state != 'received' AND swept = 0;
CREATE INDEX errand_mail ON errand(mail);
CREATE INDEX post_mail ON post(mail);
CREATE INDEX post_ended ON post(decided)
    WHERE state IN ('dropped', 'refused') AND published IS NULL AND was_out IS NULL;
CREATE INDEX version_mail ON version(mail) WHERE mail != 0;
CREATE INDEX confirmation_expires ON confirmation(expires);
CREATE INDEX mailing_strangers ON mailing(finished)
    WHERE collapsed = 1 AND urgent = 1 AND person = 0 AND shown = '[]';
