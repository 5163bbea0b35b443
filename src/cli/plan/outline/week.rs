//! Days that are named by their week: `Week 2, Day 3` is day 10.

use super::line::{Impossible, Numbers};
use super::numbers::number;

/// Days of a week.
const DAYS: u32 = 7;

/// The week that a text begins with, if it goes on with a day, and what follows it from the word day on; all of a text
/// without one.
pub(super) fn of(text: &str) -> (Option<u32>, &str) {
    match named(text) {
        Some((week, day)) => (Some(week), day),
        None => (None, text),
    }
}

fn named(text: &str) -> Option<(u32, &str)> {
    let (word, rest) = text.split_at_checked("week".len())?;
    if !word.eq_ignore_ascii_case("week") {
        return None;
    }
    let (week, rest) = number(rest.trim_start_matches([' ', '\t', '_', '#']))?;
    let parts = [' ', '\t', '_', ',', ':', ';', '-', '–', '—', '/', '|', '·'];
    let day = rest.trim_start_matches(parts);
    let (word, _) = day.split_at_checked("day".len())?;
    let is_parted = day.len() < rest.len();
    (is_parted && word.eq_ignore_ascii_case("day")).then_some((week, day))
}

/// The days of a week as they are counted from the first week on; all others as they are.
pub(super) fn counted(week: Option<u32>, days: Numbers) -> Result<Numbers, Impossible> {
    let Some(week) = week else {
        return Ok(days);
    };
    if days.last > DAYS {
        return Err(Impossible::OfWeek);
    }
    let weeks = week.checked_sub(1).ok_or(Impossible::OfWeek)?;
    let before = weeks.saturating_mul(DAYS);
    Numbers::of(
        before.saturating_add(days.first),
        before.saturating_add(days.last),
    )
}

#[cfg(test)]
mod tests {
    use super::super::line::{Line, read};
    use super::*;

    #[test]
    fn a_day_of_a_week_is_counted_from_the_first_week_on() {
        let day = |first, last, topic: &str| Line::Day(Numbers { first, last }, topic.to_owned());
        for (raw, expected) in [
            ("Week 1, Day 1: a", day(1, 1, "a")),
            ("Week 2 Day 3 - a", day(10, 10, "a")),
            ("## Week 2: Day 7 a", day(14, 14, "a")),
            ("- **week 3 – days 1-2:** a", day(15, 16, "a")),
            ("- [Week 2 / Day 1: a](w2.md)", day(8, 8, "[a](w2.md)")),
            ("Week 2, Day 3 of 5: a", day(10, 10, "a")),
            ("Week 2, Day 3 (Wed): a", day(10, 10, "a")),
            ("Week 2, Day 8: a", Line::NoDay(Impossible::OfWeek)),
            ("Week 2, Days 5-8: a", Line::NoDay(Impossible::OfWeek)),
            ("Week 0, Day 1: a", Line::NoDay(Impossible::OfWeek)),
            ("Week 1, Day 0: a", Line::NoDay(Impossible::BelowOne)),
            (
                "Week 99999999999, Day 7: a",
                Line::NoDay(Impossible::TooLarge),
            ),
            ("Week 1, Day 2 was fine", Line::NoDay(Impossible::Unparted)),
            ("# Week 2", Line::Heading),
            ("# Week 2Day 1: a", Line::Heading),
            (
                "- Week 2: daytime",
                Line::Item("Week 2: daytime".to_owned()),
            ),
            (
                "- Weekly, Day 1: a",
                Line::Item("Weekly, Day 1: a".to_owned()),
            ),
            ("Week 2 was fine", Line::Other),
        ] {
            assert_eq!(read(raw), expected, "{raw}");
        }
        assert_eq!(
            Numbers::of_cell("Week 2, Day 3"),
            Some(Ok(Numbers::one(10)))
        );
    }
}
