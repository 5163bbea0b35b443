//! What is left over the dates that are left: what was missed first, as early as their minutes let it.

use std::collections::BTreeMap;

use super::super::id::DayId;
use super::super::pass::Rules;
use super::super::words::DayKind;
use super::flow::{Load, Room, flow};
use super::measure::{Reviews, SOON, changed, minutes, within};
use super::{Course, Dated, FAR_END, ends};
use crate::domain::day::StudyDay;

/// Dates for missed days, and for the topics ahead with the days for catching up between them; mock interviews and the
/// end keep theirs, but for what of the end lies on the interview or after it: that gets the last dates before it. What
/// is left over of days that were begun comes first.
pub(super) fn rebalance(
    course: &Course<'_>,
    days: &[Dated<'_>],
    open: &[&Dated<'_>],
    today: StudyDay,
    reviews: Reviews,
) -> Vec<(DayId, StudyDay)> {
    let ends_at = before_the_interview(course, open, today);
    let moved: Vec<Dated<'_>> = open
        .iter()
        .map(|day| Dated {
            date: ends_at.get(&day.day.id).copied().unwrap_or(day.date),
            ..(*day).clone()
        })
        .collect();
    let moved: Vec<&Dated<'_>> = moved.iter().collect();
    let end = ends(days).unwrap_or(today);
    let left_over = days.iter().filter(|day| day.is_left_over(today));
    let spread = Spread::of(course, &moved, end, (today, reviews));
    let spread = Spread {
        carried: left_over.map(Load::of).fold(Load::default(), Load::with),
        ..spread
    };
    // Without a date before the interview nothing can be moved.
    let given = spread.fitted().or_else(|| spread.overfull());
    let given = given.map_or_else(Vec::new, |given| {
        changed(spread.open.iter().copied(), given)
    });
    let is_given = |id: &DayId| given.iter().any(|(of, _)| of == id);
    let ends = open.iter().filter_map(|day| {
        let date = *ends_at.get(&day.day.id)?;
        let is_moved = date != day.date && !is_given(&day.day.id);
        is_moved.then(|| (day.day.id.clone(), date))
    });
    let ends: Vec<(DayId, StudyDay)> = ends.collect();
    given.into_iter().chain(ends).collect()
}

/// Dates for the open days after the last topic, if one of them lies on the interview or after it: the last ones before
/// it, in their order. Where there are fewer, those that come first have none.
fn before_the_interview<'d>(
    course: &Course<'_>,
    open: &[&'d Dated<'_>],
    today: StudyDay,
) -> BTreeMap<&'d DayId, StudyDay> {
    let is_topic = |day: &&Dated<'_>| day.day.kind == DayKind::Topic;
    let (Some(interview), Some(last)) = (course.interview(), open.iter().rposition(is_topic))
    else {
        return BTreeMap::new();
    };
    let after = open.get(last + 1..).unwrap_or_default();
    if !after.iter().any(|day| day.date >= interview) {
        return BTreeMap::new();
    }
    let dates = course.free_from(today);
    let dates: Vec<StudyDay> = dates.take_while(|date| *date < interview).collect();
    let pairs = after.iter().rev().zip(dates.into_iter().rev());
    let given = pairs.map(|(day, date)| (&day.day.id, date));
    given.collect()
}

/// The days that are spread, and the dates for them.
struct Spread<'d, 'a> {
    open: Vec<&'d Dated<'a>>,
    /// Days that keep their date.
    kept: Vec<&'d Dated<'a>>,
    /// Minutes that are left over of days that were begun.
    carried: Load,
    /// The dates that are tried, the best ones first.
    dates: Vec<Vec<StudyDay>>,
    /// Minutes of a date.
    minutes: u32,
    /// And a tenth more.
    tenth: u32,
    reviews: Reviews,
    today: StudyDay,
}

