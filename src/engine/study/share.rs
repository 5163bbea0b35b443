//! How a date's minutes are shared: by what is left over of earlier dates, by its own days, and by what was missed.

use crate::domain::day::StudyDay;
use crate::domain::now::Secs;
use crate::domain::plan::course::Dated;
use crate::domain::plan::course::list::{self, Whose};
use crate::domain::plan::steps::{self, PlanStep};
use crate::domain::plan::words::StepKind;
use crate::engine::study::asked::{AskedDay, Round};

/// What a date has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    /// The date.
    pub(super) date: StudyDay,
    /// Its minutes that are not spent.
    pub(super) minutes: u32,
    /// What reviews take of them.
    pub(super) reviews: Secs,
    /// Whether a topic was moved to it.
    pub(super) is_moved: bool,
    /// Whether something that was missed is still to be read, drawn or coded, or was on this date.
    pub(super) is_behind: bool,
}

impl Time {
    /// Minutes that are left beside the reviews.
    fn left(&self) -> u32 {
        self.minutes.saturating_sub(self.reviews.minutes_up())
    }

    fn spend(&mut self, minutes: u32) {
        self.minutes = self.minutes.saturating_sub(minutes);
    }
}

/// The days of a date with what fits: of left-overs what can wait and what was only begun, then its own. While something
/// is to be made up for, that comes first.
pub(super) fn shared<'a>(
    days: [Vec<Dated<'a>>; 3],
    elsewhere: Vec<Dated<'a>>,
    time: Time,
) -> Vec<AskedDay<'a>> {
    let mut asked = days.map(|days| days.into_iter().map(AskedDay::new).collect());
    if time.is_behind {
        return made_up_for(asked, elsewhere, time);
    }
    take(&mut asked, time);
    asked.into_iter().flatten().collect()
}

/// The same, while something that was missed is still to be read, drawn or coded: that comes first, of other dates too,
/// before whatever else is left over and the other topics of the date; of the first that does not fit a part is asked.
/// What is rebuilt, placed and explained has what is left.
fn made_up_for<'a>(
    days: [Vec<AskedDay<'a>>; 3],
    elsewhere: Vec<Dated<'a>>,
    mut time: Time,
) -> Vec<AskedDay<'a>> {
    let elsewhere = elsewhere.into_iter().map(AskedDay::new);
    let mut asked: Vec<AskedDay<'a>> = days.into_iter().flatten().chain(elsewhere).collect();
    asked.sort_by_key(|day| !day.comes_first());
    // Of several mock interviews the first is never left out.
    if let Some(day) = asked.iter_mut().find(|day| day.holds_mock()) {
        time.spend(day.take_mock());
    }
    time.spend(take_in_turn(&mut asked, time));
    for day in &mut asked {
        time.spend(take_of(day, Round::Rest, time.left()));
    }
    asked.retain(|day| {
        let is_own = day.dated.date == time.date || day.dated.is_left_over(time.date);
        is_own || day.minutes() > 0 || day.dated.is_worked_on(time.date)
    });
    asked.sort_by_key(|day| !day.goes_first());
    asked
}

/// Takes what fits.
fn take(asked: &mut [Vec<AskedDay<'_>>; 3], time: Time) {
    let open = asked.each_ref().map(|days| {
        let open = days.iter().map(|day| day.waits_for(Round::All));
        open.collect()
    });
    let taken = fits(&open, time);
    for (day, taken) in asked.iter_mut().flatten().zip(taken.into_iter().flatten()) {
        day.waiting.retain(|kind| !taken.contains(kind));
    }
}

/// The kinds of the steps that fit, of each day.
type Fitting = Vec<Vec<StepKind>>;

/// What fits of what can wait, of what was only begun, and of the date's own days.
fn fits([light, begun, own]: &[Vec<Vec<&PlanStep>>; 3], time: Time) -> [Fitting; 3] {
    // What is never left out of the date's own comes before what is left over.
    let mocks = own.iter().flatten().copied();
    let mocks = mocks.filter(|step| step.kind == StepKind::Mock);
    let code = own.first().into_iter().flatten().copied();
    let code = code.filter(|step| step.kind == StepKind::Code);
    let stays = steps::minutes(mocks.chain(code));
    let aside = time.reviews.minutes_up().saturating_add(stays);
    let free = time.minutes.saturating_sub(aside);
    let beside = |days: &[Vec<&PlanStep>]| {
        let takes = days.iter().map(|day| minutes_of(day));
        free.saturating_sub(takes.sum())
    };
    let beside_own = beside(own);
    // Who catches up finishes what was begun before he begins more, and of what can wait a step at least.
    let (for_light, for_all) = match time.is_moved {
        true => {
            let next = light.iter().flatten().next();
            let next = next.map_or(0, |step| u32::from(step.minutes.get()));
            (next.min(free).max(free / 2), free)
        }
        false => (free / 3, free * 2 / 3),
    };
    let left = beside_own.saturating_sub(free - beside(begun));
    let (light, light_takes) = fitted(light, Whose::LeftOver, left.max(for_light), Secs(0));
    let left = beside_own.max(for_all).saturating_sub(light_takes);
    let (begun, begun_takes) = fitted(begun, Whose::LeftOver, left, Secs(0));
    let left = time.minutes.saturating_sub(light_takes + begun_takes);
    let (own, _) = fitted(own, Whose::Own, left, time.reviews);
    [light, begun, own]
}

/// Takes of days, in their order, the reading, the map and the code that fit, up to the first of which something does
/// not; of that perhaps a part. Their minutes.
fn take_in_turn(days: &mut [AskedDay<'_>], time: Time) -> u32 {
    let mut left = time.left();
    for day in days {
        left = left.saturating_sub(take_of(day, Round::First, left));
        left = left.saturating_sub(day.take_part(left));
        if !day.waits_for(Round::First).is_empty() {
            break;
        }
    }
    time.left().saturating_sub(left)
}

/// Takes of a day what fits of the steps of a round into so many minutes; what it takes of them.
fn take_of(day: &mut AskedDay<'_>, round: Round, minutes: u32) -> u32 {
    let open = day.waits_for(round);
    let (fitting, takes) = fitted(&[open], Whose::LeftOver, minutes, Secs(0));
    let fitting: Vec<StepKind> = fitting.into_iter().flatten().collect();
    day.waiting.retain(|kind| !fitting.contains(kind));
    takes
}

/// Minutes of the open steps of a topic but its code.
fn minutes_of(day: &[&PlanStep]) -> u32 {
    let stays = [StepKind::Review, StepKind::Mock, StepKind::Code];
    let own = day.iter().copied();
    steps::minutes(own.filter(|step| !stays.contains(&step.kind)))
}

/// What of the days fits into so many minutes, and what it takes.
fn fitted(days: &[Vec<&PlanStep>], whose: Whose, minutes: u32, reviews: Secs) -> (Fitting, u32) {
    let fit = list::fit(days, whose, minutes, reviews);
    let mut at = 0;
    let mut takes = 0;
    let mut fitting = Vec::new();
    for steps in days {
        let places = at..at + steps.len();
        at = places.end;
        let taken = places.zip(steps).filter(|(at, _)| fit.taken.contains(at));
        let taken: Vec<&PlanStep> = taken.map(|(_, step)| *step).collect();
        let own = taken.iter().copied();
        takes += steps::minutes(own.filter(|step| step.kind != StepKind::Review));
        fitting.push(taken.iter().map(|step| step.kind).collect());
    }
    (fitting, takes)
}
