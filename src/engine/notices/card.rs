//! What a card says: the question, the answer, and what became of the rating.

use super::reminder::{invitation, lines, plain};
use super::{LINE, Load, Loudness, NAME, Opens, button, in_words, on_card};
use crate::domain::day::StudyDay;
use crate::domain::notice::{Action, Notice, Subject, Token};
use crate::domain::now::Secs;
use crate::domain::rating::Rating;

/// What was logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) struct Echo<'a> {
    /// The map, branch or palace.
    pub(in crate::engine) topic: &'a str,
    /// How many loci.
    pub(in crate::engine) count: usize,
    /// The rating of all of them.
    pub(in crate::engine) rating: Rating,
    /// The first day on which one of them falls due.
    pub(in crate::engine) next: StudyDay,
}

/// What else is asked today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::engine) enum More {
    /// Another card.
    Card,
    /// So many loci, of which no card can be made.
    Review(u32),
    /// Nothing.
    Nothing,
}

/// The question: `What hangs under dict? (3 things)`.
pub(in crate::engine) fn question(
    token: Token,
    ask: &str,
    load: Load,
    opens: Opens,
    snooze: Secs,
    loudness: Loudness,
) -> Notice {
    let all = plain(None, Load { plan: None, ..load });
    let trouble = match opens {
        Opens::Yes => "",
        Opens::No => invitation(opens),
    };
    Notice {
        title: on_card(ask, LINE),
        body: lines(&["Think first; a click shows the answer.", &all, trouble]),
        click: Some(Action::Show),
        buttons: vec![
            button(Action::Show, "Show"),
            button(Action::Snooze, format!("In {}", in_words(snooze))),
            button(Action::NotToday, "Not today"),
        ],
        ..of_card(token, loudness)
    }
}

/// The answer: the topic, and its things in order, with the command that rates them; after a rating that could not be
/// written, why.
pub(in crate::engine) fn answer(
    token: Token,
    topic: &str,
    (scope, things): (&str, &[String]),
    refused: Option<&str>,
    loudness: Loudness,
) -> Notice {
    let mut said: Vec<String> = things.iter().map(|thing| on_card(thing, LINE)).collect();
    said.extend(refused.map(|why| format!("Not logged: {}", reason(why))));
    // Half a command is none.
    let command = format!("Or type: loci good {scope}");
    said.extend((command.chars().count() <= LINE).then_some(command));
    Notice {
        title: on_card(topic, NAME),
        body: said.join("\n"),
        click: Some(Action::Open),
        buttons: vec![
            button(Action::Good, "Good"),
            button(Action::Hard, "Hard"),
            button(Action::Again, "Again"),
        ],
        ..of_card(token, loudness)
    }
}

/// `Good · dict (3) · next 2 Dec`, with its undo; after an undo that could not be written, why.
pub(in crate::engine) fn echo(
    token: Token,
    echo: &Echo<'_>,
    more: More,
    refused: Option<&str>,
    loudness: Loudness,
) -> Notice {
    let rating = match echo.rating {
        Rating::Again => "Again",
        Rating::Hard => "Hard",
        Rating::Good => "Good",
        Rating::Easy => "Easy",
    };
    let next = echo.next.0.format("%-d %b");
    let topic = on_card(echo.topic, NAME);
    let ahead = match more {
        More::Card => String::new(),
        More::Review(due) => format!("{due} more to recall: loci review"),
        More::Nothing => "Nothing else today.".to_owned(),
    };
    let refused = refused.map(|why| format!("Not taken back: {}", reason(why)));
    let mut buttons = Vec::new();
    if more == More::Card {
        buttons.push(button(Action::Next, "Next"));
    }
    buttons.push(button(Action::Undo, "Undo"));
    Notice {
        title: format!("{rating} · {topic} ({}) · next {next}", echo.count),
        body: lines(&[&ahead, "undo: loci undo", refused.as_deref().unwrap_or("")]),
        click: Some(Action::Open),
        buttons,
        ..of_card(token, loudness)
    }
}

/// Why something could not be written: the path of a database may be long.
fn reason(why: &str) -> String {
    const REASON: usize = 300;
    crate::domain::text::line(why, REASON)
}

