//! What a box says on the screen: its countdown, "enough?" and STOP.

use chrono::{DateTime, Utc};

use super::{in_words, name};
use crate::domain::day::Calendar;
use crate::domain::notice::{Action, Button, Notice, Subject, Token, Urgency};
use crate::domain::now::Secs;
use crate::domain::timebox::BoxKind;

/// How far a box is: whole minutes that are left, and how much of it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Countdown {
    /// What is left, rounded up to whole minutes; seconds for a box that is shorter.
    pub(in crate::engine) left: Secs,
    /// How much is used, in percent.
    pub(in crate::engine) used: u8,
    /// When it is over.
    pub(in crate::engine) ends: DateTime<Utc>,
}

/// `9 min left`, or `dict: 9 min left` where the topic may be named.
pub(in crate::engine) fn countdown(
    token: Token,
    topic: Option<&str>,
    at: Countdown,
    calendar: &Calendar,
) -> Notice {
    let ends = at.ends.with_timezone(&calendar.zone).format("%H:%M");
    Notice {
        title: about(topic, &format!("{} left", in_words(at.left))),
        body: format!("STOP at {ends}. Done before: loci box done"),
        urgency: Urgency::Low,
        progress: Some(at.used),
        ..of_box(token)
    }
}

/// `Enough? 5 min left`.
pub(in crate::engine) fn enough(token: Token, topic: Option<&str>, at: Countdown) -> Notice {
    Notice {
        title: about(topic, &format!("Enough? {} left", in_words(at.left))),
        body: "If it is enough: loci box done".to_owned(),
        urgency: Urgency::Normal,
        progress: Some(at.used),
        ..of_box(token)
    }
}

/// STOP: a box of this kind and length is over.
pub(in crate::engine) fn stop(
    token: Token,
    topic: Option<&str>,
    (kind, limit): (BoxKind, Secs),
) -> Notice {
    let stays = match kind {
        BoxKind::Map | BoxKind::Palace | BoxKind::Recall => "What is on the page is kept.",
        BoxKind::Explain | BoxKind::Mock => "What was not reached stays unrated.",
    };
    Notice {
        title: match topic {
            Some(topic) => format!("STOP · {}", name(topic)),
            None => "STOP".to_owned(),
        },
        body: format!("{limit} is up. {stays}"),
        urgency: Urgency::Critical,
        buttons: Vec::new(),
        ..of_box(token)
    }
}

fn about(topic: Option<&str>, what: &str) -> String {
    match topic {
        Some(topic) => format!("{}: {what}", name(topic)),
        None => what.to_owned(),
    }
}

fn of_box(token: Token) -> Notice {
    Notice {
        subject: Subject::Box,
        token,
        title: String::new(),
        body: String::new(),
        unclicked: None,
        urgency: Urgency::Low,
        click: None,
        buttons: vec![Button {
            action: Action::Done,
            label: "Done".to_owned(),
        }],
        progress: None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const TOKEN: Token = Token(Uuid::nil());

    #[test]
    fn stop_is_critical_and_asks_nothing() {
        let stop = stop(TOKEN, None, (BoxKind::Map, Secs(600)));
        assert_eq!(stop.title, "STOP");
        assert_eq!(stop.body, "10:00 is up. What is on the page is kept.");
        assert_eq!(stop.urgency, Urgency::Critical);
        assert!(stop.buttons.is_empty() && stop.click.is_none());
    }

    #[test]
    fn what_was_spoken_is_on_no_page() {
        for kind in [BoxKind::Explain, BoxKind::Mock] {
            let stop = stop(TOKEN, None, (kind, Secs(180)));
            assert_eq!(stop.body, "3:00 is up. What was not reached stays unrated.");
        }
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
        let notice = countdown(TOKEN, None, at, &calendar);
        assert_eq!(notice.title, "9 min left");
        assert!(notice.body.starts_with("STOP at 13:10."));
        assert_eq!((notice.progress, notice.urgency), (Some(10), Urgency::Low));
        let enough = enough(
            TOKEN,
            None,
            Countdown {
                left: Secs(300),
                ..at
            },
        );
        assert_eq!(enough.title, "Enough? 5 min left");
    }

    #[test]
    fn where_the_topic_may_be_named_it_comes_first_and_short() {
        let calendar = Calendar {
            zone: chrono_tz::UTC,
            rollover: chrono::NaiveTime::MIN,
        };
        let at = Countdown {
            left: Secs(540),
            used: 10,
            ends: "2026-11-24T12:10:00Z".parse().unwrap(),
        };
        let topic = Some("dict\u{1b}[2J");
        assert_eq!(
            countdown(TOKEN, topic, at, &calendar).title,
            "dict: 9 min left"
        );
        assert_eq!(enough(TOKEN, topic, at).title, "dict: Enough? 9 min left");
        assert_eq!(
            stop(TOKEN, topic, (BoxKind::Map, Secs(600))).title,
            "STOP · dict"
        );
        let long = "x".repeat(64 * 1024);
        assert!(
            stop(TOKEN, Some(&long), (BoxKind::Map, Secs(600)))
                .title
                .chars()
                .count()
                < 50
        );
    }
}
