-- Mock interviews: a box of a fifth kind, and answers that are found at once.
CREATE TABLE box_with_mock (
    id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind                TEXT    NOT NULL CHECK (kind IN ('map', 'palace', 'recall', 'explain', 'mock')),
    topic               TEXT    NOT NULL,
    started_at_ms       INTEGER NOT NULL,
    started_offset_secs INTEGER NOT NULL,
    started_day         TEXT    NOT NULL,
    boot                BLOB    NOT NULL CHECK (length(boot) = 16),
    boot_ms             INTEGER NOT NULL CHECK (boot_ms >= 0),
    limit_secs          INTEGER NOT NULL CHECK (limit_secs >= 0),
    ending              TEXT    NULL CHECK (ending IN ('finished', 'stopped', 'cancelled')),
    used_secs           INTEGER NULL CHECK (used_secs >= 0),
    note                TEXT    NULL,
    CHECK ((ending IS NULL) = (used_secs IS NULL))
) STRICT;

INSERT INTO box_with_mock SELECT * FROM box;
DROP TABLE box;
ALTER TABLE box_with_mock RENAME TO box;
CREATE INDEX box_day ON box (started_day, started_at_ms);
CREATE INDEX box_mock ON box (started_at_ms) WHERE kind = 'mock';

CREATE INDEX journal_mock ON journal (seq) WHERE kind = 'mock_answer';