fn of_card(token: Token, loudness: Loudness) -> Notice {
    Notice {
        subject: Subject::Reminder,
        token,
        title: String::new(),
        body: String::new(),
        unclicked: None,
        urgency: loudness.urgency(),
        click: None,
        buttons: Vec::new(),
        progress: None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::notice::Urgency;

    const TOKEN: Token = Token(Uuid::nil());
    const ASK: &str = "What hangs under dict? (3 things)";

    fn actions(notice: &Notice) -> Vec<Action> {
        notice.buttons.iter().map(|button| button.action).collect()
    }

    fn asked(opens: Opens, loudness: Loudness) -> Notice {
        let load = Load {
            due: 6,
            minutes: 4,
            plan: None,
        };
        question(TOKEN, ASK, load, opens, Secs(3600), loudness)
    }

    #[test]
    fn the_question_shows_no_answer_and_a_click_on_it_rates_nothing() {
        let notice = asked(Opens::Yes, Loudness::Anew);
        assert_eq!(notice.title, ASK);
        assert_eq!(
            notice.body,
            "Think first; a click shows the answer.\n6 to recall · about 4 min"
        );
        assert_eq!(notice.click, Some(Action::Show));
        assert_eq!(
            actions(&notice),
            [Action::Show, Action::Snooze, Action::NotToday]
        );
        let unopened = asked(Opens::No, Loudness::Anew).body;
        assert!(unopened.ends_with("\nNo terminal could be opened; type: loci review"));
    }

    #[test]
    fn a_card_is_as_loud_as_what_brought_it() {
        for (loudness, urgency) in [
            (Loudness::Anew, Urgency::Normal),
            (Loudness::Update, Urgency::Low),
            (Loudness::Reply, Urgency::Reply),
        ] {
            assert_eq!(asked(Opens::Yes, loudness).urgency, urgency);
            assert_eq!(
                answer(TOKEN, "", ("", &[]), None, loudness).urgency,
                urgency
            );
        }
    }

    #[test]
    fn the_answer_stands_in_order_with_three_ratings_and_a_click_opens_the_review() {
        let things = ["Gate — a, b\u{1b}[2J".to_owned(), "x".repeat(64 * 1024)];
        let notice = answer(TOKEN, "House", ("house/", &things), None, Loudness::Reply);
        assert_eq!(notice.title, "House");
        let said: Vec<&str> = notice.body.lines().collect();
        assert_eq!(said[0], "Gate — a, b");
        assert_eq!(said[1].chars().count(), 80);
        assert_eq!(said[2..], ["Or type: loci good house/"]);
        assert_eq!(
            actions(&notice),
            [Action::Good, Action::Hard, Action::Again]
        );
        assert_eq!(notice.click, Some(Action::Open));
        let why = Some("the disk is full");
        let refused = answer(TOKEN, "House", ("house/", &[]), why, Loudness::Reply);
        assert_eq!(
            refused.body,
            "Not logged: the disk is full\nOr type: loci good house/"
        );
    }

    #[test]
    fn the_echo_tells_the_rating_the_next_day_and_its_undo() {
        let logged = Echo {
            topic: "dict",
            count: 3,
            rating: Rating::Good,
            next: "2026-12-02".parse().unwrap(),
        };
        for (more, body, buttons) in [
            (
                More::Card,
                "undo: loci undo",
                vec![Action::Next, Action::Undo],
            ),
            (
                More::Review(9),
                "9 more to recall: loci review\nundo: loci undo",
                vec![Action::Undo],
            ),
            (
                More::Nothing,
                "Nothing else today.\nundo: loci undo",
                vec![Action::Undo],
            ),
        ] {
            let notice = echo(TOKEN, &logged, more, None, Loudness::Reply);
            assert_eq!(notice.title, "Good · dict (3) · next 2 Dec");
            assert_eq!(notice.body, body);
            assert_eq!(actions(&notice), buttons);
            assert_eq!(notice.click, Some(Action::Open));
        }
        let why = Some("the disk is full");
        let refused = echo(TOKEN, &logged, More::Card, why, Loudness::Reply);
        assert_eq!(
            refused.body,
            "undo: loci undo\nNot taken back: the disk is full"
        );
    }
}
