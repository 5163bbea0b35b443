//! Validated numbers that rule the engine. The config is read elsewhere; what reaches here is in range.

use chrono::{Datelike, NaiveTime, Weekday};

use super::day::StudyDay;
use super::memory::Retention;
use super::mock::Usual;
use super::now::Secs;
use super::remind::Policy;
use super::schedule::Intervals;
use super::timebox::Caps;

/// In which order prompts are asked when not all fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// What is recalled most surely first (the default: it clears a backlog fastest).
    Retrievability,
    /// What is longest due first.
    Due,
    /// What is most nearly forgotten first.
    Weakest,
}

impl Order {
    /// The word used in the config.
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Retrievability => "retrievability",
            Order::Due => "due",
            Order::Weakest => "weakest",
        }
    }

    /// The order that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Order> {
        [Order::Retrievability, Order::Due, Order::Weakest]
            .into_iter()
            .find(|order| order.as_str() == word)
    }
}

/// Whose local time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The machine's, read again when it changes.
    Local,
    /// A fixed one.
    Named(chrono_tz::Tz),
}

/// How due days are spread over the days around an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    /// Which of those days is taken.
    pub fuzz: Fuzz,
    /// Days of the week with as little as possible to do.
    pub easy_days: EasyDays,
}

/// Which of the days around an interval is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fuzz {
    /// Always the interval itself, rounded.
    Off,
    /// Any, by the locus and the number of its reviews.
    Seeded,
    /// The one with the fewest minutes.
    Balanced,
}

/// Days of the week with as little as possible to do; never all seven, of which none would be easier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EasyDays([Easy; 7]);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Easy {
    #[default]
    No,
    Yes,
}

impl EasyDays {
    /// These days; all seven are none.
    pub fn new(days: impl IntoIterator<Item = Weekday>) -> EasyDays {
        let mut easy = EasyDays::default();
        for day in days {
            easy.0[day.num_days_from_monday() as usize % 7] = Easy::Yes;
        }
        if easy.0 == [Easy::Yes; 7] {
            return EasyDays::default();
        }
        easy
    }

    /// Whether a study day is one of them.
    pub fn hold(self, day: StudyDay) -> bool {
        self.0[day.0.weekday().num_days_from_monday() as usize % 7] == Easy::Yes
    }
}

/// What the engine needs to know of the config.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Whose local time decides study days.
    pub zone: Zone,
    /// Local time at which a study day starts; 04:00 by default.
    pub rollover: NaiveTime,
    /// Desired retention and the longest interval.
    pub intervals: Intervals,
    /// How due days are spread.
    pub spread: Spread,
    /// Minutes of recall a day, at least 1.
    pub daily_minutes: u32,
    /// New loci a day, a soft cap; 0 offers none anew.
    pub new_per_day: u32,
    /// In which order prompts are asked.
    pub order: Order,
    /// How many ratings a review offers: 2 (missed, said) or 4.
    pub ratings: RatingKeys,
    /// The budgets of the boxes.
    pub caps: Caps,
    /// How long a mock interview is, and what it asks.
    pub mock: Usual,
    /// When to remind.
    pub remind: Policy,
    /// What a reminder shows.
    pub privacy: Privacy,
    /// How a reminder asks.
    pub style: Style,
    /// What to do about missed days of a plan.
    pub on_missed: OnMissed,
    /// Who gets reminders where there is no notification server.
    pub stand_in: StandIn,
}

/// What a reminder shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// Numbers only.
    Discreet,
    /// The names of maps and palaces too.
    Topics,
    /// The questions too.
    Full,
}

/// How a reminder asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// It only tells.
    Digest,
    /// It asks in the notification itself.
    Card,
}

/// What to do about missed days of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnMissed {
    /// Ask.
    Ask,
    /// Spread them over the days that are left.
    Rebalance,
    /// Move the end.
    Extend,
    /// Leave them out.
    Drop,
}

/// Who gets reminders where there is no notification server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandIn {
    /// Nobody: they wait for a server.
    Nobody,
    /// The user's command.
    Command,
}

/// How many ratings a review offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingKeys {
    /// Missed or said.
    Two,
    /// Again, hard, good or easy.
    Four,
}

impl Default for Settings {
    /// The defaults of the shipped config.
    fn default() -> Settings {
        Settings {
            zone: Zone::Local,
            rollover: NaiveTime::from_hms_opt(4, 0, 0).unwrap_or(NaiveTime::MIN),
            intervals: Intervals {
                retention: Retention::DEFAULT,
                max_days: 36_500,
            },
            spread: Spread {
                fuzz: Fuzz::Balanced,
                easy_days: EasyDays::default(),
            },
            daily_minutes: 8,
            new_per_day: 12,
            order: Order::Retrievability,
            ratings: RatingKeys::Two,
            caps: Caps {
                map: Secs(600),
                map_enough: Secs(300),
                palace: Secs(300),
                recall: Secs(600),
                explain: Secs(180),
            },
            mock: Usual {
                limit: Secs(1500),
                questions: 5,
            },
            remind: Policy::default(),
            privacy: Privacy::Discreet,
            style: Style::Digest,
            on_missed: OnMissed::Ask,
            stand_in: StandIn::Nobody,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_back_from_its_word() {
        for order in [Order::Retrievability, Order::Due, Order::Weakest] {
            assert_eq!(Order::from_word(order.as_str()), Some(order));
        }
        assert_eq!(Order::from_word("random"), None);
    }

    #[test]
    fn seven_easy_days_are_none() {
        let sunday: StudyDay = "2026-11-22".parse().unwrap();
        let weekend = EasyDays::new([Weekday::Sat, Weekday::Sun]);
        assert!(weekend.hold(sunday) && !weekend.hold(sunday.plus(1)));
        let mut day = Weekday::Mon;
        let week = [(); 7].map(|()| {
            day = day.succ();
            day
        });
        assert_eq!(EasyDays::new(week), EasyDays::default());
    }

    #[test]
    fn the_defaults_are_those_of_the_method() {
        let settings = Settings::default();
        assert_eq!(settings.rollover.to_string(), "04:00:00");
        assert_eq!(
            (settings.caps.map, settings.caps.palace),
            (Secs(600), Secs(300))
        );
        assert!(settings.caps.map_enough < settings.caps.map);
    }
}
