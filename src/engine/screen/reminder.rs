//! The reminder on the screen: shown when the judge says so, told anew when its number changes, gone when nothing
//! is due or it is silent. While nobody is there (locked, idle, Do Not Disturb) it stays, and nothing new comes.

use chrono::{DateTime, Utc};

use super::card::Stage;
use super::occasion::Occasion;
use super::showing::{Reminds, Showing, State, Written};
use crate::domain::day::StudyDay;
use crate::domain::journal::Fact;
use crate::domain::notice::{NotShown, Subject};
use crate::domain::now::Now;
use crate::domain::remind::wake::{Ahead, Stands, wake};
use crate::domain::remind::{self, Reminder, Sight, Work};
use crate::engine::Engine;
use crate::engine::asked::Listed;
use crate::engine::effect::Effect;
use crate::engine::notices::{Load, Loudness, OfDay};
use crate::engine::record::Draft;
use crate::store::error::StoreError;

/// When reminders come is asked as if there were always enough to do.
const SOME: Work = Work {
    due: u32::MAX,
    plan: None,
};

impl Engine {
    fn sight(&self, work: Work, now: Now) -> Sight<'_> {
        Sight {
            calm: &self.calm,
            around: self.around(now),
            unlocked: self.screen.unlocked,
            work,
        }
    }

    /// When a reminder is judged next, as far as time decides it.
    pub(in crate::engine) fn next_reminder(&self, now: Now) -> Option<DateTime<Utc>> {
        remind::next(self.sight(SOME, now), now.at)
    }

    /// When something comes of a judgement, if nobody watches. `from`: the first later day with something to do.
    pub(in crate::engine) fn wake_for_reminder(
        &self,
        from: Option<StudyDay>,
        stands: Stands,
        now: Now,
    ) -> Option<DateTime<Utc>> {
        // What is due today is known if today was looked at.
        let today = self.today(now);
        let known = self.screen.told_load.filter(|(of, _)| *of == today);
        let work = known.map_or(SOME, |(_, load)| self.work(load));
        let sight = self.sight(work, now);
        let ahead = Ahead {
            sight,
            from,
            stands,
        };
        wake(ahead, now.at)
    }

    /// When the next reminder may come at the earliest: not before it is silent no more; now, where it only waits for
    /// somebody to come.
    pub(in crate::engine) fn earliest_reminder(&self, now: Now) -> Option<DateTime<Utc>> {
        remind::earliest(self.sight(SOME, now), now.at)
    }

    /// What there is to do today.
    pub(super) fn work(&self, load: Load) -> Work {
        Work {
            due: load.due,
            plan: self.plan.minutes,
        }
    }

    /// Whether it is silent until a known end.
    pub(super) fn is_silent_for_sure(&self, now: Now) -> bool {
        (self.silence(now)).is_some_and(|silent| silent.release.is_none())
    }

    /// What is asked today.
    pub(in crate::engine) fn load_of_today(&self, now: Now) -> Load {
        self.load_of(self.listed_today(now))
    }

    /// The same, of today's list.
    pub(in crate::engine) fn load_of(&self, listed: Listed) -> Load {
        let left = self.plan.minutes.filter(|left| *left > 0);
        let plan = left.zip(self.study.day).map(|(left, (day, of))| OfDay {
            day,
            of,
            minutes: left + listed.minutes,
        });
        Load {
            due: listed.loci,
            minutes: listed.minutes,
            plan,
        }
    }

    pub(super) fn settle_reminder(
        &mut self,
        load: Load,
        occasion: Occasion,
        now: Now,
    ) -> Vec<Effect> {
        self.write_delivered(now);
        let day = self.today(now);
        let silence = self.silence(now);
        // While nobody is there what stands stays, and nothing new comes.
        let waits = silence
            .as_ref()
            .is_some_and(|silent| silent.release.is_some());
        // An answer that makes it silent is told all the same.
        let is_answer = matches!(self.stage_now(now), Some(Stage::Answered(_)));
        if let Some(silent) = silence.filter(|_| !waits && !is_answer) {
            if let Some(showing) = self.screen.showings.get(&Subject::Reminder) {
                self.screen.taken_away = showing.reminds.map(|(_, of)| of);
            } else if silent.puts_off() && self.screen.is_commanded() {
                self.screen.taken_away = self.calm.digest.map(|told| told.day);
            }
            // What the user puts off comes back, so it goes from where a command told it, too. In any other silence
            // that stays: told again after it, it would ring twice.
            return match silent.puts_off() {
                true => self.screen.take_back(),
                false => (self.screen.withdraw(Subject::Reminder).into_iter()).collect(),
            };
        }
        let mut late = self.screen.let_go_late(day);
        let stage = self.stage_now(now);
        let stands = self.screen.showings.contains_key(&Subject::Reminder);
        // The last rating of a day stays with its undo.
        let echoes = is_answer || matches!(stage, Some(Stage::Rated { .. }));
        let is_over = stands && stage.is_none();
        let none_a_day = self.setup.settings.remind.max_per_day == 0;
        if !self.work(load).is_any() && !echoes || is_over || none_a_day {
            self.screen.taken_away = None;
            return late.into_iter().chain(self.screen.take_back()).collect();
        }
        let judged = remind::judge(self.sight(self.work(load), now), now.at);
        if judged.is_none() && !waits {
            late = late.or(self.screen.let_go_unwanted());
        }
        let taken_away = match waits {
            true => None,
            // After travel to the west its day may be still to come.
            false => self.screen.taken_away.take().filter(|of| *of >= day),
        };
        if waits && occasion == Occasion::ServerCame {
            self.screen.try_later(Subject::Reminder);
        }
        let wanted = judged.or(taken_away.map(|_| Reminder::Again));
        let wanted = wanted.map(|what| (what, day));
        self.prepare_reminder(wanted, load, now);
        let token = self.screen.token(now);
        let make = |reminds: Option<Reminds>, stage: &Stage, loudness| {
            self.reminder_notice(token, (reminds, stage), load, loudness, now)
        };
        let stage = stage.unwrap_or_default();
        let shown = self.screen.showings.get(&Subject::Reminder);
        let reminds = shown.and_then(|showing| showing.reminds);
        let stands_for = shown.and_then(Showing::lost);
        // Another digest of a day is a new one, also where the one before it still stands.
        let is_another =
            judged.is_some() && shown.is_some_and(|showing| showing.written == Written::Yes);
        let next = match shown.map(|showing| &showing.state) {
            None => wanted.map(|_| Loudness::Anew),
            Some(_) if wanted.is_some() && (wanted != reminds || is_another) => {
                Some(Loudness::Anew)
            }
            Some(State::Left) if waits => {
                let told = make(reminds, &Stage::Digest, Loudness::Update);
                return self.screen.make_true(told).into_iter().collect();
            }
            Some(State::Left) => (occasion > Occasion::Changed).then_some(Loudness::Anew),
            Some(State::Failed(_)) if waits => None,
            Some(State::Failed(NotShown::Hangs)) => {
                (occasion == Occasion::ServerCame).then_some(Loudness::Anew)
            }
            Some(State::Failed(_)) => (occasion > Occasion::Changed).then_some(Loudness::Anew),
            Some(State::Shown) => {
                let told = make(reminds, &stage, Loudness::Update);
                let is_same = shown.is_some_and(|showing| {
                    (&showing.notice.title, &showing.notice.body) == (&told.title, &told.body)
                });
                (!is_same).then_some(Loudness::Update)
            }
            Some(State::Pressed(_)) => Some(Loudness::Reply),
            Some(State::Wished | State::Told) => None,
        };
        // What was lost and comes back is written as that: it answers the times that are over.
        let is_back = wanted.is_none()
            && next == Some(Loudness::Anew)
            && shown.is_some_and(|showing| showing.written == Written::Yes);
        let reminds = match (wanted, reminds) {
            (None, Some((_, of))) if is_back => Some((Reminder::Again, of)),
            (wanted, reminds) => wanted.or(reminds),
        };
        // What comes anew begins with its question.
        let stage = match next {
            Some(Loudness::Anew) => self.stage_anew(reminds, now),
            Some(Loudness::Update | Loudness::Reply) | None => stage,
        };
        let notice = next.map(|loudness| make(reminds, &stage, loudness));
        if is_another || is_back {
            // It is to be written as well.
            self.screen.showings.remove(&Subject::Reminder);
        }
        let effect = notice.map(|notice| self.screen.show(notice, (reminds, stage), now));
        if let (Some(_), Some(showing)) =
            (&effect, self.screen.showings.get_mut(&Subject::Reminder))
        {
            showing.stands_for = stands_for;
        }
        // What is shown anew takes its place.
        effect.or(late).into_iter().collect()
    }

    /// Writes what was delivered, and writes it again as long as that fails. What a command told stands nowhere.
    fn write_delivered(&mut self, now: Now) {
        let Some(showing) = self.screen.showings.get(&Subject::Reminder) else {
            return;
        };
        match showing.state {
            State::Shown | State::Told | State::Pressed(_) => {}
            State::Wished | State::Left | State::Failed(_) => return,
        }
        if let (Some((what, _)), Written::No) = (showing.reminds, showing.written)
            && self.write_reminded(what, now).is_err()
        {
            return;
        }
        match self.screen.showings.get_mut(&Subject::Reminder) {
            Some(showing) if showing.state == State::Told => {
                self.screen.showings.remove(&Subject::Reminder);
            }
            Some(showing) => showing.written = Written::Yes,
            None => {}
        }
    }

    /// Writes that a reminder was delivered, in a transaction of its own: that it cannot be written must neither
    /// harm a request nor remind once more.
    fn write_reminded(&mut self, what: Reminder, now: Now) -> Result<(), StoreError> {
        let written = self
            .write_fact(Fact::Remind { what }, now)
            .and_then(|()| self.commit());
        if let Err(error) = &written {
            tracing::warn!(%error, "that a reminder was shown cannot be written yet");
            self.give_up();
            self.trouble = Some(error.to_string());
            if let Err(error) = self.load() {
                tracing::error!(%error, "the state could not be loaded again");
            }
        }
        written
    }

    /// Writes a fact of the daemon's own.
    pub(in crate::engine) fn write_fact(&mut self, fact: Fact, now: Now) -> Result<(), StoreError> {
        let batch = self.own_batch(now);
        let stamp = self.calendar(now).stamp(now.at);
        let mut draft = Draft::default();
        draft.push(batch, stamp, fact);
        self.record(draft)
    }
}
