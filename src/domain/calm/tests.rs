//! Silence over its reasons, their ends and their undoing.

use chrono::{NaiveTime, Weekday};

use super::silence::{Around, Ends, Silent};
use super::*;
use crate::domain::day::Calendar;
use crate::domain::hold::{Hold, Holds};
use crate::domain::hours::{FocusHours, Hours};
use crate::domain::remind::Policy;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn calendar() -> Calendar {
    Calendar {
        zone: chrono_tz::Europe::Warsaw,
        rollover: NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
    }
}

fn told(calm: &mut Calm, when: &str, fact: Fact) {
    calm.apply(&calendar().stamp(at(when)), &fact);
}

fn silent(calm: &Calm, when: &str, box_ends: Option<&str>) -> Option<(DateTime<Utc>, String)> {
    let policy = Policy::default();
    let around = Around {
        policy: &policy,
        calendar: calendar(),
        box_ends: box_ends.map(at),
        mock_ends: None,
        focus: None,
        holds: &Holds::new(),
        reviewed: None,
    };
    let silent = calm.silent(at(when), around)?;
    let because: Vec<String> = silent.because.iter().map(ToString::to_string).collect();
    Some((silent.until, because.join(", then ")))
}

fn endable(calm: &Calm, at: DateTime<Utc>) -> Vec<Because> {
    let (policy, holds) = (Policy::default(), Holds::new());
    calm.endable(at, around(&policy, &holds))
}

fn around<'a>(policy: &'a Policy, holds: &'a Holds) -> Around<'a> {
    Around {
        policy,
        calendar: calendar(),
        box_ends: None,
        mock_ends: None,
        focus: None,
        holds,
        reviewed: None,
    }
}

fn check(calm: &Calm, when: &str, expected: Option<(&str, &str)>) {
    let expected = expected.map(|(until, why)| (at(until), why.to_owned()));
    assert_eq!(silent(calm, when, None), expected, "{when}");
}

#[test]
fn all_reasons_are_one_state_that_ends_once() {
    let mut calm = Calm::default();
    check(&calm, "2026-11-24T12:00:00+01:00", None);
    told(
        &mut calm,
        "2026-11-24T21:30:00+01:00",
        Fact::Snooze {
            until: at("2026-11-24T22:30:00+01:00"),
        },
    );
    check(
        &calm,
        "2026-11-24T21:40:00+01:00",
        Some(("2026-11-25T08:00:00+01:00", "snoozed, then quiet hours")),
    );
    check(
        &calm,
        "2026-11-24T22:00:00+01:00",
        Some(("2026-11-25T08:00:00+01:00", "quiet hours")),
    );
    check(&calm, "2026-11-25T08:00:00+01:00", None);
}

#[test]
fn a_pause_can_be_planned_and_resume_ends_it_with_the_snooze() {
    let mut calm = Calm::default();
    told(
        &mut calm,
        "2026-11-24T12:00:00+01:00",
        Fact::Pause {
            from: at("2026-12-24T09:00:00+01:00"),
            until: at("2026-12-27T12:00:00+01:00"),
        },
    );
    check(&calm, "2026-11-24T12:00:00+01:00", None);
    check(
        &calm,
        "2026-12-24T09:00:00+01:00",
        Some(("2026-12-27T12:00:00+01:00", "paused")),
    );
    told(&mut calm, "2026-12-24T10:00:00+01:00", Fact::Resume);
    check(&calm, "2026-12-24T10:00:00+01:00", None);
}

#[test]
fn a_mode_ends_by_itself() {
    let mut calm = Calm::default();
    told(
        &mut calm,
        "2026-11-24T12:00:00+01:00",
        Fact::Mode {
            mode: Mode::Coding,
            until: Some(at("2026-11-24T14:00:00+01:00")),
        },
    );
    check(
        &calm,
        "2026-11-24T13:00:00+01:00",
        Some(("2026-11-24T14:00:00+01:00", "mode coding")),
    );
    assert_eq!(
        calm.mode(at("2026-11-24T13:00:00+01:00"), None).mode,
        Mode::Coding
    );
    assert_eq!(
        calm.mode(at("2026-11-24T14:00:00+01:00"), None).mode,
        Mode::All
    );
    check(&calm, "2026-11-24T14:00:00+01:00", None);
}

