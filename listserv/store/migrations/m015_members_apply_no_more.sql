-- Who is a member, by whatever way, waits for nobody's decision any more. A facilitator's own
-- decision is written before the membership, and stays as it is.
CREATE TRIGGER applicant_joined AFTER INSERT ON member
    BEGIN UPDATE applicant SET state = 'joined', decided = new.joined, stirred = new.joined
        WHERE list = new.list AND state IN ('waiting', 'asked')
        AND address IN (SELECT address FROM address WHERE person = new.person); END;
UPDATE applicant SET state = 'joined', decided = stirred
    WHERE state IN ('waiting', 'asked') AND EXISTS (
        SELECT 1 FROM member JOIN address USING (person)
        WHERE member.list = applicant.list AND address.address = applicant.address);
