//! The config file as checked values: what is in a [`Config`] is in range.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::read::{ConfigError, Reader};
use super::value;
use crate::domain::hold::Hold;
use crate::domain::memory::Retention;
use crate::domain::mock::{MOST_QUESTIONS, Usual};
use crate::domain::now::Secs;
use crate::domain::remind::Policy;
use crate::domain::schedule::Intervals;
use crate::domain::settings::{
    EasyDays, Fuzz, OnMissed, Order, Privacy, RatingKeys, Settings, Spread, StandIn, Style, Zone,
};
use crate::domain::timebox::{Caps, LONGEST_MOCK};

/// The shipped file: every option, commented, at its default.
pub const TEMPLATE: &str = include_str!("../../config/loci.toml");

/// Options that are accepted and do nothing yet: none at present.
const INERT: [&str; 0] = [];

/// The configuration, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Files and folders of notes, absolute.
    pub notes: Vec<PathBuf>,
    /// Patterns of names that are left alone.
    pub ignore: Vec<String>,
    /// What the engine needs.
    pub settings: Settings,
    /// The command that runs at STOP: an argument list, empty for none.
    pub hook: Vec<String>,
    /// Reminders.
    pub notify: Notify,
    /// The study plan.
    pub plan: Plan,
    /// The keys that the file sets.
    set: BTreeSet<&'static str>,
}

/// How reminders look, and what they lead to; when they come is in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notify {
    /// What a click opens: an argument list.
    pub open: Vec<String>,
    /// The terminal that it is opened in: an argument list, empty for the one of the desktop.
    pub terminal: Vec<String>,
    /// What gets the reminder where there is no desktop: an argument list, empty for none.
    pub command: Vec<String>,
    /// What takes it back there: an argument list, empty for none.
    pub withdraw: Vec<String>,
}

/// The study plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The plan's file, absolute.
    pub file: Option<PathBuf>,
}

impl Config {
    /// Reads and checks the file; an absent file is the defaults. `home` is what `~` stands for.
    pub fn load(path: &Path, home: Option<&Path>) -> Result<Config, ConfigError> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(source) => {
                let path = path.to_owned();
                return Err(ConfigError::Read { path, source });
            }
        };
        Config::parse(&text, path, home)
    }

    /// Checks the text of a config file that lies (or would lie) at `path`.
    pub fn parse(text: &str, path: &Path, home: Option<&Path>) -> Result<Config, ConfigError> {
        let reader = Reader::parse(path, text)?;
        let place = Place {
            folder: path.parent().unwrap_or(Path::new("/")),
            home,
        };
        let default = Config::defaults(home);
        let notify = notify(&reader, default.notify)?;
        let mut config = Config {
            notes: reader.list(
                "notes",
                default.notes,
                "use a list of files and folders; `~` needs HOME to be set",
                |text| place.resolve(text),
            )?,
            ignore: reader.list("ignore", default.ignore, "use a list of patterns", word)?,
            settings: settings(&reader, &notify, default.settings)?,
            hook: arguments(&reader, "box.hook", default.hook)?,
            notify,
            plan: plan(&reader, &place, default.plan)?,
            set: BTreeSet::new(),
        };
        config.set = reader.finish()?;
        Ok(config)
    }

    /// The defaults: what the shipped file says.
    pub fn defaults(home: Option<&Path>) -> Config {
        Config {
            notes: home.map(|home| home.join("notes")).into_iter().collect(),
            ignore: Vec::new(),
            settings: Settings::default(),
            hook: Vec::new(),
            notify: Notify {
                open: vec!["loci".to_owned(), "review".to_owned()],
                terminal: Vec::new(),
                command: Vec::new(),
                withdraw: Vec::new(),
            },
            plan: Plan { file: None },
            set: BTreeSet::new(),
        }
    }

    /// Keys that the file sets and that do nothing yet.
    pub fn inert_keys(&self) -> Vec<&'static str> {
        INERT
            .into_iter()
            .filter(|key| self.set.contains(key))
            .collect()
    }

    /// How many keys the file sets.
    pub fn keys_set(&self) -> usize {
        self.set.len()
    }
}

/// Where the file lies: what relative paths and `~` start from.
struct Place<'a> {
    folder: &'a Path,
    home: Option<&'a Path>,
}

