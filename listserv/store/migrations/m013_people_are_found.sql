-- What a person is found by: folded words of her name, organisation, country and addresses. A row that
-- is not there is made when somebody looks next; what it is made of changes, and it is gone. Where
-- somebody is erased all rows go: a page that loses all its rows is written over.
CREATE TABLE spelling (
    person INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);
CREATE TRIGGER spelling_person AFTER UPDATE OF name, organisation, country ON person
    BEGIN DELETE FROM spelling WHERE person = new.id; END;
CREATE TRIGGER spelling_gone AFTER DELETE ON person BEGIN DELETE FROM spelling; END;
CREATE TRIGGER spelling_address AFTER INSERT ON address
    BEGIN DELETE FROM spelling WHERE person = new.person; END;
CREATE TRIGGER spelling_address_gone AFTER DELETE ON address
    BEGIN DELETE FROM spelling WHERE person = old.person; END;
CREATE TRIGGER spelling_address_moved AFTER UPDATE OF address, person ON address
    BEGIN DELETE FROM spelling WHERE person IN (old.person, new.person); END;
