//! What the reminder says now, as the settings let it: numbers, topics, questions, or a card. It decides nothing
//! about when.

use super::card::Stage;
use super::showing::Reminds;
use crate::domain::day::StudyDay;
use crate::domain::forecast::{DayLimits, Outlook};
use crate::domain::memory::MemoryError;
use crate::domain::notice::{Notice, Subject, Token};
use crate::domain::now::{Now, Secs};
use crate::domain::queue::Today;
use crate::domain::remind::Reminder;
use crate::domain::settings::Privacy;
use crate::engine::Engine;
use crate::engine::notices::reminder::{Promise, Saying, questions, reminder, topics};
use crate::engine::notices::{Load, Loudness, Opens};
use crate::engine::shelf::{Family, Parent};

/// Coming back should be done within so many days, if it can be.
const SOON_DAYS: u32 = 7;
/// So far it is looked for the day on which the settings' own minutes clear what waits.
const FAR_DAYS: u32 = 365;
/// The luck of the promise: made twice, it is the same.
const SEED: u64 = 0;

/// What was last promised to who comes back, and for which list: it is simulated once, not in every turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Promised {
    load: Load,
    promise: Promise,
}

impl Engine {
    /// Makes ready what the reminder is about to say: the promise of a welcome.
    pub(super) fn prepare_reminder(&mut self, wanted: Option<Reminds>, load: Load, now: Now) {
        let showing = self.screen.showings.get(&Subject::Reminder);
        let stands = showing.and_then(|showing| showing.reminds);
        if self.says(wanted.or(stands), now) == Some(Reminder::Welcome) {
            self.promise(load, now);
        }
    }

    /// What a reminder says by now: what its day still is, whatever was shown before. So what was put off, or left by
    /// the daemon before, comes back as what it was, and what was answered meanwhile is asked no more.
    pub(super) fn says(&self, reminds: Option<Reminds>, now: Now) -> Option<Reminder> {
        let (what, of) = reminds?;
        let is_nudge = what == Reminder::Nudge || self.calm.nudged_on(of);
        let around = self.around(now);
        let asked = what == Reminder::Ask || self.calm.asked_on(of);
        if is_nudge && what != Reminder::Again {
            Some(what)
        } else if asked && self.calm.wants_to_ask(of, around) {
            Some(Reminder::Ask)
        } else if self.calm.is_back(of, around) {
            Some(Reminder::Welcome)
        } else {
            match what {
                Reminder::Ask | Reminder::Welcome => Some(Reminder::Digest),
                Reminder::Again if self.calm.nudged_last_on(of) => Some(Reminder::Nudge),
                Reminder::Digest | Reminder::Nudge | Reminder::Again => Some(what),
            }
        }
    }

    /// The reminder as a notification.
    pub(super) fn reminder_notice(
        &self,
        token: Token,
        (reminds, stage): (Option<Reminds>, &Stage),
        load: Load,
        loudness: Loudness,
        now: Now,
    ) -> Notice {
        let opens = match self.screen.unopened {
            None => Opens::Yes,
            Some(_) => Opens::No,
        };
        if let Some(card) = self.card_notice(token, stage, load, (opens, loudness), now) {
            return card;
        }
        let what = self.says(reminds, now);
        let of = reminds.map_or_else(|| self.today(now), |(_, of)| of);
        let saying = match (what, self.screen.promised) {
            (Some(Reminder::Ask), _) => Saying::Ask {
                unopened: self.calm.unopened(of, self.around(now)),
            },
            (Some(Reminder::Welcome), Some(promised)) => Saying::Welcome(promised.promise),
            (
                Some(Reminder::Digest | Reminder::Nudge | Reminder::Again | Reminder::Welcome)
                | None,
                _,
            ) => Saying::Plain(what),
        };
        let about = self.about(now);
        let snooze = self.setup.settings.remind.snooze;
        reminder(token, &saying, load, (&about, opens), snooze, loudness)
    }

    /// What is asked today, as far as it may be told.
    fn about(&self, now: Now) -> String {
        let when = self.when(now);
        let families_of = |(families, today): &(Vec<&Family>, Today)| -> Vec<String> {
            let tops = today.prompts.iter().filter_map(|prompt| {
                let family = families.get(prompt.group)?;
                Some(self.top_name(family))
            });
            tops.collect()
        };
        match self.setup.settings.privacy {
            Privacy::Discreet => String::new(),
            Privacy::Topics => {
                let names = families_of(&self.list(when, None));
                topics(names.iter().map(String::as_str))
            }
            Privacy::Full => {
                let (families, today) = self.list(when, None);
                let asked = self.prompt_infos(&families, &today.prompts, when.day);
                questions(asked.iter().map(|info| info.ask.as_str()))
            }
        }
    }

    /// The map or palace of a family.
    fn top_name(&self, family: &Family) -> String {
        let atlas = &self.shelf.atlas;
        let top = match family.parent {
            Parent::Root(top) | Parent::Route(top, _) => top,
            Parent::Branch(node) => atlas.node(node).top,
        };
        atlas.top(top).said().to_owned()
    }

    /// Simulates what clears what waits, unless it was for this very list.
    fn promise(&mut self, load: Load, now: Now) {
        let today = self.today(now);
        let known = self.screen.promised;
        if known.is_some_and(|known| known.load == load && known.promise.today == today) {
            return;
        }
        let (_, list) = self.list(self.when(now), None);
        let waiting: usize = list.waiting.iter().map(|prompt| prompt.counted.len()).sum();
        let daily = self.setup.settings.daily_minutes;
        // Where all of it fits into today it costs what the list says.
        let fits = list.waiting.is_empty() && load.minutes <= self.minutes_of(today);
        let (minutes, clears) = match fits {
            true => (load.minutes, Some(today)),
            false => self.clearing(now).unwrap_or_else(|error| {
                tracing::warn!(%error, "what waits cannot be forecast");
                (daily, None)
            }),
        };
        let waiting = load
            .due
            .saturating_add(u32::try_from(waiting).unwrap_or(u32::MAX));
        self.screen.promised = Some(Promised {
            load,
            promise: Promise {
                waiting,
                minutes,
                today,
                clears,
            },
        });
    }

    /// The least minutes a day that clear what is due soon, else those of the settings; and the day.
    fn clearing(&self, now: Now) -> Result<(u32, Option<StudyDay>), MemoryError> {
        let conditions = self.conditions();
        let start = self.outset(self.when(now));
        let outlook = Outlook {
            start: &start,
            model: &self.model,
            terms: conditions.terms,
            seed: SEED,
        };
        let new = self.setup.settings.new_per_day;
        let daily = self.setup.settings.daily_minutes;
        let limits = |minutes: u32| DayLimits {
            budget: Secs(minutes.saturating_mul(60)),
            new,
        };
        let by = self.today(now).plus(SOON_DAYS - 1);
        if let Some(minutes) = outlook.minutes_to_clear_by(by, new)?
            && minutes <= daily
        {
            let day = outlook.clears(SOON_DAYS, |_| limits(minutes))?;
            return Ok((minutes, day));
        }
        Ok((daily, outlook.clears(FAR_DAYS, |_| limits(daily))?))
    }
}
