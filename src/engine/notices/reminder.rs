//! What a reminder says.

use super::{Load, Loudness, OfDay, Opens, button, in_words, line, name};
use crate::domain::day::StudyDay;
use crate::domain::notice::{Action, Notice, Subject, Token};
use crate::domain::now::Secs;
use crate::domain::remind::Reminder;

/// The most names, or questions, that a reminder tells.
const NAMED: usize = 3;

/// What a reminder says, besides what is asked today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Saying {
    /// What is asked today, and nothing more.
    Plain(Option<Reminder>),
    /// What coming back costs.
    Welcome(Promise),
    /// Whether to go on, after so many that went unopened.
    Ask {
        /// How many.
        unopened: u32,
    },
}

/// How it goes on, as the user said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum Going {
    /// As before.
    Daily,
    /// Once a week, the next on this day.
    Weekly(StudyDay),
    /// Not before this day.
    Paused(StudyDay),
}

/// What it takes to clear what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Promise {
    /// Loci that are due, those that do not fit into today too.
    pub(in crate::engine) waiting: u32,
    /// Minutes a day.
    pub(in crate::engine) minutes: u32,
    /// The first day.
    pub(in crate::engine) today: StudyDay,
    /// The day at whose end nothing due waits, if there is one.
    pub(in crate::engine) clears: Option<StudyDay>,
}

/// The line that says how to begin.
pub(in crate::engine) fn invitation(opens: Opens) -> &'static str {
    match opens {
        Opens::Yes => "Click to begin, or type: loci review",
        Opens::No => "No terminal could be opened; type: loci review",
    }
}

/// The same where a command tells it: there nothing can be clicked.
const BEGIN: &str = "Begin: loci review";

/// `dict, Functions, House and 2 more`: each once, in the order given.
pub(in crate::engine) fn topics<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    let shown: Vec<String> = distinct.iter().take(NAMED).map(|text| name(text)).collect();
    match distinct.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The first questions, one a line.
pub(in crate::engine) fn questions<'a>(asked: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> = asked.take(NAMED).map(line).collect();
    lines.join("\n")
}

/// The reminder: `6 to recall · about 4 min`. `about` names what is asked, where that may be told, else it is empty.
pub(in crate::engine) fn reminder(
    token: Token,
    saying: &Saying,
    load: Load,
    (about, opens): (&str, Opens),
    snooze: Secs,
    loudness: Loudness,
) -> Notice {
    let later = button(Action::Snooze, format!("In {}", in_words(snooze)));
    let not_today = button(Action::NotToday, "Not today");
    // A review that has nothing to ask is no beginning.
    const NEXT: &str = "What is next: loci plan";
    let (invitation, begin) = match (load.due, load.plan) {
        (0, Some(_)) => (NEXT, NEXT),
        _ => (invitation(opens), BEGIN),
    };
    let both = |said: &[&str]| {
        let with = |last| lines(&[said, &[last]].concat());
        (with(invitation), Some(with(begin)))
    };
    let (title, (body, unclicked), buttons) = match saying {
        Saying::Plain(what) => (
            plain(*what, load),
            both(&[about]),
            vec![button(Action::Open, "Start"), later, not_today],
        ),
        Saying::Welcome(promise) => (
            format!("Welcome back. {} waiting", promise.waiting),
            both(&[&promised(promise), about]),
            vec![
                button(Action::Open, format!("Start {} min", promise.minutes)),
                later,
                not_today,
            ],
        ),
        Saying::Ask { unopened } => (
            "Keep reminding?".to_owned(),
            (
                lines(&[
                    &format!("{} went unopened.", count(*unopened)),
                    "Weekly: loci pace weekly",
                    "Pause: loci pause 30d",
                    "Keep: loci pace daily",
                ]),
                None,
            ),
            vec![
                button(Action::Weekly, "Weekly"),
                button(Action::Pause, "Pause"),
                button(Action::Keep, "Keep"),
            ],
        ),
    };
    Notice {
        subject: Subject::Reminder,
        token,
        title,
        body,
        unclicked,
        urgency: loudness.urgency(),
        click: Some(Action::Open),
        buttons,
        progress: None,
    }
}

/// How it goes on: `One reminder a week`, with its undo.
pub(in crate::engine) fn answered(token: Token, going: Going, loudness: Loudness) -> Notice {
    let day = |day: StudyDay| day.0.format("%A, %-d %B");
    let (title, body) = match going {
        Going::Daily => ("One reminder a day".to_owned(), "As before.".to_owned()),
        Going::Weekly(next) => (
            "One reminder a week".to_owned(),
            format!("The next comes on {}.", day(next)),
        ),
        Going::Paused(until) => (
            "No reminders".to_owned(),
            format!("They come again on {}.", day(until)),
        ),
    };
    let undo = match going {
        Going::Daily => "undo: loci undo",
        Going::Weekly(_) | Going::Paused(_) => "undo: loci undo, or loci resume",
    };
    Notice {
        subject: Subject::Reminder,
        token,
        title,
        body: lines(&[&body, undo]),
        unclicked: None,
        urgency: loudness.urgency(),
        click: None,
        buttons: vec![button(Action::Undo, "Undo")],
        progress: None,
    }
}

/// What is asked today, in numbers.
pub(super) fn plain(what: Option<Reminder>, load: Load) -> String {
    let Load { due, minutes, plan } = load;
    let is_nudge = what == Some(Reminder::Nudge);
    if let Some(OfDay { day, of, minutes }) = plan {
        let begin = if is_nudge { "Still day" } else { "Day" };
        return format!("{begin} {day} of {of} · {minutes} min");
    }
    match what {
        Some(Reminder::Nudge) => format!("Still {due} to recall · about {minutes} min"),
        Some(Reminder::Digest | Reminder::Welcome | Reminder::Ask | Reminder::Again) | None => {
            format!("{due} to recall · about {minutes} min")
        }
    }
}

fn promised(promise: &Promise) -> String {
    let minutes = promise.minutes;
    let Some(day) = promise.clears else {
        return format!("{minutes} min a day is enough: what does not fit waits.");
    };
    match day.days_since(promise.today) {
        0 => format!("{minutes} min clears it today."),
        1 => format!("{minutes} min a day clears it by tomorrow."),
        2..=6 => format!("{minutes} min a day clears it by {}.", day.0.format("%A")),
        _ => format!(
            "{minutes} min a day clears it by {}.",
            day.0.format("%-d %B")
        ),
    }
}

/// `Three`, and from 13 on `13`.
fn count(number: u32) -> String {
    const WORDS: [&str; 13] = [
        "None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
        "Eleven", "Twelve",
    ];
    let word = usize::try_from(number).ok().and_then(|ix| WORDS.get(ix));
    word.map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// The lines that say something.
pub(super) fn lines(all: &[&str]) -> String {
    let said: Vec<&str> = all
        .iter()
        .copied()
        .filter(|line| !line.is_empty())
        .collect();
    said.join("\n")
}

#[cfg(test)]
mod tests;
