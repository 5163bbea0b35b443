-- Silence, modes and reminders are folded from the journal itself: the last fact of each kind is found at once.
CREATE INDEX journal_calm ON journal (kind, seq)
    WHERE kind IN ('snooze', 'pause', 'resume', 'mode', 'remind', 'opened');

-- Not from the journal: the notifications that are on the screen, so that the next daemon can replace them or
-- take them away. An id is the server's, and only good as long as the same server (its owner on the bus) lives.
CREATE TABLE notice (
    subject TEXT    NOT NULL PRIMARY KEY CHECK (subject IN ('reminder', 'box', 'test')),
    owner   TEXT    NOT NULL,
    id      INTEGER NOT NULL CHECK (id >= 0)
) STRICT;
