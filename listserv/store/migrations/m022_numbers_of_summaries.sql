-- A published summary has a number of its own, from the sequence of posts: a number is one text's on
-- the whole site. Translations and tasks name it as they name a post.
ALTER TABLE summary ADD COLUMN number INTEGER;
CREATE UNIQUE INDEX summary_number ON summary(number);
UPDATE summary SET number = (SELECT seq FROM sqlite_sequence WHERE name = 'post')
    + (SELECT count(*) FROM summary AS one WHERE one.published IS NOT NULL AND one.id <= summary.id)
    WHERE published IS NOT NULL;
UPDATE sqlite_sequence SET seq = max(seq, (SELECT coalesce(max(number), 0) FROM summary))
    WHERE name = 'post';
