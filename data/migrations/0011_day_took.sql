-- Projection: how long the reviews took that a locus had on its last study day, as far as they were measured.
ALTER TABLE schedule ADD COLUMN day_took_secs INTEGER NOT NULL DEFAULT 0 CHECK (day_took_secs >= 0);
UPDATE schedule SET day_took_secs = coalesce((
    SELECT sum(j.took_secs) FROM journal AS j
    WHERE j.kind = 'review' AND j.day = schedule.last_day
        AND (j.locus = schedule.locus OR j.locus IN (SELECT m.locus FROM merged AS m WHERE m."into" = schedule.locus))
        AND NOT EXISTS (SELECT 1 FROM undone AS u WHERE u.batch = j.batch)
), 0);
