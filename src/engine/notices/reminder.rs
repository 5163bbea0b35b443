//! What a reminder says.

use super::{Load, Loudness, Opens, in_words};
use crate::domain::notice::{Action, Button, Notice, Subject, Token, Urgency};
use crate::domain::now::Secs;
use crate::domain::remind::Reminder;

/// The body of a reminder.
pub(in crate::engine) fn invitation(opens: Opens) -> String {
    match opens {
        Opens::Yes => "Click to begin, or type: loci review".to_owned(),
        Opens::No => "No terminal could be opened; type: loci review".to_owned(),
    }
}

/// `6 to recall · about 4 min`.
pub(in crate::engine) fn reminder(
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
}
