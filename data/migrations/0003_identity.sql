-- What the user said about which locus is which, and what follows from it.

-- Projection: loci that are not what stands at a label path (a JSON array).
CREATE TABLE apart (
    locus      BLOB NOT NULL REFERENCES locus (id),
    label_path TEXT NOT NULL,
    PRIMARY KEY (locus, label_path)
) STRICT;

-- Projection: other names of loci, in the order in which they were given (of rowid).
CREATE TABLE alias (
    locus BLOB NOT NULL REFERENCES locus (id),
    text  TEXT NOT NULL,
    UNIQUE (locus, text)
) STRICT;

-- Projection: loci whose reviews are another one's.
CREATE TABLE merged (
    locus  BLOB NOT NULL PRIMARY KEY REFERENCES locus (id),
    "into" BLOB NOT NULL REFERENCES locus (id)
) STRICT;
CREATE INDEX merged_into ON merged ("into");

-- Projection: the study day on which a retired locus went.
ALTER TABLE locus ADD COLUMN gone TEXT NULL;
-- Projection: when the point of a room last changed so much that it is something else to learn.
ALTER TABLE locus ADD COLUMN changed_at_ms INTEGER NULL;
ALTER TABLE locus ADD COLUMN changed_day TEXT NULL;

UPDATE locus SET gone = (
    SELECT j.day FROM journal AS j
    WHERE j.locus = locus.id AND j.kind = 'retire' ORDER BY j.seq DESC LIMIT 1
) WHERE presence = 'retired';

-- A move is taken back by its own id; which merges survive is read again after an undo.
CREATE INDEX journal_move ON journal (id) WHERE kind = 'move';
CREATE INDEX journal_merge ON journal (seq) WHERE kind = 'merge';
