//! Why a text is no time ahead, in words. Pure.

use chrono::{NaiveDate, NaiveTime};

use crate::cli::when::NotUnderstood;

/// Why a text is no time ahead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAhead {
    /// It is no time at all.
    #[error(transparent)]
    NotUnderstood(#[from] NotUnderstood),
    /// It is over.
    #[error("`{text}` is {is}, which is not ahead: try 2h, 15:00 or tomorrow 9am")]
    Over {
        /// What was typed.
        text: String,
        /// How it was understood.
        is: String,
    },
    /// A stretch, where only an end has a place.
    #[error(
        "`{text}`: {what} has only an end, such as 20:00; from when to when is `loci pause {like}`"
    )]
    OnlyEnd {
        /// What was typed.
        text: String,
        /// What has only an end: `a snooze`.
        what: &'static str,
        /// The stretch of a pause, as one would write it.
        like: String,
    },
    /// The length of an interval that is none of those that are read.
    #[error(
        "`{0}` is no length: of ISO 8601 take weeks, days, hours and minutes, such as P1W, P2D or PT1H30M"
    )]
    NoLength(String),
    /// A stretch without an end.
    #[error("`{0}` has no end: try 24 dec..27 dec, or mon..fri")]
    Endless(String),
    /// It ends before it begins, whatever the year.
    #[error("`{0}`: the end comes before the beginning")]
    Backwards(String),
    /// Its end is its beginning.
    #[error("`{0}` ends when it begins")]
    Empty(String),
    /// It ends before it begins, unless its end is of another year.
    #[error("`{text}` ends before it begins: name the year ({like})")]
    OtherYear {
        /// What was typed.
        text: String,
        /// How the year would be named.
        like: NaiveDate,
    },
    /// All of it lies where the clocks leave out a time.
    #[error("`{text}` is no time: on {on} the clocks go from {} to {}", hm(*before), hm(*after))]
    LeftOut {
        /// What was typed.
        text: String,
        /// The day.
        on: String,
        /// The local time at which the clocks are set.
        before: NaiveTime,
        /// The one to which they are set.
        after: NaiveTime,
    },
    /// So far ahead that no calendar of people has it.
    #[error("`{0}` is too far ahead: name a time before 9999-01-01")]
    TooFar(String),
}

fn hm(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}