impl<'d, 'a> Spread<'d, 'a> {
    fn of(
        course: &Course<'_>,
        open: &[&'d Dated<'a>],
        end: StudyDay,
        (today, reviews): (StudyDay, Reviews),
    ) -> Spread<'d, 'a> {
        let topics = open.iter().filter(|day| day.day.kind == DayKind::Topic);
        let last_topic = topics.map(|day| day.date).max();
        let until = last_topic.filter(|date| *date >= today).unwrap_or(end);
        let last_topic = last_topic.unwrap_or(today);
        let is_behind = open.iter().any(|day| day.date < today);
        let stays = |day: &&&Dated<'_>| match day.day.kind {
            _ if day.date < today => false,
            DayKind::Topic => false,
            // The mock interview of a week is not held before the week.
            DayKind::CatchUp => !is_behind || day.date > last_topic,
            DayKind::Mock | DayKind::Final => true,
        };
        let (kept, open): (Vec<&Dated<'a>>, Vec<&Dated<'a>>) = open.iter().partition(stays);
        let minutes = course.plan.minutes().get();
        let mut spread = Spread {
            open,
            kept,
            carried: Load::default(),
            dates: Vec::new(),
            minutes: minutes.into(),
            tenth: within(minutes),
            reviews,
            today,
        };
        spread.dates = spread.ways(course, until);
        spread
    }

    /// Before an interview the dates up to that on which the last new topic should begin, then all, then those of mock
    /// interviews and the final pass as well; else those up to the end.
    fn ways(&self, course: &Course<'_>, end: StudyDay) -> Vec<Vec<StudyDay>> {
        let until = |last: StudyDay| -> Vec<StudyDay> {
            let dates = course.free_from(self.today);
            dates.take_while(|date| *date <= last).collect()
        };
        if let (Some(interview), Some(last_new)) = (course.interview(), course.last_new()) {
            let mut before = until(last_new);
            before.retain(|date| !self.is_taken(*date));
            let all = until(interview.previous());
            return vec![before, self.not_taken(all.clone()), all];
        }
        let mut dates = until(end);
        if dates.is_empty() {
            dates = course.free_from(self.today).take(1).collect();
        }
        vec![self.not_taken(dates)]
    }

    /// Whether a date belongs to a mock interview or the end.
    fn is_taken(&self, date: StudyDay) -> bool {
        let kept = self.kept.iter();
        let mut whole = kept.filter(|day| day.day.kind != DayKind::CatchUp);
        whole.any(|day| day.date == date)
    }

    /// The dates without those that are taken, unless all are.
    fn not_taken(&self, mut dates: Vec<StudyDay>) -> Vec<StudyDay> {
        if !dates.iter().all(|date| self.is_taken(*date)) {
            dates.retain(|date| !self.is_taken(*date));
        }
        dates
    }

    /// A date for each day within the minutes, no day farther ahead of its own than it must; `None` if there is no room.
    fn fitted(&self) -> Option<Vec<StudyDay>> {
        let ahead = || std::iter::successors(Some(0), |days| Some(days * 2 + 1));
        let ahead = || ahead().take_while(|days| *days < FAR_END);
        self.dates.iter().find_map(|dates| {
            let tried = ahead().flat_map(|ahead| [(self.minutes, ahead), (self.tenth, ahead)]);
            let mut given = tried.map(|(later, ahead)| self.over(dates, self.tenth, later, ahead));
            given.find_map(|given| given)
        })
    }

    /// A date for each day, with as little a date as will do.
    fn overfull(&self) -> Option<Vec<StudyDay>> {
        let dates = self.dates.last()?;
        let all: u32 = self
            .open
            .iter()
            .chain(&self.kept)
            .map(|day| minutes(day))
            .sum();
        let aside =
            self.carried.first + self.carried.rest + self.reviews.today.max(self.reviews.ahead);
        let most = |most: u32| self.over(dates, most, most, FAR_END);
        let (mut low, mut high) = (self.tenth, self.tenth + all + aside);
        while low + 1 < high {
            let middle = low.midpoint(high);
            match most(middle) {
                Some(_) => high = middle,
                None => low = middle,
            }
        }
        most(high)
    }

    /// The minutes of a day that keeps its date. The final pass takes its part of the minutes.
    fn load(&self, day: &Dated<'_>) -> u32 {
        match day.day.kind {
            DayKind::Final => (self.minutes as f32 * Rules::default().share) as u32,
            DayKind::Topic | DayKind::CatchUp | DayKind::Mock => minutes(day),
        }
    }

    /// The days over dates of which the first [`SOON`] have so many minutes, the later ones so many.
    fn over(&self, dates: &[StudyDay], soon: u32, later: u32, ahead: u32) -> Option<Vec<StudyDay>> {
        let room = |(at, date): (usize, &StudyDay)| {
            let has = if at < SOON { soon } else { later };
            let kept = self.kept.iter().filter(|day| day.date == *date);
            let kept: u32 = kept.map(|day| self.load(day)).sum();
            let aside = kept + self.reviews.on(*date, self.today);
            Room {
                date: *date,
                minutes: has.saturating_sub(aside),
                is_whole: kept == 0,
            }
        };
        let rooms: Vec<Room> = dates.iter().enumerate().map(room).collect();
        flow(&self.open, &rooms, self.carried, (self.today, ahead))
    }
}
