//! What could be more than one time, and is never guessed: what it could be, as one would write it. Pure.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::clocks::number;
use super::spelled::{Dotted, dotted};
use super::{Reading, Toward, days_between, weekday};

impl Reading<'_> {
    /// What a text could be, if it could be several things: `8m, 8h or 8:00`.
    pub(super) fn several(&self, words: &str) -> Option<String> {
        let words: Vec<&str> = words.split_whitespace().filter(|it| *it != "at").collect();
        if let ["until" | "till" | "til", "weekend"]
        | ["until" | "till" | "til", "the" | "this", "weekend"] = words.as_slice()
        {
            return Some("fri 18:00 or sat".to_owned());
        }
        let words = match words.as_slice() {
            // What only says that a time follows, but for a number alone.
            ["until" | "till" | "til" | "on", rest @ ..] if rest.len() > 1 => rest,
            all => all,
        };
        if let [one] | ["until" | "till" | "til", one] = words
            && let Some(like) = with_dots(one)
        {
            return Some(like);
        }
        match words {
            ["weekend"] | ["the" | "this", "weekend"] => {
                Some("fri 18:00..sun 24:00 or sat..sun".to_owned())
            }
            [one] => self.alone(number(one)?),
            ["until" | "till" | "til", one] => self.hour(number(one)?),
            ["next", name] if weekday(name).is_some() => self.next(name),
            ["next", "week"] => Some("monday, or mon..sun in full".to_owned()),
            ["half", "past", hour] => match number(hour)? {
                12 => Some("12:30 or 0:30".to_owned()),
                hour @ 1..=11 => Some(format!("{hour}:30 or {}:30", hour + 12)),
                _ => None,
            },
            ["next", "month"] => {
                let next = self.today.with_day(1)?.checked_add_months(Months::new(1))?;
                let day = next.format("%-d %b").to_string().to_lowercase();
                Some(format!("{day} or in 1 month"))
            }
            ["next", "year"] => Some(format!("1 jan {} or in 1 year", self.today.year() + 1)),
            [name, day] | [day, name] if weekday(name).is_some() => self.hour_or_day(name, day),
            // `24 dec 8` is an hour, or a year.
            [.., day, month, last] | [.., month, day, last]
                if number(day).is_some()
                    && month.parse::<chrono::Month>().is_ok()
                    && number(last).is_some_and(|hour| hour < 24) =>
            {
                let hour = number(last)?;
                Some(format!(
                    "{day} {month} {hour}:00 or {day} {month} 20{hour:02}"
                ))
            }
            _ => None,
        }
    }

    /// A number and nothing else.
    fn alone(&self, number: u32) -> Option<String> {
        let ago = match self.toward {
            Toward::Past => " ago",
            Toward::Future => "",
        };
        let (minutes, hours) = (format!("{number}m{ago}"), format!("{number}h{ago}"));
        Some(match number {
            0..=23 => format!("{minutes}, {hours} or {number}:00"),
            _ => format!("{minutes} or {hours}"),
        })
    }

    /// A number that is no span: an hour of the morning or the evening, or a day of the month.
    fn hour(&self, number: u32) -> Option<String> {
        let days = (1..=31).filter_map(|days| self.after(days));
        let mut days = days.filter(|day| day.day() == number);
        match number {
            1..=11 => Some(format!("{number}:00 or {}:00", number + 12)),
            12..=23 => {
                let day = days.next()?.format("%-d %b").to_string().to_lowercase();
                Some(format!("{number}:00 or {day}"))
            }
            _ => None,
        }
    }

    /// `next friday` on a Wednesday is this week's for some, next week's for others.
    fn next(&self, name: &str) -> Option<String> {
        let (day, here) = (weekday(name)?, self.today.weekday());
        let is_in_this_week = day.num_days_from_monday() > here.num_days_from_monday();
        let first = self.after(days_between(here, day))?;
        let second = first.checked_add_days(Days::new(7))?;
        let written = |date: NaiveDate| date.format("%-d %b").to_string().to_lowercase();
        is_in_this_week.then(|| format!("{} or {}", written(first), written(second)))
    }

    /// `fri 8` is an hour, but where the eighth is a Friday soon.
    fn hour_or_day(&self, name: &str, number_of: &str) -> Option<String> {
        let (name_day, number) = (weekday(name)?, number(number_of)?);
        let days = (0..=31).filter_map(|days| self.after(days));
        let mut days = days.filter(|day| day.day() == number && day.weekday() == name_day);
        let day = days.next()?.format("%-d %b").to_string().to_lowercase();
        Some(match number {
            0..=23 => format!("{name} {number}:00 or {day}"),
            _ => return None,
        })
    }

    fn after(&self, days: i64) -> Option<NaiveDate> {
        self.today.checked_add_days(Days::new(days.unsigned_abs()))
    }
}

/// `9.12` is a time of day or a day of a month, `9.5` that or so many hours.
fn with_dots(word: &str) -> Option<String> {
    let Dotted { time, day, hours } = dotted(word);
    match (time, day, hours) {
        (Some(one), Some(other), None) | (None, Some(one), Some(other)) => {
            Some(format!("{one} or {other}"))
        }
        (_, _, _) => None,
    }
}
