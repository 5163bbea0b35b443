-- Not from the journal: what the file of the study plan held when it was last a plan, for a daemon that starts while
-- it is none.
CREATE TABLE plan_text (
    -- There is one.
    one   INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- The file, absolute.
    path  TEXT    NOT NULL,
    text  TEXT    NOT NULL
) STRICT;
