//! The new loci of a day, as the reviews that are known leave room for them.

use crate::domain::day::StudyDay;
use crate::domain::now::{Now, Secs};
use crate::domain::plan::allowance::{AHEAD, Behind, MADE_UP_IN, Room};
use crate::domain::plan::course::Dated;
use crate::domain::plan::course::measure::{Reviews, within};
use crate::domain::plan::steps;
use crate::engine::Engine;
use crate::engine::study::reply::count;

/// What a first recall costs before anything was measured: half of a prompt of two branches.
const UNMEASURED: Secs = Secs(10);

impl Engine {
    /// How many new loci today has room for, beside those that were met on it; nothing on days that are none of the
    /// plan.
    pub(super) fn room_today(&mut self, now: Now) -> Option<(StudyDay, u32)> {
        let today = self.today(now);
        self.study.minutes(today)?;
        self.know_loads();
        let ahead = (1..=AHEAD).map(|days| self.loads.on(today.plus(days)));
        let ahead: Secs = ahead.sum();
        let ahead = Secs(ahead.0 / AHEAD);
        let spent = self.done_on(today).secs;
        let room = Room {
            budget: Secs(self.minutes_of(today).saturating_mul(60)),
            reviews: Secs(spent.saturating_add(self.loads.until(today).0)),
            ahead,
            cost: self.cost_of_new(),
            behind: self.behind(ahead, now),
        };
        Some((today, room.new_loci()))
    }

    /// What was missed and is still to be read, drawn and coded, with the time for it on days of which each has so much
    /// to review.
    fn behind(&self, ahead: Secs, now: Now) -> Option<Behind> {
        let term = self.term(now);
        let course = self.course_of(&term)?;
        let days = self.days_of(&course);
        let missed = || days.iter().filter(|day| day.is_behind());
        let since = missed().filter_map(|day| course.progress.given_on(&day.day.id));
        let begun = course.free_from(since.min()?).take(MADE_UP_IN as usize);
        let steps = missed().flat_map(Dated::open);
        let takes = steps::minutes(steps.filter(|step| step.kind.goes_first()));
        let minutes = u16::try_from(self.minutes_of(term.today)).unwrap_or(u16::MAX);
        let most = Secs(within(minutes).saturating_mul(60));
        let spent = [
            self.spent_on(&days, term.today),
            self.loads.until(term.today),
        ];
        let less = |by: Secs| Secs(most.0.saturating_sub(by.0));
        Some(Behind {
            takes: Secs(takes.saturating_mul(60)),
            today: less(spent.into_iter().sum()),
            later: less(ahead),
            begun: count(begun.take_while(|date| *date <= term.today).count()),
        })
    }

    /// What reviews take of today, so many minutes, and of a later date: the mean of the days ahead whose reviews are
    /// known, or what they took on the last day of study before today if that was more. Who forgets quickly has much
    /// to recall tomorrow that today's reviews have not asked for yet.
    pub(in crate::engine) fn reviews_ahead(&self, of_today: u32, now: Now) -> Reviews {
        let today = self.today(now);
        let ahead = (1..=AHEAD).map(|days| self.loads.on(today.plus(days)));
        let ahead: Secs = ahead.sum();
        Reviews {
            today: of_today,
            ahead: Secs(ahead.0 / AHEAD)
                .max(self.tally.evening_before(today))
                .minutes_up(),
        }
    }

    /// The median of the times that were measured.
    fn cost_of_new(&self) -> Secs {
        self.tally.usual().unwrap_or(UNMEASURED)
    }
}
