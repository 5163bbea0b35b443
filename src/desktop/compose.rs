//! A notice as the notification that a server is given, and the keys of its actions. It sends nothing.

use notify_rust::{Hint, Notification, Timeout};
use uuid::Uuid;

use crate::domain::notice::{Action, MAX_BUTTONS, Notice, Server, Subject, Token, Urgency};
use crate::domain::text;

/// The key that the specification gives to a click on the notification itself.
const DEFAULT: &str = "default";

/// The most characters of a title.
const TITLE: usize = 120;
/// The most characters of a body.
const BODY: usize = 1000;
/// The most characters of a button.
const LABEL: usize = 40;

/// The notification that shows a notice at a server that can do so much. It has no icon: of a name that is
/// unknown some servers complain.
pub(super) fn notification(notice: &Notice, server: &Server) -> Notification {
    let mut out = Notification::new();
    let body = text::paragraph(&notice.body, BODY);
    let body = if server.can("body-markup") {
        escaped(&body)
    } else {
        body
    };
    out.appname("loci")
        .summary(&text::line(&notice.title, TITLE))
        .body(&body)
        .urgency(urgency(notice.urgency))
        .timeout(timeout(notice.urgency))
        .hint(Hint::DesktopEntry("loci".to_owned()))
        .hint(Hint::Category(category(notice.subject).to_owned()));
    match notice.urgency {
        Urgency::Low => {
            out.hint(Hint::SuppressSound(true));
            out.hint(Hint::Transient(false));
        }
        Urgency::Reply => {
            out.hint(Hint::SuppressSound(true));
        }
        Urgency::Normal | Urgency::Critical => {}
    }
    if let Some(percent) = notice.progress.filter(|_| draws_progress(server)) {
        // Into the public set: only this one can be read again, see `post`.
        let value = i32::from(percent.min(100));
        out.hints.insert(Hint::CustomInt("value".to_owned(), value));
    }
    if server.can("actions") {
        if let Some(action) = notice.click {
            out.action(DEFAULT, click_label(action));
        }
        for button in notice.buttons.iter().take(MAX_BUTTONS) {
            let label = text::line(&button.label, LABEL);
            out.action(&key(button.action, notice.token), &label);
        }
    }
    out
}

/// Whether a server draws `value` beside the text; others (xfce4-notifyd) draw a bar in its place.
fn draws_progress(server: &Server) -> bool {
    let name = server.name.to_lowercase();
    [
        "dunst",
        "mako",
        "swaync",
        "swaynotificationcenter",
        "plasma",
    ]
    .contains(&name.as_str())
}

/// The key of an action: it names the showing, so that a press of an older one is known.
pub(super) fn key(action: Action, token: Token) -> String {
    format!("{}:{}", action.as_str(), token.0)
}

/// What a pressed key asks for, if it belongs to this showing.
pub(super) fn action(key: &str, token: Token, click: Option<Action>) -> Option<Action> {
    if key == DEFAULT {
        return click;
    }
    let (word, of) = key.split_once(':')?;
    let action = Action::from_word(word)?;
    (Uuid::parse_str(of).ok()? == token.0).then_some(action)
}

/// What a server says that draws the click as a button too.
fn click_label(action: Action) -> &'static str {
    match action {
        Action::Open => "Open",
        Action::Snooze => "Later",
        Action::NotToday => "Not today",
        Action::Done => "Done",
        Action::Show => "Show",
        Action::Good => "Good",
        Action::Hard => "Hard",
        Action::Again => "Again",
        Action::Next => "Next",
        Action::Undo => "Undo",
        Action::Keep => "Keep",
        Action::Weekly => "Weekly",
        Action::Pause => "Pause",
    }
}

/// For a server that reads markup (`body-markup`).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

fn urgency(urgency: Urgency) -> notify_rust::Urgency {
    match urgency {
        Urgency::Low => notify_rust::Urgency::Low,
        Urgency::Normal | Urgency::Reply => notify_rust::Urgency::Normal,
        Urgency::Critical => notify_rust::Urgency::Critical,
    }
}

fn timeout(urgency: Urgency) -> Timeout {
    match urgency {
        Urgency::Low | Urgency::Normal | Urgency::Reply => Timeout::Default,
        Urgency::Critical => Timeout::Never,
    }
}