impl Place<'_> {
    fn resolve(&self, text: &str) -> Option<PathBuf> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        if text == "~" {
            return self.home.map(Path::to_owned);
        }
        if let Some(rest) = text.strip_prefix("~/") {
            return self.home.map(|home| home.join(rest));
        }
        Some(self.folder.join(text))
    }
}

fn settings(
    reader: &Reader<'_>,
    notify: &Notify,
    default: Settings,
) -> Result<Settings, ConfigError> {
    Ok(Settings {
        rollover: reader.text(
            "day.starts",
            default.rollover,
            "use a time like \"04:00\"",
            value::time,
        )?,
        zone: reader.text(
            "day.timezone",
            default.zone,
            "use \"local\" or a name like \"Europe/Warsaw\"",
            zone,
        )?,
        intervals: Intervals {
            retention: reader.fraction(
                "schedule.retention",
                default.intervals.retention,
                "use 0.70 to 0.99",
                |number| Retention::new(number as f32).ok(),
            )?,
            max_days: reader.number(
                "schedule.max_interval",
                default.intervals.max_days,
                1..=36_500,
            )?,
        },
        spread: spread(reader)?,
        daily_minutes: reader.number("review.daily_minutes", default.daily_minutes, 1..=600)?,
        new_per_day: reader.number("review.new_per_day", default.new_per_day, 0..=1000)?,
        order: reader.text(
            "review.order",
            default.order,
            "use \"retrievability\", \"due\" or \"weakest\"",
            Order::from_word,
        )?,
        ratings: ratings(reader, default.ratings)?,
        caps: caps(reader, default.caps)?,
        mock: mock(reader, default.mock)?,
        remind: remind(reader, default.remind)?,
        privacy: reader.text(
            "notify.privacy",
            default.privacy,
            "use \"discreet\", \"topics\" or \"full\"",
            |text| match text {
                "discreet" => Some(Privacy::Discreet),
                "topics" => Some(Privacy::Topics),
                "full" => Some(Privacy::Full),
                _ => None,
            },
        )?,
        style: reader.text(
            "notify.style",
            default.style,
            "use \"digest\" or \"card\"",
            |text| match text {
                "digest" => Some(Style::Digest),
                "card" => Some(Style::Card),
                _ => None,
            },
        )?,
        on_missed: reader.text(
            "plan.on_missed",
            default.on_missed,
            "use \"ask\", \"rebalance\", \"extend\" or \"drop\"",
            |text| match text {
                "ask" => Some(OnMissed::Ask),
                "rebalance" => Some(OnMissed::Rebalance),
                "extend" => Some(OnMissed::Extend),
                "drop" => Some(OnMissed::Drop),
                _ => None,
            },
        )?,
        stand_in: if notify.command.is_empty() {
            StandIn::Nobody
        } else {
            StandIn::Command
        },
    })
}

fn ratings(reader: &Reader<'_>, default: RatingKeys) -> Result<RatingKeys, ConfigError> {
    reader.fraction(
        "review.ratings",
        default,
        "use 2 (missed, said) or 4 (again, hard, good, easy)",
        |number| match number {
            2.0 => Some(RatingKeys::Two),
            4.0 => Some(RatingKeys::Four),
            _ => None,
        },
    )
}

fn caps(reader: &Reader<'_>, default: Caps) -> Result<Caps, ConfigError> {
    let making = |key, default: Secs, cap: Secs| {
        let allowed = format!(
            "use \"1s\" to \"{}m\"; the cap can be lowered, never raised",
            cap.minutes_up()
        );
        reader.duration(key, default, Secs(1)..=cap, &allowed)
    };
    let free =
        |key, default| reader.duration(key, default, Secs(1)..=Secs(3600), "use \"1s\" to \"1h\"");
    let map = making("box.map", default.map, default.map)?;
    let enough = making("box.map_enough", default.map_enough, default.map)?;
    Ok(Caps {
        map,
        // A lowered cap needs no second change: half of it is then "enough?".
        map_enough: if enough < map {
            enough
        } else {
            Secs(map.0 / 2)
        },
        palace: making("box.palace", default.palace, default.palace)?,
        recall: free("box.recall", default.recall)?,
        explain: free("box.explain", default.explain)?,
    })
}

fn mock(reader: &Reader<'_>, default: Usual) -> Result<Usual, ConfigError> {
    Ok(Usual {
        limit: reader.duration(
            "mock.limit",
            default.limit,
            Secs(60)..=LONGEST_MOCK,
            "use \"1m\" to \"1h\"",
        )?,
        questions: reader.number("mock.questions", default.questions, 1..=MOST_QUESTIONS)?,
    })
}

