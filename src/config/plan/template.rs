//! The plans that come with loci, and filling one in: its keys are set, its comments stay.

use chrono::{Datelike, NaiveDate, Timelike};
use toml_edit::{Array, Date, Datetime, DocumentMut, Time, TomlError, Value};

use crate::domain::plan::fit::Fit;
use crate::domain::plan::minutes::Minutes;
use crate::domain::plan::words::{Focus, Level, Track};
use crate::domain::plan::{Interview, Plan};

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

/// The text of a plan with what makes it fit: a line below the id of each day that joins another or is left out.
pub fn fitted(text: &str, plan: &Plan, fit: &Fit) -> String {
    let mark = |line: usize| {
        let of_line = |day: &&crate::domain::plan::PlanDay| day.place.line as usize == line;
        let id = &plan.days.iter().find(of_line)?.id;
        let is_out = fit.left_out.contains(id);
        let is_joined = fit.joined.contains(id);
        match (is_out, is_joined) {
            (true, _) => {
                Some("skip = true    # left out, so that the rest fits before the interview\n")
            }
            (false, true) => Some("join = true    # on the date of the day before it\n"),
            (false, false) => None,
        }
    };
    let mut marked = String::new();
    for (at, line) in text.split_inclusive('\n').enumerate() {
        marked.push_str(line);
        marked.push_str(mark(at + 1).unwrap_or_default());
    }
    marked
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

/// A date, or a local time, as TOML has it.
pub(super) fn datetime(when: Interview) -> Datetime {
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

    use crate::domain::day::StudyDay;
    use crate::domain::plan::check::in_time;
    use crate::domain::plan::course::{Course, LAST_NEW};
    use crate::domain::plan::fit::fit;
    use crate::domain::plan::progress::Progress;
    use crate::domain::plan::steps::{minutes, steps};
    use crate::domain::plan::words::DayKind;

    /// The template that begins on a Monday and is fitted to an interview in so many days, and how it was.
    fn for_interview(level: Level, focus: Focus, days: u32) -> (Plan, Fit) {
        let start = StudyDay(NaiveDate::from_ymd_opt(2027, 1, 4).unwrap());
        let filling = Filling {
            name: "X".to_owned(),
            level: Some(level),
            focus: Some(focus),
            start: Some(start.0),
            interview: Some(Interview::On(start.plus(days).0)),
            ..Filling::default()
        };
        let text = fill(template("python-30").unwrap(), &filling).unwrap();
        let whole = read(&text).0.unwrap();
        let fit = fit(&whole, start).unwrap();
        let (plan, problems) = read(&fitted(&text, &whole, &fit));
        assert_eq!(problems, []);
        (plan.unwrap(), fit)
    }

    #[test]
    fn the_bundled_plan_fits_every_interview_and_tells_what_does_not() {
        let mut seen = String::new();
        for level in Level::ALL {
            for ahead in [1, 3, 7, 14, 21, 30, 45, 90] {
                let (plan, fit) = for_interview(level, Focus::Interview, ahead);
                let progress = Progress::default();
                let start = StudyDay(plan.start.unwrap());
                let course = Course {
                    plan: &plan,
                    progress: &progress,
                    away: &[],
                    start,
                    today: start,
                };
                let interview = course.interview().unwrap();
                let days = course.days();
                let mut loads = std::collections::BTreeMap::new();
                for day in &days {
                    assert!(day.date < interview, "{} at {ahead}", day.day.id);
                    let takes = minutes(&steps(day.day, &plan));
                    *loads.entry(day.date).or_insert(0) += takes;
                }
                // The last week closes with a mock interview of 45 minutes, as it says itself.
                let most = loads.values().max().unwrap();
                assert!(*most <= u32::from(plan.minutes().get()).max(60), "{most}");
                let is_kept = |id| days.iter().any(|day| day.day.id == id);
                for day in &days {
                    for need in &day.day.needs {
                        let whole = !fit.left_out.contains(&need.what);
                        assert!(whole || !is_kept(need.what.clone()), "{}", day.day.id);
                        assert!(
                            whole,
                            "{} at {ahead} is left without {}",
                            day.day.id, need.what
                        );
                    }
                }
                let late = in_time(&plan, plan.start.unwrap());
                assert_eq!(!late.is_empty(), (1..10).contains(&ahead), "{late:?}");
                let topics = days.iter().filter(|day| day.day.kind == DayKind::Topic);
                let topics: Vec<&str> = topics.map(|day| day.day.id.as_str()).collect();
                let end = days.iter().filter(|day| day.day.kind != DayKind::Topic);
                let end: Vec<String> = end
                    .map(|day| format!("{} {}", day.day.id, &day.date.to_string()[5..]))
                    .collect();
                seen.push_str(&format!(
                    "{} in {ahead} days: {} topics on {} dates, {} joined\n",
                    level.as_str(),
                    topics.len(),
                    loads.len() - end.len(),
                    fit.joined.len(),
                ));
                match fit.left_out.len() {
                    0 => {}
                    1..10 => {
                        let ids = fit.left_out.iter().map(ToString::to_string);
                        let ids: Vec<String> = ids.collect();
                        seen.push_str(&format!("  left out {}\n", ids.join(" ")));
                    }
                    _ => seen.push_str(&format!("  kept {}\n", topics.join(" "))),
                }
                seen.push_str(&format!("  then {}\n", end.join(" · ")));
                if ahead >= 30 {
                    assert_eq!(topics.len(), 24);
                }
            }
        }
        insta::assert_snapshot!(seen);
    }

    #[test]
    fn nothing_new_begins_in_the_last_days_once_there_is_time_for_it() {
        for level in Level::ALL {
            for focus in [Focus::Interview, Focus::Learning] {
                for ahead in 1..60 {
                    let (plan, fit) = for_interview(level, focus, ahead);
                    assert_eq!(fit.dates, ahead as usize);
                    if ahead > LAST_NEW + 3 {
                        assert_eq!(
                            in_time(&plan, plan.start.unwrap()),
                            [],
                            "{level:?} {focus:?} {ahead}"
                        );
                    }
                    let begun = plan.chosen().into_iter();
                    assert!(begun.filter(|day| day.kind == DayKind::Topic).count() > 0);
                }
            }
        }
    }

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
