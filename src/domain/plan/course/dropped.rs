//! What was missed is left out; its code gets dates ahead.

use std::collections::BTreeMap;

use super::super::id::DayId;
use super::super::words::StepKind;
use super::measure::{has, minutes};
use super::{Course, Dated, ends};
use crate::domain::day::StudyDay;

/// The dates that the code of missed days gets.
pub(super) fn code_moved(
    course: &Course<'_>,
    days: &[Dated<'_>],
    missed: &[&Dated<'_>],
    today: StudyDay,
) -> Vec<(DayId, StudyDay)> {
    let mut ahead = Ahead::of(course, days, today);
    let code = missed.iter().filter_map(|day| {
        let mut open = day.open();
        let code = open.find(|step| step.kind == StepKind::Code)?;
        let date = ahead.take(code.minutes.get().into())?;
        Some((day.day.id.clone(), date))
    });
    code.collect()
}

/// The dates ahead, and what they hold: where the code of missed days goes.
struct Ahead {
    dates: Vec<AheadDate>,
    /// How many of them the plan has already.
    own: usize,
}

struct AheadDate {
    date: StudyDay,
    /// Minutes that it holds.
    load: u32,
    /// Minutes that it may hold.
    has: u32,
    /// How much code of missed days it got.
    given: usize,
}

impl Ahead {
    /// From today to the end of the plan, and as many dates after it as there are days; none on the interview or after
    /// it, unless no other is left.
    fn of(course: &Course<'_>, days: &[Dated<'_>], today: StudyDay) -> Ahead {
        let mut of_date: BTreeMap<StudyDay, Vec<&Dated<'_>>> = BTreeMap::new();
        for day in days.iter().filter(|day| day.date >= today) {
            of_date.entry(day.date).or_default().push(day);
        }
        let end = ends(days).unwrap_or(today);
        let mut own = 0;
        let mut dates = Vec::new();
        let goes = |date: &StudyDay| course.interview().is_none_or(|interview| *date < interview);
        for date in course.free_from(today).take_while(goes) {
            if date > end && dates.len() >= own + days.len() {
                break;
            }
            own += usize::from(date <= end);
            let held = of_date.get(&date).map_or(&[][..], Vec::as_slice);
            dates.push(AheadDate {
                date,
                load: held.iter().map(|day| minutes(day)).sum(),
                has: has(course, held.iter().copied()),
                given: 0,
            });
        }
        if dates.is_empty() {
            let next = course.free_from(today).next().unwrap_or(today);
            dates.push(AheadDate {
                date: next,
                load: 0,
                has: 0,
                given: 0,
            });
            own = 1;
        }
        Ahead { dates, own }
    }

    /// A date for code of so many minutes: of those with room for it the one that got the least, the earliest of such;
    /// of those after the plan the first; and where none has room, that which holds the least.
    fn take(&mut self, takes: u32) -> Option<StudyDay> {
        let has_room = |date: &AheadDate| date.load == 0 || date.load + takes <= date.has;
        let (own, after) = self.dates.split_at_mut_checked(self.own)?;
        let fairest = own.iter_mut().filter(|date| has_room(date));
        let found = fairest.min_by_key(|date| date.given);
        let found = match found.or_else(|| after.iter_mut().find(|date| has_room(date))) {
            Some(found) => found,
            None => self.dates.iter_mut().min_by_key(|date| date.load)?,
        };
        found.load += takes;
        found.given += 1;
        Some(found.date)
    }
}

/// The open steps of a day but its code.
pub(super) fn left_out(day: &Dated<'_>) -> Vec<(DayId, StepKind)> {
    let open = day.open().map(|step| step.kind);
    open.filter(|kind| *kind != StepKind::Code)
        .map(|kind| (day.day.id.clone(), kind))
        .collect()
}
