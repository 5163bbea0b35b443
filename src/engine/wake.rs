//! Ticks, and when the next one is wanted. Due-ness is level-triggered: every tick judges everything anew.

use crate::domain::now::Now;

use super::effect::Outcome;
use super::fault::Fault;
use super::{Engine, Wakes};

impl Engine {
    /// A timer fired, the clock changed or the machine woke.
    pub(super) fn tick(&mut self, now: Now) -> Result<Outcome, Fault> {
        Ok(self.tick_box(now))
    }

    /// When the next [`super::event::Event::Tick`] is wanted.
    pub fn wakes(&self, now: Now) -> Wakes {
        let calendar = self.calendar(now);
        let due = self.next_due(calendar.day_of(now.at));
        let due = due.map(|day| calendar.start_of(day));
        let enough = self.setup.settings.caps.map_enough;
        Wakes {
            wall: due.into_iter().chain(self.next_reminder(now)).min(),
            boot: self.boxes.wake(enough, self.counts_down(), now),
        }
    }
}
