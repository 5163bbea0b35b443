-- The journal, which is the truth, and its projections, which `locid repair` can make again from it.
-- A migration is never edited once it is released; the next one adds to it.

-- One row is one fact. Columns for what is searched and counted, JSON in `body` for the rest.
CREATE TABLE journal (
    seq         INTEGER PRIMARY KEY,
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    batch       BLOB    NOT NULL CHECK (length(batch) = 16),
    kind        TEXT    NOT NULL,
    -- When it happened; of a review logged for the past, when it was recalled.
    at_ms       INTEGER NOT NULL,
    offset_secs INTEGER NOT NULL,
    day         TEXT    NOT NULL,
    locus       BLOB    NULL CHECK (length(locus) = 16),
    rating      INTEGER NULL CHECK (rating BETWEEN 1 AND 4),
    due         TEXT    NULL,
    took_secs   INTEGER NULL CHECK (took_secs >= 0),
    body        TEXT    NOT NULL CHECK (json_valid(body)),
    CHECK (kind <> 'review' OR (locus IS NOT NULL AND rating IS NOT NULL AND due IS NOT NULL)),
    CHECK (kind = 'review' OR (rating IS NULL AND due IS NULL AND took_secs IS NULL))
) STRICT;

-- No index on the id alone: the ids of reviews are spread at random, so a burst of logs would touch as many
-- pages as it has rows. Batches come in the order of time, and the reviews of a locus lie together.
CREATE UNIQUE INDEX journal_batch ON journal (batch, id);
CREATE UNIQUE INDEX journal_review ON journal (locus, at_ms, id) WHERE kind = 'review';
CREATE INDEX journal_other ON journal (locus, seq) WHERE kind <> 'review' AND locus IS NOT NULL;
CREATE INDEX journal_adopt ON journal (seq) WHERE kind = 'adopt';

CREATE TRIGGER journal_is_never_updated BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_never_deleted_from BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'the journal is append-only');
END;

-- Projection: every locus that ever got an id. Rows are inserted in the order of birth.
CREATE TABLE locus (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind       TEXT    NOT NULL CHECK (kind IN ('branch', 'room')),
    -- Label paths are JSON arrays: the one it was born at, and the one it has now.
    birth_path TEXT    NOT NULL,
    n          INTEGER NOT NULL CHECK (n >= 0),
    label_path TEXT    NOT NULL,
    path       TEXT    NOT NULL,
    point      TEXT    NULL,
    presence   TEXT    NOT NULL CHECK (presence IN ('live', 'retired')),
    suspended  INTEGER NOT NULL CHECK (suspended IN (0, 1))
) STRICT;

-- Projection: the fold over the surviving reviews of a locus.
CREATE TABLE schedule (
    locus            BLOB    NOT NULL PRIMARY KEY REFERENCES locus (id),
    stability        REAL    NOT NULL,
    difficulty       REAL    NOT NULL,
    due              TEXT    NOT NULL,
    first            TEXT    NOT NULL,
    last_at_ms       INTEGER NOT NULL,
    last_offset_secs INTEGER NOT NULL,
    last_day         TEXT    NOT NULL,
    reviews          INTEGER NOT NULL CHECK (reviews >= 1),
    lapses           INTEGER NOT NULL CHECK (lapses >= 0),
    recalled         INTEGER NOT NULL CHECK (recalled IN (0, 1)),
    times            TEXT    NOT NULL
) STRICT;

-- Projection: the batches that were taken back, and the fact that took them back.
CREATE TABLE undone (
    batch BLOB NOT NULL PRIMARY KEY,
    "by"  BLOB NOT NULL
) STRICT;

-- Projection: time-boxes.
CREATE TABLE box (
    id                  BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    kind                TEXT    NOT NULL CHECK (kind IN ('map', 'palace', 'recall', 'explain')),
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

CREATE INDEX box_day ON box (started_day, started_at_ms);

-- Projection: possible maps and palaces that the user took.
CREATE TABLE adopted (
    "key" TEXT NOT NULL PRIMARY KEY
) STRICT;

-- Projection: the study day that each chore was last done for.
CREATE TABLE chore (
    name TEXT NOT NULL PRIMARY KEY,
    day  TEXT NOT NULL
) STRICT;

-- Not from the journal: the last good text of each source.
CREATE TABLE source (
    path    TEXT NOT NULL PRIMARY KEY,
    folders TEXT NOT NULL,
    text    TEXT NOT NULL
) STRICT;

-- Not from the journal: where a live locus stood in the last good text of its source.
CREATE TABLE place (
    locus   BLOB    NOT NULL PRIMARY KEY,
    source  TEXT    NOT NULL,
    ordinal INTEGER NOT NULL CHECK (ordinal >= 0)
) STRICT;
