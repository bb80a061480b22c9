-- Rooms look every few seconds at who was asked for what, and an answer names its letter.
CREATE INDEX assignment_open ON assignment(until) WHERE ended IS NULL;
CREATE INDEX assignment_given ON assignment(given);
CREATE INDEX assignment_letter ON assignment(letter);
-- A mail that goes after its time is named by no translation any more.
CREATE INDEX translation_mail ON translation(mail) WHERE mail != 0;
