-- Projection: the last anchor with which a locus went from the notes, so that it is known by it again; none
-- since a move was taken back: the anchor stays with what it is not. Journals of before do not tell it.
ALTER TABLE locus ADD COLUMN anchor TEXT NULL;
