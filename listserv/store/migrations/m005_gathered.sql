-- A post that is `gathered` went out without copies of its own, with others in one mail. Of those
-- that were out before this was written down, condolences are what an issue had and what waits for
-- the next: an older one that no issue had went out as copies.
ALTER TABLE post ADD COLUMN gathered INTEGER NOT NULL DEFAULT 0;
CREATE INDEX post_gathered ON post(list, published) WHERE gathered = 1;
UPDATE post SET gathered = 1 WHERE kind IN ('job', 'event', 'call') AND urgent = 0
    AND (published IS NOT NULL OR recalled IS NOT NULL);
UPDATE post SET gathered = 1 WHERE number IN
    (SELECT value FROM issue, json_each(issue.posts) WHERE period = 'condolences');
UPDATE post SET gathered = 1 WHERE kind = '' AND urgent = 0
    AND coalesce(published, was_out) > (SELECT max(until) FROM issue
        WHERE issue.list = post.list AND period = 'condolences')
    AND EXISTS (SELECT 1 FROM post AS root WHERE root.number = post.thread
        AND root.kind = 'obituary'
        AND (root.published IS NOT NULL OR root.recalled > coalesce(post.published, post.was_out)));

-- What no query reads: the journal has the instant of a standing.
DROP INDEX post_state;
ALTER TABLE standing DROP COLUMN at;
