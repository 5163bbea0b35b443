//! Reminders that become fewer, and come back: days off, what goes unopened, one a week, a welcome.

use super::*;

/// Reminders at the weekend (remindersdevs/Reminders#57).
#[test]
fn on_days_of_the_week_without_reminders_none_comes_and_a_weekend_is_no_absence() {
    let mut world = away();
    world.policy.days = vec![Mon, Tue, Wed, Thu, Fri];
    world.reviewed = Some(at("2026-11-06T12:00:00+01:00"));
    let told = world.run("2026-11-07T04:00:00+01:00", "2026-11-10T12:00:00+01:00");
    assert_eq!(
        days_of(&told),
        days(&[("11-09", Reminder::Digest), ("11-10", Reminder::Digest)])
    );
}

/// Notification fatigue: what is never opened gets muted for ever (qatrackplus#502).
#[test]
fn reminders_that_go_unopened_become_fewer_then_ask_once_and_then_come_weekly() {
    let mut world = away();
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-26T12:00:00+01:00");
    let expected = [
        ("11-02", Reminder::Digest),
        ("11-03", Reminder::Digest),
        ("11-04", Reminder::Digest),
        ("11-07", Reminder::Welcome),
        ("11-10", Reminder::Ask),
        ("11-17", Reminder::Welcome),
        ("11-24", Reminder::Welcome),
    ];
    assert_eq!(days_of(&told), days(&expected));
    let thursday = at("2026-11-26T12:00:00+01:00");
    let silent = world.calm.silent(thursday, world.sight().around).unwrap();
    assert_eq!(silent.until, at("2026-12-01T08:00:00+01:00"));
    assert_eq!(
        silent.because[0].to_string(),
        "reminders went unopened on 7 days"
    );

    // Any sign of life brings back one a day.
    for sign in ["review", "open", "resume", "keep"] {
        let mut world = away();
        world.run("2026-11-02T04:00:00+01:00", "2026-11-12T12:00:00+01:00");
        let noon = "2026-11-12T12:00:00+01:00";
        match sign {
            "review" => world.reviewed = Some(at(noon)),
            "open" => world.told(at(noon), Fact::Opened),
            "resume" => world.told(at(noon), Fact::Resume),
            _ => world.told(at(noon), Fact::Pace { pace: Pace::Daily }),
        }
        let told = world.run(noon, "2026-11-13T12:00:00+01:00");
        assert_eq!(
            days_of(&told),
            days(&[("11-12", Reminder::Digest), ("11-13", Reminder::Digest)]),
            "{sign}"
        );
    }
}

#[test]
fn a_day_on_which_something_was_reviewed_counts_as_opened_and_zero_is_never() {
    let mut world = away();
    world.run("2026-11-02T04:00:00+01:00", "2026-11-03T12:00:00+01:00");
    world.reviewed = Some(at("2026-11-03T08:00:00+01:00"));
    let told = world.run("2026-11-04T04:00:00+01:00", "2026-11-09T12:00:00+01:00");
    let expected = [
        ("11-04", Reminder::Digest),
        ("11-05", Reminder::Digest),
        ("11-06", Reminder::Digest),
        ("11-09", Reminder::Welcome),
    ];
    assert_eq!(days_of(&told), days(&expected));
    let mut world = away();
    world.policy.back_off_after = 0;
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-30T12:00:00+01:00");
    assert_eq!(told.len(), 29);
    assert!(told.iter().all(|(_, what)| *what == Reminder::Digest));
}

#[test]
fn fewer_means_no_nudge_and_no_second_digest() {
    let mut world = away();
    world.policy.nudge = Some(clock("17:00:00"));
    world.policy.digest.push(DigestAt::Time(clock("14:00:00")));
    world.policy.max_per_day = 3;
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-08T03:00:00+01:00");
    assert_eq!(told.len(), 3 * 3 + 1);
}

/// The last days before an interview are those on which a lost reminder costs most.
#[test]
fn in_the_last_two_weeks_before_an_interview_reminders_do_not_become_fewer() {
    let mut world = away();
    world.policy.interview = Some("2026-11-20T14:00:00".parse().unwrap());
    let told = world.run("2026-11-02T04:00:00+01:00", "2026-11-24T12:00:00+01:00");
    let told: Vec<String> = days_of(&told).into_iter().map(|(day, _)| day).collect();
    let expected: Vec<String> = (2..=4)
        .chain(6..=20)
        .chain([23])
        .map(|day| format!("11-{day:02}"))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(
        world.calm.digest.map(|digest| digest.day),
        Some("2026-11-23".parse().unwrap())
    );
}

#[test]
fn who_wants_one_a_week_gets_one_a_week_until_he_resumes() {
    let mut world = away();
    world.policy.nudge = Some(clock("17:00:00"));
    world.run("2026-11-02T04:00:00+01:00", "2026-11-10T10:00:00+01:00");
    let pace = Fact::Pace { pace: Pace::Weekly };
    world.told(at("2026-11-10T10:00:00+01:00"), pace);
    let told = world.run("2026-11-10T10:00:00+01:00", "2026-11-26T12:00:00+01:00");
    let told: Vec<String> = days_of(&told).into_iter().map(|(day, _)| day).collect();
    assert_eq!(told, ["11-17", "11-24"]);
    world.told(at("2026-11-26T12:00:00+01:00"), Fact::Resume);
    let told = world.run("2026-11-26T12:00:00+01:00", "2026-11-27T12:00:00+01:00");
    assert_eq!(
        told.len(),
        3,
        "a digest and a nudge, and the next day another: {told:?}"
    );
}

/// After a vacation an avalanche (obsidian-spaced-repetition users stop there): what it costs to come back is said.
#[test]
fn after_some_days_without_a_word_from_either_side_the_digest_welcomes() {
    let table = [
        // The last review, the pause until, the reminder at its end.
        (
            Some("2026-11-20T10:00:00+01:00"),
            "11-23",
            Reminder::Welcome,
        ),
        (Some("2026-11-20T10:00:00+01:00"), "11-22", Reminder::Digest),
        (None, "11-23", Reminder::Digest),
    ];
    for (reviewed, until, expected) in table {
        let mut world = World::new();
        world.policy.nudge = None;
        world.reviewed = reviewed.map(at);
        let pause = Fact::Pause {
            from: at("2026-11-20T09:00:00+01:00"),
            until: at(&format!("2026-{until}T04:00:00+01:00")),
        };
        world.told(at("2026-11-20T09:00:00+01:00"), pause);
        let told = world.run("2026-11-20T09:00:00+01:00", "2026-11-23T12:00:00+01:00");
        assert_eq!(
            days_of(&told)[0],
            (until.to_owned(), expected),
            "{reviewed:?}"
        );
    }
}

/// A review counts for the day on which it was made where it was made: a flight does not make it another.
#[test]
fn a_flight_does_not_move_the_day_of_a_review() {
    let mut world = away();
    world.policy.back_off_after = 2;
    // Late on Sunday in Warsaw, which is Monday in Auckland.
    world.reviewed = Some(at("2026-11-01T20:00:00+01:00"));
    let made = world.sight().around.reviewed;
    for day in ["2026-11-02", "2026-11-03"] {
        let what = Reminder::Digest;
        world.told(at(&format!("{day}T09:30:00+01:00")), Fact::Remind { what });
    }
    world.zone = chrono_tz::Pacific::Auckland;
    let mut sight = world.sight();
    sight.around.reviewed = made;
    let noon = at("2026-11-04T12:00:00+13:00");
    assert_eq!(judge(sight, noon), None);
    assert!(sight.calm.silent(noon, sight.around).is_some());
}
