//! When to wake for reminders: not at each moment at which the judgement could become another, but at the first at
//! which something comes of it.

use chrono::{DateTime, Utc};

use super::{MOMENTS, Sight, Work, judge, next, seen_next};
use crate::domain::day::StudyDay;
use crate::domain::now::Secs;

/// What a moment may matter to.
#[derive(Debug, Clone, Copy)]
pub struct Ahead<'a> {
    /// Now, with what there is to do today.
    pub sight: Sight<'a>,
    /// The first later study day on which there may be something to do, if nothing happens until then.
    pub from: Option<StudyDay>,
    /// The reminder on the screen.
    pub stands: Stands,
}

/// The reminder on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// There is none.
    Nothing,
    /// It stands, or waits for a server: silence takes it away.
    There,
    /// A command told it: only what puts it off takes it back.
    Told,
    /// One of this study day was taken away, and comes back when it is silent no more, if the day is not over then.
    Owed(StudyDay),
}

/// How long after so many failures in a row, at least one, what tells of a reminder is tried again: after 1, 5, 15 and
/// then each 30 minutes. A network that is down for a moment costs little, and one that is down for a day as little.
pub fn tries_again_after(failures: u32) -> Secs {
    Secs(match failures {
        0 | 1 => 60,
        2 => 5 * 60,
        3 => 15 * 60,
        _ => 30 * 60,
    })
}

/// The first moment after this one at which a reminder comes, goes or comes back, or what is asked is another, if
/// nothing else happens; too early rather than too late.
pub fn wake(ahead: Ahead<'_>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut moment = at;
    for _ in 0..MOMENTS {
        moment = next(ahead.sight, moment)?;
        if matters(ahead, at, moment) {
            return Some(moment);
        }
    }
    Some(moment)
}

fn matters(ahead: Ahead<'_>, at: DateTime<Utc>, moment: DateTime<Utc>) -> bool {
    let sight = ahead.sight;
    let (calm, around) = (sight.calm, sight.around);
    // Another mode asks for something else, and whoever is there as a day begins is seen then.
    if calm.mode(at, around.focus).until == Some(moment) || seen_next(sight, at) == Some(moment) {
        return true;
    }
    let day = around.calendar.day_of(moment);
    let silent = calm.silent(moment, around);
    let changes = match ahead.stands {
        Stands::Nothing => false,
        Stands::Told => silent.is_some_and(|silent| silent.puts_off()),
        Stands::There => silent.is_some_and(|silent| silent.release.is_none()),
        Stands::Owed(of) => of >= day && silent.is_none(),
    };
    let work = if day == around.calendar.day_of(at) {
        sight.work
    } else {
        let is_some = ahead.from.is_some_and(|from| from <= day);
        Work {
            due: if is_some { u32::MAX } else { 0 },
            plan: None,
        }
    };
    changes || judge(Sight { work, ..sight }, moment).is_some()
}
