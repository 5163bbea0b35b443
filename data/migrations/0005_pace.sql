-- How often the user wants to be reminded is folded from the journal as the rest of it is.
DROP INDEX journal_calm;
CREATE INDEX journal_calm ON journal (kind, seq)
    WHERE kind IN ('snooze', 'pause', 'resume', 'mode', 'remind', 'opened', 'pace');
