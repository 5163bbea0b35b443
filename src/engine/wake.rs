//! Ticks, and when the next one is wanted. Due-ness is level-triggered: every tick judges everything anew.

use chrono::{DateTime, Utc};

use crate::domain::day::StudyDay;
use crate::domain::now::Now;
use crate::domain::plan::progress::Progress;
use crate::domain::remind::OfPlan;
use crate::domain::remind::wake::Stands;

use super::effect::Outcome;
use super::fault::Fault;
use super::{Engine, Wakes, Watched};

impl Engine {
    /// A timer fired, the clock changed or the machine woke.
    pub(super) fn tick(&mut self, now: Now) -> Result<Outcome, Fault> {
        Ok(self.tick_box(now))
    }

    /// When the next [`super::event::Event::Tick`] is wanted. Whoever watches is told of each change; else only what
    /// brings something to the screen, or takes it away, is worth one.
    pub fn wakes(&self, now: Now, watched: Watched) -> Wakes {
        let enough = self.setup.settings.caps.map_enough;
        let of_box = self.boxes.wake(enough, self.counts_down(), now);
        Wakes {
            wall: self.wake_by_wall(now, watched),
            boot: of_box.into_iter().chain(self.tries_again(now)).min(),
        }
    }

    fn wake_by_wall(&self, now: Now, watched: Watched) -> Option<DateTime<Utc>> {
        let calendar = self.calendar(now);
        let today = calendar.day_of(now.at);
        let stands = self.screen.stands();
        let reminder = match watched {
            Watched::Yes => self.next_reminder(now),
            Watched::No => self.wake_for_reminder(self.work_from(today), stands, now),
        };
        // As a day begins, the numbers become others where any are seen.
        let is_seen = watched == Watched::Yes || stands == Stands::There;
        let begins = is_seen.then(|| self.next_due(today)).flatten();
        let begins = begins.map(|day| calendar.start_of(day));
        begins.into_iter().chain(reminder).min()
    }

    /// The first study day after this one on which there may be something to do.
    fn work_from(&self, today: StudyDay) -> Option<StudyDay> {
        let of_plan = self.plan != OfPlan::default() || self.progress != Progress::default();
        if self.screen.is_any_due() || of_plan || self.is_any_new() {
            return Some(today.plus(1));
        }
        self.next_due(today)
    }
}
