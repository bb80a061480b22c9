-- When its author took a post back that was out. What was published anew since was put out again.
ALTER TABLE post ADD COLUMN withdrawn REAL;