#[test]
fn a_mode_for_a_while_gives_way_to_the_one_that_lasts() {
    let mut calm = Calm::default();
    let mode = |mode, until: Option<&str>| Fact::Mode {
        mode,
        until: until.map(at),
    };
    let noon = "2026-11-24T12:00:00+01:00";
    told(&mut calm, noon, mode(Mode::Learning, None));
    told(
        &mut calm,
        noon,
        mode(Mode::Coding, Some("2026-11-24T14:00:00+01:00")),
    );
    assert_eq!(
        calm.mode(at("2026-11-24T13:00:00+01:00"), None).mode,
        Mode::Coding
    );
    assert_eq!(
        calm.mode(at("2026-11-24T14:00:00+01:00"), None).mode,
        Mode::Learning
    );
    told(&mut calm, noon, mode(Mode::All, None));
    assert_eq!(
        calm.mode(at("2026-11-24T13:00:00+01:00"), None).mode,
        Mode::All
    );
}

#[test]
fn the_last_pause_counts_and_resume_leaves_what_is_planned() {
    let mut calm = Calm::default();
    let pause = |from: &str, until: &str| Fact::Pause {
        from: at(from),
        until: at(until),
    };
    let noon = "2026-11-24T12:00:00+01:00";
    let holidays = pause("2026-12-24T00:00:00+01:00", "2026-12-28T00:00:00+01:00");
    told(&mut calm, noon, holidays);
    told(&mut calm, noon, pause(noon, "2026-11-24T17:00:00+01:00"));
    told(&mut calm, noon, pause(noon, "2026-11-24T14:00:00+01:00"));
    check(&calm, noon, Some(("2026-11-24T14:00:00+01:00", "paused")));
    assert_eq!(endable(&calm, at(noon)), [Because::Pause]);
    told(&mut calm, "2026-11-24T13:00:00+01:00", Fact::Resume);
    check(&calm, "2026-11-24T13:00:00+01:00", None);
    assert_eq!(
        calm.pauses_ahead(at(noon)).len(),
        2,
        "one of them ended at 13:00"
    );
    let later = at("2026-11-24T13:00:00+01:00");
    assert_eq!(calm.pauses_ahead(later).len(), 1);
    assert_eq!(endable(&calm, later), [Because::Pause]);
    told(&mut calm, "2026-11-24T13:00:00+01:00", Fact::Resume);
    assert!(calm.pauses_ahead(later).is_empty());
}

#[test]
fn a_running_box_and_the_interview_silence() {
    let calm = Calm::default();
    let running = silent(
        &calm,
        "2026-11-24T12:00:00+01:00",
        Some("2026-11-24T12:10:00+01:00"),
    );
    assert_eq!(
        running,
        Some((
            at("2026-11-24T12:10:00+01:00"),
            "a box is running".to_owned()
        ))
    );
    let policy = Policy {
        interview: Some("2026-11-24T14:00:00".parse().unwrap()),
        ..Policy::default()
    };
    let around = Around {
        policy: &policy,
        calendar: calendar(),
        box_ends: None,
        mock_ends: None,
        focus: None,
        holds: &Holds::new(),
        reviewed: None,
    };
    assert_eq!(calm.silent(at("2026-11-24T12:59:59+01:00"), around), None);
    let during = calm
        .silent(at("2026-11-24T13:00:00+01:00"), around)
        .unwrap();
    assert_eq!(during.until, at("2026-11-24T16:00:00+01:00"));
    assert!(!during.because[0].to_string().contains("interview"));
}

