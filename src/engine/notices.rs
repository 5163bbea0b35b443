//! The texts of notifications. Discreet: numbers and times, no topic, no note, and never the word interview.

use chrono::{DateTime, Utc};

use crate::domain::day::Calendar;
use crate::domain::notice::{Action, Button, Notice, Subject, Token, Urgency};
use crate::domain::now::Secs;
use crate::domain::remind::Reminder;

/// What a reminder tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Loci that are asked today.
    pub(super) due: u32,
    /// Minutes that takes.
    pub(super) minutes: u32,
}

/// Whether a notification comes anew or only tells what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Loudness {
    /// It wants to be seen.
    Anew,
    /// It stands where it stands.
    Update,
}

/// Whether a click opens something, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// It does.
    Yes,
    /// The last one did not.
    No,
}

/// The body of a reminder.
pub(super) fn invitation(opens: Opens) -> String {
    match opens {
        Opens::Yes => "Click to begin, or type: loci review".to_owned(),
        Opens::No => "No terminal could be opened; type: loci review".to_owned(),
    }
}

/// `6 to recall · about 4 min`.
pub(super) fn reminder(
    token: Token,
    what: Option<Reminder>,
    load: Load,
    snooze: Secs,
    loudness: Loudness,
) -> Notice {
    let Load { due, minutes } = load;
    let title = match what {
        Some(Reminder::Nudge) => format!("Still {due} to recall · about {minutes} min"),
        Some(Reminder::Digest | Reminder::Welcome | Reminder::Ask | Reminder::Again) | None => {
            format!("{due} to recall · about {minutes} min")
        }
    };
    let buttons = [
        (Action::Open, "Start".to_owned()),
        (Action::Snooze, format!("In {}", in_words(snooze))),
        (Action::NotToday, "Not today".to_owned()),
    ];
    Notice {
        subject: Subject::Reminder,
        token,
        title,
        body: invitation(Opens::Yes),
        urgency: match loudness {
            Loudness::Anew => Urgency::Normal,
            Loudness::Update => Urgency::Low,
        },
        click: Some(Action::Open),
        buttons: buttons
            .map(|(action, label)| Button { action, label })
            .into(),
        progress: None,
    }
}

/// How far a box is: whole minutes that are left, and how much of it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Countdown {
    /// What is left, rounded up to whole minutes; seconds for a box that is shorter.
    pub(super) left: Secs,
    /// How much is used, in percent.
    pub(super) used: u8,
    /// When it is over.
    pub(super) ends: DateTime<Utc>,
}

/// `9 min left`.
pub(super) fn countdown(token: Token, at: Countdown, calendar: &Calendar) -> Notice {
    let ends = at.ends.with_timezone(&calendar.zone).format("%H:%M");
    Notice {
        title: format!("{} left", in_words(at.left)),
        body: format!("STOP at {ends}. Done before: loci box done"),
        urgency: Urgency::Low,
        progress: Some(at.used),
        ..of_box(token)
    }
}

/// `Enough? 5 min left`.
pub(super) fn enough(token: Token, at: Countdown) -> Notice {
    Notice {
        title: format!("Enough? {} left", in_words(at.left)),
        body: "If it is enough: loci box done".to_owned(),
        urgency: Urgency::Normal,
        progress: Some(at.used),
        ..of_box(token)
    }
}

/// STOP: a box of this length is over.
pub(super) fn stop(token: Token, limit: Secs) -> Notice {
    Notice {
        title: "STOP".to_owned(),
        body: format!("Time is over ({limit}). What is on the page is kept."),
        urgency: Urgency::Critical,
        buttons: Vec::new(),
        ..of_box(token)
    }
}

/// The one that tries the desktop.
pub(super) fn test(token: Token) -> Notice {
    Notice {
        subject: Subject::Test,
        token,
        title: "loci can reach you here".to_owned(),
        body: "Click it, or press the button: loci doctor tells what came back.".to_owned(),
        urgency: Urgency::Normal,
        click: Some(Action::Open),
        buttons: vec![Button {
            action: Action::Done,
            label: "I see it".to_owned(),
        }],
        progress: None,
    }
}

fn of_box(token: Token) -> Notice {
    Notice {
        subject: Subject::Box,
        token,
        title: String::new(),
        body: String::new(),
        urgency: Urgency::Low,
        click: None,
        buttons: vec![Button {
            action: Action::Done,
            label: "Done".to_owned(),
        }],
        progress: None,
    }
}

/// `1 hour`, `90 min`, `40 s`.
fn in_words(secs: Secs) -> String {
    match secs.0 {
        3600 => "1 hour".to_owned(),
        hours if hours > 0 && hours % 3600 == 0 => format!("{} hours", hours / 3600),
        minutes if minutes >= 60 => format!("{} min", minutes.div_ceil(60)),
        few => format!("{few} s"),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const TOKEN: Token = Token(Uuid::nil());

    #[test]
    fn a_reminder_tells_numbers_and_the_command_and_nothing_else() {
        let load = Load { due: 6, minutes: 4 };
        let notice = reminder(TOKEN, None, load, Secs(3600), Loudness::Anew);
        assert_eq!(notice.title, "6 to recall · about 4 min");
        assert!(notice.body.contains("loci review"));
        let labels: Vec<&str> = notice.buttons.iter().map(|b| b.label.as_str()).collect();
        assert_eq!(labels, ["Start", "In 1 hour", "Not today"]);
        assert_eq!(notice.click, Some(Action::Open));
        let nudge = reminder(
            TOKEN,
            Some(Reminder::Nudge),
            load,
            Secs(5400),
            Loudness::Anew,
        );
        assert!(nudge.title.starts_with("Still 6"));
        assert_eq!(nudge.buttons[1].label, "In 90 min");
    }

    #[test]
    fn stop_is_critical_and_asks_nothing() {
        let stop = stop(TOKEN, Secs(600));
        assert_eq!(stop.title, "STOP");
        assert_eq!(
            stop.body,
            "Time is over (10:00). What is on the page is kept."
        );
        assert_eq!(stop.urgency, Urgency::Critical);
        assert!(stop.buttons.is_empty() && stop.click.is_none());
    }

    #[test]
    fn a_countdown_tells_what_is_left_and_when_it_stops() {
        let calendar = Calendar {
            zone: chrono_tz::Europe::Warsaw,
            rollover: chrono::NaiveTime::MIN,
        };
        let at = Countdown {
            left: Secs(540),
            used: 10,
            ends: "2026-11-24T12:10:00Z".parse().unwrap(),
        };
        let notice = countdown(TOKEN, at, &calendar);
        assert_eq!(notice.title, "9 min left");
        assert!(notice.body.starts_with("STOP at 13:10."));
        assert_eq!((notice.progress, notice.urgency), (Some(10), Urgency::Low));
        let enough = enough(
            TOKEN,
            Countdown {
                left: Secs(300),
                ..at
            },
        );
        assert_eq!(enough.title, "Enough? 5 min left");
    }
}