/// Of our own, as the specification has it for what it does not name; a rule of the user can go by it.
fn category(subject: Subject) -> &'static str {
    match subject {
        Subject::Reminder => "x-loci.reminder",
        Subject::Box => "x-loci.box",
        Subject::Test => "x-loci.test",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notice::Button;

    fn server(capabilities: &[&str]) -> Server {
        Server {
            name: "dunst".to_owned(),
            vendor: String::new(),
            version: String::new(),
            spec: "1.2".to_owned(),
            capabilities: capabilities.iter().map(|&word| word.to_owned()).collect(),
        }
    }

    fn notice() -> Notice {
        Notice {
            subject: Subject::Reminder,
            token: Token(Uuid::from_u128(7)),
            title: "a < b".to_owned(),
            body: "a < b && c".to_owned(),
            unclicked: None,
            urgency: Urgency::Normal,
            click: Some(Action::Open),
            buttons: Action::ALL
                .iter()
                .map(|&action| Button {
                    action,
                    label: action.as_str().to_owned(),
                })
                .collect(),
            progress: Some(40),
        }
    }

    #[test]
    fn the_body_is_escaped_only_for_a_server_that_reads_markup_and_the_title_never() {
        let marked = notification(&notice(), &server(&["body-markup"]));
        assert_eq!(marked.body, "a &lt; b &amp;&amp; c");
        assert_eq!(marked.summary, "a < b");
        let plain = notification(&notice(), &server(&[]));
        assert_eq!(plain.body, "a < b && c");
    }

    #[test]
    fn a_server_with_actions_gets_the_click_and_three_buttons_and_another_none() {
        let pressable = notification(&notice(), &server(&["actions"]));
        let keys: Vec<&str> = pressable
            .actions
            .iter()
            .step_by(2)
            .map(String::as_str)
            .collect();
        let token = "00000000-0000-0000-0000-000000000007";
        assert_eq!(
            keys,
            [
                "default",
                &format!("open:{token}"),
                &format!("snooze:{token}"),
                &format!("not_today:{token}"),
            ]
        );
        assert!(notification(&notice(), &server(&[])).actions.is_empty());
    }

    #[test]
    fn stop_is_critical_and_stays_and_what_is_low_makes_no_sound() {
        let of = |urgency| {
            let notice = Notice {
                urgency,
                ..notice()
            };
            notification(&notice, &server(&[]))
        };
        let stop = of(Urgency::Critical);
        assert_eq!(stop.timeout, Timeout::Never);
        assert!(
            stop.hints
                .contains(&Hint::Urgency(notify_rust::Urgency::Critical))
        );
        let low = of(Urgency::Low);
        assert_eq!(low.timeout, Timeout::Default);
        assert!(low.hints.contains(&Hint::SuppressSound(true)));
        assert!(low.hints.contains(&Hint::Transient(false)));
        let value = Hint::CustomInt("value".to_owned(), 40);
        assert!(low.hints.contains(&value));
        let xfce = Server {
            name: "Xfce Notify Daemon".to_owned(),
            ..server(&[])
        };
        assert!(!notification(&notice(), &xfce).hints.contains(&value));
    }

    #[test]
    fn a_key_is_read_back_only_for_its_own_showing() {
        let token = Token(Uuid::from_u128(7));
        for asked in Action::ALL {
            let key = key(asked, token);
            assert_eq!(action(&key, token, None), Some(asked));
            assert_eq!(action(&key, Token(Uuid::from_u128(8)), Some(asked)), None);
        }
        assert_eq!(
            action("default", token, Some(Action::Open)),
            Some(Action::Open)
        );
        assert_eq!(action("default", token, None), None);
        for bad in ["", ":", "open", "open:", "open:x", "shut:7", "DEFAULT"] {
            assert_eq!(action(bad, token, Some(Action::Open)), None, "{bad}");
        }
    }

    #[test]
    fn only_the_three_characters_of_markup_are_escaped() {
        assert_eq!(
            escaped("a < b && c > \"d\" 'e'"),
            "a &lt; b &amp;&amp; c &gt; \"d\" 'e'"
        );
    }
}