#[test]
fn hours_and_days_that_leave_no_time_free_are_silence_without_an_end() {
    let hours = |from: u32, to: u32| {
        let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        Hours {
            from: clock(from),
            to: clock(to % 24),
        }
    };
    let focus = |days: &[Weekday], from, to| FocusHours {
        days: days.to_vec(),
        hours: hours(from, to),
    };
    let hourly: Vec<Hours> = (0..24).map(|hour| hours(hour, hour + 1)).collect();
    let quiet = "quiet hours fill the whole day";
    let both = "quiet hours and focus hours fill the whole day";
    for (quiet, focus, days, why, keys) in [
        (vec![hours(0, 24)], vec![], vec![], quiet, "notify.quiet"),
        (
            vec![hours(0, 12), hours(12, 24)],
            vec![],
            vec![],
            quiet,
            "notify.quiet",
        ),
        (hourly, vec![], vec![], quiet, "notify.quiet"),
        (
            vec![hours(22, 8)],
            vec![focus(&[], 8, 22)],
            vec![],
            both,
            "notify.quiet notify.focus",
        ),
        (
            vec![hours(10, 8)],
            vec![focus(&[], 8, 12)],
            vec![],
            both,
            "notify.quiet notify.focus",
        ),
        (
            vec![],
            vec![focus(&[Weekday::Tue], 4, 23), focus(&[Weekday::Tue], 23, 5)],
            vec![Weekday::Tue],
            "focus hours and days without reminders fill the whole week",
            "notify.focus notify.days",
        ),
    ] {
        let policy = Policy {
            quiet,
            focus,
            days,
            ..Policy::default()
        };
        let holds = Holds::from([Hold::Locked]);
        let around = around(&policy, &holds);
        // 2026-11-24 is a Tuesday. In the spring the clock changes while it is looked ahead.
        for noon in ["2026-11-24T12:00:00+01:00", "2027-03-23T12:00:00+01:00"] {
            let noon = at(noon);
            let silent = |calm: &Calm| calm.silent(noon, around).unwrap();
            let always = silent(&Calm::default());
            assert_eq!(always.ends, Ends::WithTheSettings, "{why}");
            assert_eq!(
                (always.why().as_str(), always.keys().join(" ")),
                (why, keys.into())
            );
            assert_eq!(always.release, None, "an end of the lock ends nothing");
            // And it says the same at every moment.
            let later = Calm::default().silent(noon + TimeDelta::days(7), around);
            assert!(always.is_as(&later.unwrap()), "{why}");
            let mut calm = Calm::default();
            let until = noon + TimeDelta::days(30);
            calm.apply(&calendar().stamp(noon), &Fact::Pause { from: noon, until });
            assert!(silent(&calm).why().starts_with("paused, then "), "{why}");
        }
    }
    // An hour that is free, once a week, ends it.
    let policy = Policy {
        quiet: vec![hours(1, 24)],
        focus: vec![focus(&[Weekday::Mon, Weekday::Tue, Weekday::Wed], 0, 1)],
        ..Policy::default()
    };
    let holds = Holds::new();
    let silent = Calm::default().silent(at("2026-11-27T12:00:00+01:00"), around(&policy, &holds));
    let silent = silent.unwrap();
    assert_eq!(silent.ends, Ends::ByItself);
    assert_eq!(silent.until, at("2026-11-28T00:00:00+01:00"));
    assert_eq!(silent.keys(), Vec::<&str>::new());
}

/// A reminder that is lost on a locked screen, or disturbs under Do Not Disturb (Feedly-Notifier#76, GNotifier#122).
#[test]
fn what_holds_without_a_known_end_says_what_ends_it_and_only_if_the_config_says_so() {
    let calm = Calm::default();
    let noon = at("2026-11-24T12:00:00+01:00");
    let night = at("2026-11-24T23:00:00+01:00");
    let morning = at("2026-11-25T04:00:00+01:00");
    let mut policy = Policy::default();
    for (hold, why) in [
        (Hold::Locked, Because::Locked),
        (Hold::Idle, Because::Idle),
        (Hold::Dnd, Because::Dnd),
    ] {
        let holds = Holds::from([hold]);
        let silent = Silent {
            until: morning,
            because: vec![why],
            release: Some(hold),
            ends: Ends::ByItself,
        };
        assert_eq!(calm.silent(noon, around(&policy, &holds)), Some(silent));
        // What has a known end is told first.
        let silent = calm.silent(night, around(&policy, &holds)).unwrap();
        assert_eq!(
            (silent.because, silent.release),
            (vec![Because::Quiet], None)
        );
        policy.hold_when.remove(&hold);
        assert_eq!(calm.silent(noon, around(&policy, &holds)), None);
    }
}

#[test]
fn a_box_and_a_mock_hold_until_they_end_if_the_config_says_so() {
    let calm = Calm::default();
    let (noon, end) = (
        at("2026-11-24T12:00:00+01:00"),
        at("2026-11-24T12:10:00+01:00"),
    );
    let holds = Holds::new();
    let mut policy = Policy::default();
    let of = |policy: &Policy, hold| {
        let around = match hold {
            Hold::Mock => Around {
                mock_ends: Some(end),
                ..around(policy, &holds)
            },
            _ => Around {
                box_ends: Some(end),
                ..around(policy, &holds)
            },
        };
        calm.silent(noon, around)
            .map(|silent| (silent.until, silent.because, silent.release))
    };
    for (hold, why) in [(Hold::Box, Because::Box), (Hold::Mock, Because::Mock)] {
        assert_eq!(of(&policy, hold), Some((end, vec![why], None)));
        policy.hold_when.remove(&hold);
        assert_eq!(of(&policy, hold), None);
    }
}

