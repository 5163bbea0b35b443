-- Not from the journal: what the next daemon has to know to remind as the one before it would have.
CREATE TABLE carried (
    -- There is one.
    one      INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- When somebody was first seen on a study day, in milliseconds since 1970.
    seen_ms  INTEGER NULL,
    -- The study day of a reminder that came, is on no screen any more, and comes back.
    owed     TEXT    NULL
) STRICT;
