//! The words of reminders, by table.

use uuid::Uuid;

use super::*;
use crate::domain::notice::Urgency;

const TOKEN: Token = Token(Uuid::nil());
const LOAD: Load = Load {
    due: 6,
    minutes: 4,
    plan: None,
};

fn said(saying: &Saying, about: &str) -> Notice {
    let about = (about, Opens::Yes);
    reminder(TOKEN, saying, LOAD, about, Secs(3600), Loudness::Anew)
}

fn labels(notice: &Notice) -> Vec<&str> {
    let labels = notice.buttons.iter().map(|button| button.label.as_str());
    labels.collect()
}

#[test]
fn a_reminder_tells_numbers_and_the_command_and_what_it_may_name() {
    for (what, about, title, body) in [
        (
            Reminder::Digest,
            "",
            "6 to recall · about 4 min",
            "Click to begin, or type: loci review",
        ),
        (
            Reminder::Nudge,
            "",
            "Still 6 to recall · about 4 min",
            "Click to begin, or type: loci review",
        ),
        (
            Reminder::Again,
            "dict, House",
            "6 to recall · about 4 min",
            "dict, House\nClick to begin, or type: loci review",
        ),
    ] {
        let notice = said(&Saying::Plain(Some(what)), about);
        assert_eq!((notice.title.as_str(), notice.body.as_str()), (title, body));
        let unclicked = body.replace("Click to begin, or type: ", "Begin: ");
        assert_eq!(notice.told(), unclicked);
        assert_eq!(labels(&notice), ["Start", "In 1 hour", "Not today"]);
        assert_eq!(notice.click, Some(Action::Open));
    }
    let plain = Saying::Plain(None);
    let unopened = reminder(
        TOKEN,
        &plain,
        LOAD,
        ("", Opens::No),
        Secs(5400),
        Loudness::Update,
    );
    assert_eq!(
        unopened.body,
        "No terminal could be opened; type: loci review"
    );
    assert_eq!(unopened.told(), "Begin: loci review");
    assert_eq!(unopened.buttons[1].label, "In 90 min");
    assert_eq!(unopened.urgency, Urgency::Low);
}

#[test]
fn an_unfinished_day_of_the_plan_is_told_by_its_number_and_minutes() {
    let plan = Some(OfDay {
        day: 12,
        of: 30,
        minutes: 45,
    });
    let told = |what, due| {
        let load = Load { due, plan, ..LOAD };
        let saying = Saying::Plain(Some(what));
        let opens = ("", Opens::Yes);
        let notice = reminder(TOKEN, &saying, load, opens, Secs(3600), Loudness::Anew);
        (notice.title, notice.body)
    };
    let (title, body) = told(Reminder::Digest, 6);
    assert_eq!(title, "Day 12 of 30 · 45 min");
    assert_eq!(body, "Click to begin, or type: loci review");
    let (title, body) = told(Reminder::Nudge, 0);
    assert_eq!(title, "Still day 12 of 30 · 45 min");
    assert_eq!(body, "What is next: loci plan");
}

#[test]
fn coming_back_is_told_with_what_it_takes() {
    let day = |text: &str| text.parse::<StudyDay>().unwrap();
    let today = day("2026-11-30");
    for (minutes, clears, wanted) in [
        (6, Some("2026-11-30"), "6 min clears it today."),
        (6, Some("2026-12-01"), "6 min a day clears it by tomorrow."),
        (6, Some("2026-12-04"), "6 min a day clears it by Friday."),
        (
            8,
            Some("2026-12-07"),
            "8 min a day clears it by 7 December.",
        ),
        (8, None, "8 min a day is enough: what does not fit waits."),
    ] {
        let welcome = Saying::Welcome(Promise {
            waiting: 14,
            minutes,
            today,
            clears: clears.map(day),
        });
        let notice = said(&welcome, "");
        assert_eq!(notice.title, "Welcome back. 14 waiting");
        assert_eq!(notice.body.lines().next(), Some(wanted));
        assert_eq!(
            labels(&notice),
            [&format!("Start {minutes} min"), "In 1 hour", "Not today"]
        );
    }
}

#[test]
fn the_question_whether_to_go_on_names_a_command_for_each_button() {
    for (unopened, wanted) in [(1, "One"), (3, "Three"), (12, "Twelve"), (13, "13")] {
        let notice = said(&Saying::Ask { unopened }, "");
        assert_eq!(notice.title, "Keep reminding?");
        assert!(
            notice
                .body
                .starts_with(&format!("{wanted} went unopened.\n"))
        );
        let commands = "Weekly: loci pace weekly\nPause: loci pause 30d\nKeep: loci pace daily";
        assert!(notice.body.ends_with(commands), "{}", notice.body);
        assert_eq!(labels(&notice), ["Weekly", "Pause", "Keep"]);
        assert_eq!(notice.click, Some(Action::Open));
    }
}

#[test]
fn at_most_three_topics_are_named_each_once_and_cleaned() {
    let told = |names: &[&str]| topics(names.iter().copied());
    assert_eq!(told(&[]), "");
    assert_eq!(told(&["dict", "dict"]), "dict");
    assert_eq!(told(&["a", "b", "c"]), "a, b, c");
    assert_eq!(told(&["a", "b", "a", "c", "d", "e"]), "a, b, c and 2 more");
    assert_eq!(told(&["\u{1b}[2Ja\nb\u{202e}"]), "a b");
    let long = "x".repeat(64 * 1024);
    assert!(told(&[&long, "b", "c", "d"]).chars().count() < 70);
}

#[test]
fn at_most_three_questions_are_told_short() {
    let long = "y".repeat(64 * 1024);
    let told = questions([long.as_str(), "b\nc", "<b>d</b>", "e"].into_iter());
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0].chars().count(), 80);
    assert_eq!(lines[1..], ["b c", "<b>d</b>"]);
}
