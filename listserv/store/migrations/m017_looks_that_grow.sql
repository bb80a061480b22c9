-- What is looked for every few seconds, or in the writer, is found by an index of its own.
CREATE INDEX errand_later ON errand(list, id) WHERE aside = 'later';
CREATE INDEX mode_person ON mode(person);
CREATE INDEX invitation_made ON invitation(made);
CREATE INDEX declined_at ON declined(at);
-- A person who became one with another is no reason to spell all others anew; where somebody is erased
-- the store empties the table itself.
DROP TRIGGER spelling_gone;
CREATE TRIGGER spelling_gone AFTER DELETE ON person
    BEGIN DELETE FROM spelling WHERE person = old.id; END;
