//! Silence, modes and reminders as the journal tells them, and the notifications that are on the screen.

use std::collections::BTreeMap;

use rusqlite::params;

use super::Store;
use super::error::StoreError;
use super::read::UNDONE;
use super::rows::COLUMNS;
use crate::domain::calm::{NUDGES, REMINDED_DAYS};
use crate::domain::journal::Entry;
use crate::domain::notice::{Place, Subject};
use crate::domain::remind::Reminder;

/// What the index `journal_calm` holds; it must stand in a query for the index to be used.
const CALM: &str = "j.kind IN ('snooze', 'pause', 'resume', 'mode', 'remind', 'opened', 'pace')";

/// The reminders of the day.
const OF_THE_DAY: &str = "j.kind = 'remind' AND j.body ->> 'what' IN ('digest', 'welcome', 'ask')";

/// The most reminders of the day on the days that are remembered, at one an hour.
const REMINDED: u32 = REMINDED_DAYS * 24;

/// More pauses, snoozes and ends of them than matter to what is before anybody; older ones are over.
const PAUSES: u32 = 200;

impl Store {
    /// The surviving facts that decide on silence, the mode and the next reminder, in the order of the
    /// journal: the last of each kind, the mode that lasts, pauses, snoozes and paces with what ended them (a resume
    /// leaves what is planned only where something of these held), the last nudges, and the reminders of the last days on which any came.
    pub(super) fn calm(&self) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        for kind in ["mode", "opened"] {
            found.extend(self.last_calm(&format!("j.kind = '{kind}'"), 1)?);
        }
        for what in Reminder::ALL {
            let only = format!(
                "j.kind = 'remind' AND j.body ->> 'what' = '{}'",
                what.as_str()
            );
            let most = match what {
                Reminder::Nudge => NUDGES,
                Reminder::Digest | Reminder::Welcome | Reminder::Ask | Reminder::Again => 1,
            };
            found.extend(self.last_calm(&only, most)?);
        }
        let lasting = "j.kind = 'mode' AND j.body ->> 'until_ms' IS NULL";
        found.extend(self.last_calm(lasting, 1)?);
        for kinds in ["'pause', 'resume'", "'snooze'", "'pace'"] {
            found.extend(self.last_calm(&format!("j.kind IN ({kinds})"), PAUSES)?);
        }
        let last_days = format!(
            "{OF_THE_DAY} AND j.day >= (SELECT min(day) FROM (SELECT DISTINCT j.day AS day FROM journal AS j
             WHERE {CALM} AND {OF_THE_DAY} AND NOT {UNDONE} ORDER BY day DESC LIMIT {REMINDED_DAYS}))"
        );
        found.extend(self.last_calm(&last_days, REMINDED)?);
        found.sort_by_key(|(seq, _)| *seq);
        found.dedup_by_key(|(seq, _)| *seq);
        Ok(found.into_iter().map(|(_, entry)| entry).collect())
    }

    fn last_calm(&self, only: &str, most: u32) -> Result<Vec<(u64, Entry)>, StoreError> {
        let query = format!(
            "SELECT {COLUMNS} FROM journal AS j
             WHERE {CALM} AND {only} AND NOT {UNDONE} ORDER BY j.seq DESC LIMIT ?1"
        );
        self.facts(&query, params![most])
    }

    /// The notifications that are on the screen.
    pub(super) fn notices(&self) -> rusqlite::Result<BTreeMap<Subject, Place>> {
        self.list("SELECT subject, owner, id FROM notice", |row| {
            let place = Place {
                owner: row.get(1)?,
                id: row.get(2)?,
            };
            Ok((row.get(0)?, place))
        })
    }

    /// Keeps where a notification is on the screen; `None` when it is not any more.
    pub fn put_notice(
        &mut self,
        subject: Subject,
        place: Option<&Place>,
    ) -> Result<(), StoreError> {
        self.expect_writing()?;
        let written = match place {
            Some(place) => self
                .conn
                .prepare_cached(
                    "INSERT OR REPLACE INTO notice (subject, owner, id) VALUES (?1, ?2, ?3)",
                )
                .and_then(|mut put| put.execute(params![subject, place.owner, place.id])),
            None => self
                .conn
                .prepare_cached("DELETE FROM notice WHERE subject = ?1")
                .and_then(|mut drop| drop.execute(params![subject])),
        };
        written.map(|_| ()).map_err(|error| self.error(error))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::super::samples::{batch, entry, stamp};
    use super::*;
    use crate::domain::calm::Calm;
    use crate::domain::journal::Fact;
    use crate::domain::mode::Mode;
    use crate::domain::remind::Pace;

    fn at(secs: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(secs, 0).unwrap()
    }

    fn folded(store: &Store) -> Calm {
        let mut calm = Calm::default();
        for entry in store.load().unwrap().calm {
            calm.apply(&entry.stamp, &entry.fact);
        }
        calm
    }

    #[test]
    fn what_is_loaded_folds_to_the_same_as_the_whole_journal_and_an_undo_brings_back_what_was() {
        let mut store = Store::in_memory().unwrap();
        let pause = |from, until| Fact::Pause {
            from: at(from),
            until: at(until),
        };
        let facts = [
            pause(10, 20),
            Fact::Remind {
                what: Reminder::Digest,
            },
            Fact::Mode {
                mode: Mode::Learning,
                until: None,
            },
            Fact::Resume,
            pause(30, 40),
            pause(50, 60),
            Fact::Snooze { until: at(70) },
            Fact::Remind {
                what: Reminder::Again,
            },
            Fact::Opened,
            Fact::Pace { pace: Pace::Weekly },
            Fact::Remind {
                what: Reminder::Ask,
            },
            Fact::Resume,
            Fact::Snooze { until: at(90) },
        ];
        let mut whole = Calm::default();
        let mut before = Calm::default();
        for (n, fact) in (1..).zip(facts) {
            before = whole.clone();
            let entry = entry(n, fact);
            whole.apply(&entry.stamp, &entry.fact);
            store.tell(&[entry]).unwrap();
            assert_eq!(folded(&store), whole);
        }
        assert_eq!(whole.pauses.len(), 3);
        store
            .tell(&[entry(14, Fact::Undo { batch: batch(13) })])
            .unwrap();
        assert_eq!(folded(&store), before);
    }

    /// Seeds 375 and 392 of the simulated years: a planned pause was forgotten by the next daemon.
    #[test]
    fn a_planned_pause_stays_where_a_resume_ended_something_that_was_said_again_since() {
        let planned = || Fact::Pause {
            from: stamp(100).utc(),
            until: stamp(200).utc(),
        };
        let snooze = || Fact::Snooze {
            until: stamp(50).utc(),
        };
        let pace = |pace| Fact::Pace { pace };
        for facts in [
            [planned(), snooze(), Fact::Resume, snooze()],
            [
                planned(),
                pace(Pace::Weekly),
                Fact::Resume,
                pace(Pace::Daily),
            ],
        ] {
            let mut store = Store::in_memory().unwrap();
            let mut whole = Calm::default();
            for (n, fact) in (1..).zip(facts) {
                let entry = entry(n, fact);
                whole.apply(&entry.stamp, &entry.fact);
                store.tell(&[entry]).unwrap();
                assert_eq!(folded(&store), whole);
            }
            assert_eq!(whole.pauses.len(), 1);
        }
    }

    #[test]
    fn the_reminders_of_the_last_days_are_loaded_and_older_ones_do_not_matter() {
        let mut store = Store::in_memory().unwrap();
        let mut whole = Calm::default();
        let mut numbers = 1..;
        // An old question, days with several, and days without; then the clock is set back.
        let days = (0..40).filter(|day| day % 7 != 3).chain([2, 30, 50, 12]);
        for day in days {
            for what in [
                Reminder::Ask,
                Reminder::Digest,
                Reminder::Digest,
                Reminder::Welcome,
                Reminder::Nudge,
            ] {
                if what == Reminder::Ask && day != 1 {
                    continue;
                }
                let mut entry = entry(numbers.next().unwrap(), Fact::Remind { what });
                entry.stamp.day = crate::store::samples::day(day);
                whole.apply(&entry.stamp, &entry.fact);
                store.tell(&[entry]).unwrap();
            }
            assert_eq!(folded(&store), whole, "{day}");
        }
        assert_eq!(whole.reminded_on(crate::store::samples::day(30)), 6);
        assert_eq!(whole.reminded_on(crate::store::samples::day(2)), 0);
        assert!(whole.nudged_on(crate::store::samples::day(30)));
        assert!(!whole.nudged_on(crate::store::samples::day(1)));
    }

    #[test]
    fn a_notification_on_the_screen_is_kept_until_it_is_gone() {
        let mut store = Store::in_memory().unwrap();
        let mut place = Place {
            owner: ":1.7".into(),
            id: u32::MAX,
        };
        for _ in 0..2 {
            store.begin().unwrap();
            store.put_notice(Subject::Reminder, Some(&place)).unwrap();
            store.commit().unwrap();
            let kept = store.load().unwrap().notices;
            assert_eq!(kept, BTreeMap::from([(Subject::Reminder, place.clone())]));
            place.id = 1;
        }
        store.begin().unwrap();
        store.put_notice(Subject::Reminder, None).unwrap();
        store.commit().unwrap();
        assert!(store.load().unwrap().notices.is_empty());
    }
}