/// Whether the lightest day is taken matters only where there is a choice of days.
fn spread(reader: &Reader<'_>) -> Result<Spread, ConfigError> {
    let easy_days = reader.list(
        "schedule.easy_days",
        Vec::new(),
        "use days like [\"sat\", \"sun\"]",
        value::weekdays,
    )?;
    let fuzz = reader.flag("schedule.fuzz", true)?;
    let balance = reader.flag("schedule.balance", true)?;
    Ok(Spread {
        fuzz: match (fuzz, balance) {
            (false, _) => Fuzz::Off,
            (true, false) => Fuzz::Seeded,
            (true, true) => Fuzz::Balanced,
        },
        easy_days: EasyDays::new(easy_days.concat()),
    })
}

fn remind(reader: &Reader<'_>, default: Policy) -> Result<Policy, ConfigError> {
    Ok(Policy {
        digest: reader.list(
            "notify.digest",
            default.digest,
            "use times like [\"09:30\"], or \"first-unlock\"",
            value::digest,
        )?,
        nudge: reader.text(
            "notify.nudge",
            default.nudge,
            "use a time like \"17:00\", or \"\" for never",
            |text| optional(text, value::time),
        )?,
        max_per_day: reader.number("notify.max_per_day", default.max_per_day, 0..=24)?,
        min_due: reader.number("notify.min_due", default.min_due, 1..=10_000)?,
        days: reader.text(
            "notify.days",
            default.days,
            "use days like \"mon-fri\" or \"mon,wed,fri\"; \"\" for all",
            |text| optional(text, value::some_days).map(Option::unwrap_or_default),
        )?,
        hold_when: reader
            .list(
                "notify.hold_when",
                default.hold_when.into_iter().collect(),
                "use of [\"locked\", \"idle\", \"dnd\", \"box\", \"mock\"]",
                Hold::from_word,
            )?
            .into_iter()
            .collect(),
        back_off_after: reader.number("notify.back_off_after", default.back_off_after, 0..=14)?,
        quiet: reader.list(
            "notify.quiet",
            default.quiet,
            "use hours like [\"22:00-08:00\"]",
            value::hours,
        )?,
        focus: reader.list(
            "notify.focus",
            default.focus,
            "use hours like [\"mon-fri 09:00-12:00\"]",
            value::focus,
        )?,
        snooze: reader.duration(
            "notify.snooze",
            default.snooze,
            Secs(60)..=Secs(86_400),
            "use \"1m\" to \"24h\"",
        )?,
        interview: reader.text(
            "plan.interview",
            default.interview,
            "use a date and time like \"2026-12-01 14:00\", or \"\" for none",
            |text| optional(text, value::moment),
        )?,
    })
}

fn notify(reader: &Reader<'_>, default: Notify) -> Result<Notify, ConfigError> {
    Ok(Notify {
        open: arguments(reader, "notify.open", default.open)?,
        terminal: arguments(reader, "notify.terminal", default.terminal)?,
        command: arguments(reader, "notify.command", default.command)?,
        withdraw: arguments(reader, "notify.withdraw", default.withdraw)?,
    })
}

fn plan(reader: &Reader<'_>, place: &Place<'_>, default: Plan) -> Result<Plan, ConfigError> {
    Ok(Plan {
        file: reader.text(
            "plan.file",
            default.file,
            "use a file, or \"\" for none",
            |text| optional(text, |text| place.resolve(text)),
        )?,
    })
}

/// A command as a list of arguments.
fn arguments(
    reader: &Reader<'_>,
    key: &'static str,
    default: Vec<String>,
) -> Result<Vec<String>, ConfigError> {
    let allowed = "use a command and its arguments, like [\"notify-send\", \"STOP\"]";
    reader.list(key, default, allowed, |text| Some(text.to_owned()))
}

/// An empty text is "none"; any other must be understood.
fn optional<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if text.trim().is_empty() {
        Some(None)
    } else {
        read(text).map(Some)
    }
}

fn word(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn zone(text: &str) -> Option<Zone> {
    if text == "local" {
        Some(Zone::Local)
    } else {
        text.parse().ok().map(Zone::Named)
    }
}

#[cfg(test)]
mod tests;
