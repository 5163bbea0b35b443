-- What was done of study plans is folded from the journal itself: its facts are found at once.
CREATE INDEX journal_plan ON journal (kind, seq)
    WHERE kind IN ('plan_step', 'plan_dates', 'plan_off');
