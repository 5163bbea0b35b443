-- Dates of a plan that passed are facts about it, too.
DROP INDEX journal_plan;
CREATE INDEX journal_plan ON journal (kind, seq)
    WHERE kind IN ('plan_step', 'plan_dates', 'plan_off', 'plan_passed');
