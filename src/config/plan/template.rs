//! The plans that come with loci, and filling one in: its keys are set, its comments stay.

use chrono::{Datelike, NaiveDate, Timelike};
use toml_edit::{Array, Date, Datetime, DocumentMut, Time, TomlError, Value};

use crate::domain::plan::Interview;
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::words::{Focus, Level, Track};

/// The bundled plans: name and text.
pub const TEMPLATES: &[(&str, &str)] = &[(
    "python-30",
    include_str!("../../../data/plans/python-30.toml"),
)];

/// The bundled plan of this name.
pub fn template(name: &str) -> Option<&'static str> {
    let found = TEMPLATES.iter().find(|(known, _)| *known == name);
    found.map(|(_, text)| *text)
}

/// What is filled into a template; what is `None` or empty stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filling {
    /// The plan's name.
    pub name: String,
    /// What the learner knows already.
    pub level: Option<Level>,
    /// What it is for.
    pub focus: Option<Focus>,
    /// Whose days are taken.
    pub tracks: Vec<Track>,
    /// The first study date.
    pub start: Option<NaiveDate>,
    /// The interview.
    pub interview: Option<Interview>,
    /// Minutes of a study date.
    pub minutes: Option<Minutes>,
    /// Days of the week, as the file has them.
    pub days: Option<String>,
    /// Hours, as the file has them.
    pub window: Option<String>,
}

/// The template with these keys.
///
/// # Errors
/// If the template is no TOML.
pub fn fill(template: &str, filling: &Filling) -> Result<String, TomlError> {
    let mut document: DocumentMut = template.parse()?;
    let tracks: Array = filling.tracks.iter().map(|track| track.as_str()).collect();
    let own = |text: &Option<String>| text.as_deref().map(Value::from);
    let keys: [(&str, Option<Value>); 9] = [
        ("name", Some(Value::from(filling.name.as_str()))),
        ("level", filling.level.map(|level| level.as_str().into())),
        ("focus", filling.focus.map(|focus| focus.as_str().into())),
        ("tracks", (!tracks.is_empty()).then(|| tracks.into())),
        (
            "start",
            filling
                .start
                .map(|date| datetime(Interview::On(date)).into()),
        ),
        (
            "interview",
            filling.interview.map(|when| datetime(when).into()),
        ),
        (
            "minutes",
            filling
                .minutes
                .map(|minutes| i64::from(minutes.get()).into()),
        ),
        ("days", own(&filling.days)),
        ("window", own(&filling.window)),
    ];
    for (key, value) in keys {
        if let Some(value) = value {
            set(&mut document, key, value);
        }
    }
    Ok(document.to_string())
}

fn set(document: &mut DocumentMut, key: &str, mut value: Value) {
    match document
        .get_mut(key)
        .and_then(toml_edit::Item::as_value_mut)
    {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            document.insert(key, value.into());
        }
    }
}

fn datetime(when: Interview) -> Datetime {
    let date = when.date();
    let time = match when {
        Interview::On(_) => None,
        Interview::At(time) => Some(Time {
            hour: small(time.hour()),
            minute: small(time.minute()),
            second: Some(small(time.second())),
            nanosecond: None,
        }),
    };
    Datetime {
        date: Some(Date {
            year: u16::try_from(date.year()).unwrap_or(u16::MAX),
            month: small(date.month()),
            day: small(date.day()),
        }),
        time,
        offset: None,
    }
}

/// Hours, minutes, months: all below 256.
fn small(number: u32) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::plan::read;
    use crate::domain::plan::problem::Severity;

    #[test]
    fn every_bundled_plan_is_right_at_every_level_and_focus() {
        for (name, text) in TEMPLATES {
            for level in Level::ALL {
                for focus in Focus::ALL {
                    let filling = Filling {
                        name: (*name).to_owned(),
                        level: Some(level),
                        focus: Some(focus),
                        tracks: Track::ALL.to_vec(),
                        ..Filling::default()
                    };
                    let (plan, problems) = read(&fill(text, &filling).unwrap());
                    assert!(plan.is_some(), "{name}, {level:?}, {focus:?}: {problems:?}");
                    assert!(!plan.unwrap().chosen().is_empty());
                }
            }
        }
    }

    #[test]
    fn comments_stay_and_keys_that_are_missing_come_before_the_sections() {
        let text = "# mine\nschema = 1\nname = 'X'\nlevel = 'beginner' # low\nfocus = 'interview'\n\n# minutes\n[defaults]\nlearn = 9\n[[day]]\nid = 'a'\ntitle = 'A'\n";
        let date = NaiveDate::from_ymd_opt(2026, 12, 16).unwrap();
        let filling = Filling {
            name: "My \"30\"".to_owned(),
            level: Some(Level::Advanced),
            tracks: vec![Track::Core, Track::Ai],
            start: NaiveDate::from_ymd_opt(2026, 11, 16),
            interview: date.and_hms_opt(14, 0, 0).map(Interview::At),
            minutes: Minutes::new(40),
            days: Some("mon-sat".to_owned()),
            window: Some("19:00-21:00".to_owned()),
            ..Filling::default()
        };
        let filled = fill(text, &filling).unwrap();
        assert_eq!(
            filled,
            "# mine\nschema = 1\nname = 'My \"30\"'\nlevel = \"advanced\" # low\nfocus = 'interview'\n\
             tracks = [\"core\", \"ai\"]\nstart = 2026-11-16\ninterview = 2026-12-16T14:00:00\nminutes = 40\n\
             days = \"mon-sat\"\nwindow = \"19:00-21:00\"\n\n# minutes\n[defaults]\nlearn = 9\n[[day]]\nid = 'a'\ntitle = 'A'\n"
        );
        let (plan, problems) = read(&filled);
        assert!(
            problems
                .iter()
                .all(|problem| problem.severity == Severity::Warning),
            "{problems:?}"
        );
        assert_eq!(plan.unwrap().interview.unwrap().what.date(), date);
    }
}