/// Pauses that do not stop reminders (InlitX/streak#115), and reminders at the weekend (remindersdevs/Reminders#57).
#[test]
fn a_day_of_the_week_without_reminders_is_silence_until_the_next_with_some() {
    let policy = Policy {
        days: vec![chrono::Weekday::Mon, chrono::Weekday::Fri],
        ..Policy::default()
    };
    let holds = Holds::new();
    let silent = |when: &str| {
        let silent = Calm::default().silent(at(when), around(&policy, &holds))?;
        Some((silent.until, silent.because))
    };
    let monday = at("2026-11-30T08:00:00+01:00");
    // Friday, and the night after it, which still belongs to it.
    assert_eq!(silent("2026-11-27T21:59:00+01:00"), None);
    assert_eq!(
        silent("2026-11-28T03:00:00+01:00"),
        Some((
            monday,
            vec![Because::Quiet, Because::DayOff, Because::Quiet]
        ))
    );
    assert_eq!(
        silent("2026-11-28T12:00:00+01:00"),
        Some((monday, vec![Because::DayOff, Because::Quiet]))
    );
    assert_eq!(silent("2026-11-30T08:00:00+01:00"), None);
}

#[test]
fn the_mode_of_the_plan_counts_until_the_user_sets_one() {
    let noon = at("2026-11-24T12:00:00+01:00");
    let mut calm = Calm::default();
    let focus = Some(Mode::Interview);
    assert_eq!(calm.mode(noon, focus).mode, Mode::Interview);
    let mode = |mode, until: Option<&str>| Fact::Mode {
        mode,
        until: until.map(at),
    };
    let two = "2026-11-24T14:00:00+01:00";
    told(
        &mut calm,
        "2026-11-24T12:00:00+01:00",
        mode(Mode::Coding, Some(two)),
    );
    assert_eq!(calm.mode(noon, focus).mode, Mode::Coding);
    assert_eq!(calm.mode(at(two), focus).mode, Mode::Interview);
    told(
        &mut calm,
        "2026-11-24T12:00:00+01:00",
        mode(Mode::All, None),
    );
    assert_eq!(calm.mode(at(two), focus).mode, Mode::All);
}

/// One reason was told twice, with another number.
#[test]
fn days_that_go_unopened_are_one_reason_also_where_there_is_one_more_tomorrow() {
    let mut calm = Calm::default();
    for day in ["21", "22", "23", "24"] {
        let remind = Fact::Remind {
            what: Reminder::Digest,
        };
        told(&mut calm, &format!("2026-11-{day}T09:30:00+01:00"), remind);
    }
    let policy = Policy {
        quiet: Vec::new(),
        ..Policy::default()
    };
    let holds = Holds::new();
    let noon = at("2026-11-24T12:00:00+01:00");
    let silent = calm.silent(noon, around(&policy, &holds)).unwrap();
    assert_eq!(silent.because, [Because::BackedOff(3)]);
    assert_eq!(silent.until, at("2026-11-27T04:00:00+01:00"));
}

#[test]
fn resume_ends_one_a_week() {
    let mut calm = Calm::default();
    told(
        &mut calm,
        "2026-11-24T09:30:00+01:00",
        Fact::Remind {
            what: Reminder::Ask,
        },
    );
    told(
        &mut calm,
        "2026-11-24T10:00:00+01:00",
        Fact::Pace { pace: Pace::Weekly },
    );
    check(
        &calm,
        "2026-11-24T10:00:00+01:00",
        Some((
            "2026-12-01T08:00:00+01:00",
            "one reminder a week, then quiet hours",
        )),
    );
    let later = "2026-11-26T10:00:00+01:00";
    assert_eq!(endable(&calm, at(later)), [Because::Weekly]);
    told(&mut calm, later, Fact::Resume);
    check(&calm, later, None);
    assert_eq!(endable(&calm, at(later)), []);
}

#[test]
fn the_next_beginning_of_a_silence_is_known() {
    let mut calm = Calm::default();
    let holds = Holds::new();
    let mut policy = Policy::default();
    let noon = at("2026-11-24T12:00:00+01:00");
    let night = at("2026-11-24T22:00:00+01:00");
    let morning = at("2026-11-25T04:00:00+01:00");
    assert_eq!(calm.begins(noon, around(&policy, &holds)), Some(night));
    policy.interview = Some("2026-11-24T18:00:00".parse().unwrap());
    let hour_before = at("2026-11-24T17:00:00+01:00");
    assert_eq!(
        calm.begins(noon, around(&policy, &holds)),
        Some(hour_before)
    );
    let pause = Fact::Pause {
        from: at("2026-11-24T15:00:00+01:00"),
        until: night,
    };
    told(&mut calm, "2026-11-24T12:00:00+01:00", pause);
    let three = at("2026-11-24T15:00:00+01:00");
    assert_eq!(calm.begins(noon, around(&policy, &holds)), Some(three));
    // 2026-11-25 is a Wednesday.
    let policy = Policy {
        quiet: Vec::new(),
        days: vec![chrono::Weekday::Tue],
        ..Policy::default()
    };
    assert_eq!(
        Calm::default().begins(noon, around(&policy, &holds)),
        Some(morning)
    );
}
