//! What the verbs of quiet ask, refuse and tell.

use serde_json::{Value, json};

use super::*;
use crate::cli::args::calm::ModeName;
use crate::cli::fake::Fake;
use crate::cli::render::out::Form;
use crate::ipc::protocol::PauseInfo;

const LATER: &str = "2096-11-22T15:00:00+00:00";

fn granting(method: &str, params: &Value) -> Result<Value, Value> {
    let until = params["until"].as_str().unwrap_or(LATER);
    let silent = json!({"until": until, "because": "snoozed", "why": "snooze"});
    Ok(match method {
        "snooze" => json!({"until": until, "silent": silent, "batch": params["batch_id"]}),
        "pause" => json!({"from": params["from"].as_str().unwrap_or("2026-01-01T00:00:00+00:00"),
            "until": until, "batch": params["batch_id"]}),
        "resume" => json!({"ended": ["snooze"], "batch": params["batch_id"]}),
        other => {
            assert_eq!(other, "mode");
            let mode = params["mode"].as_str().unwrap_or("all");
            let mut reply = json!({"mode": mode, "held": 6});
            if params["mode"].is_string() {
                reply["batch"] = params["batch_id"].clone();
            }
            reply
        }
    })
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn now() -> Now {
    Now {
        at: "2026-11-22T13:00:00Z".parse().unwrap(),
        ..crate::clock::now(chrono_tz::Europe::Warsaw)
    }
}

fn silent(until: &str, because: &str) -> Silent {
    Silent {
        until: until.to_owned(),
        because: because.to_owned(),
        why: "snooze".to_owned(),
        release: None,
        keys: Vec::new(),
    }
}

#[test]
fn a_snooze_asks_for_a_time_ahead_and_is_echoed_with_its_undo() {
    let mut fake = Fake::new(Form::Text, granting);
    let args = SnoozeArgs {
        until: words("1h 30m"),
    };
    snooze(&mut fake.context, &args).unwrap();
    snooze(&mut fake.context, &SnoozeArgs { until: vec![] }).unwrap();
    let [first, second] = fake.asked("snooze").try_into().unwrap();
    let until: DateTime<Utc> = first["until"].as_str().unwrap().parse().unwrap();
    let ahead = until - crate::clock::wall();
    assert!((5_395..=5_400).contains(&ahead.num_seconds()), "{ahead}");
    assert!(first["batch_id"].is_string());
    assert!(second.get("until").is_none());
    let text = fake.stdout.text();
    assert!(text.starts_with("silent until "), "{text}");
    assert!(text.ends_with(": snoozed\nundo: loci undo\n"), "{text}");
}

#[test]
fn what_is_over_is_exit_2_and_asks_nothing() {
    for text in ["0m", "10 min ago", "yesterday", "soon"] {
        let mut fake = Fake::new(Form::Text, granting);
        let args = SnoozeArgs { until: words(text) };
        let trouble = snooze(&mut fake.context, &args).unwrap_err();
        assert_eq!(trouble.exit(), Exit::Usage, "{text}");
        let args = PauseArgs { when: words(text) };
        let trouble = pause(&mut fake.context, &args).unwrap_err();
        assert_eq!(trouble.exit(), Exit::Usage, "{text}");
        assert!(fake.asked("snooze").is_empty() && fake.asked("pause").is_empty());
    }
}

#[test]
fn a_pause_ahead_says_both_ends_and_the_last_day() {
    let mut fake = Fake::new(Form::Text, granting);
    let args = PauseArgs {
        when: words("2096-12-24 .. 2096-12-27"),
    };
    pause(&mut fake.context, &args).unwrap();
    let asked = fake.asked("pause").pop().unwrap();
    assert!(
        asked["from"]
            .as_str()
            .unwrap()
            .starts_with("2096-12-24T04:00:00")
    );
    assert!(
        asked["until"]
            .as_str()
            .unwrap()
            .starts_with("2096-12-28T04:00:00")
    );
    assert_eq!(
        fake.stdout.text(),
        "pause from 04:00 Mon 24 Dec 2096 until 04:00 Fri 28 Dec 2096, Thu 27 Dec 2096 included\n\
         undo: loci undo\n"
    );
}

#[test]
fn two_reasons_that_end_apart_are_both_told() {
    let until = "2026-11-22T15:00:00+01:00";
    let told =
        |silent: Option<&Silent>| with_silence("snoozed until X".into(), until, silent, &now());
    assert_eq!(
        told(Some(&silent("2026-11-22T14:00:00Z", "snoozed"))),
        "silent until 15:00 today: snoozed\n"
    );
    assert_eq!(
        told(Some(&silent("2026-11-23T08:00:00+01:00", "quiet hours"))),
        "snoozed until X\nsilent until 08:00 tomorrow: quiet hours\n"
    );
    assert_eq!(told(None), "snoozed until X\n");
}

#[test]
fn what_is_replaced_is_told_with_the_undo_that_brings_it_back() {
    let vacation = PauseInfo {
        from: "2026-12-24T04:00:00+01:00".to_owned(),
        until: "2026-12-28T04:00:00+01:00".to_owned(),
    };
    let by = |from: &str| PauseReply {
        from: from.to_owned(),
        until: "2026-12-30T04:00:00+01:00".to_owned(),
        replaced: Vec::new(),
        resumable: false,
        silent: None,
        batch: uuid::Uuid::nil(),
    };
    let told = |pause: &PauseInfo, from: &str| replaced_pause(pause, &by(from), &now());
    assert_eq!(
        told(&vacation, "2026-11-22T14:00:00+01:00"),
        "the pause from 04:00 Thu 24 Dec until 04:00 Mon 28 Dec"
    );
    assert_eq!(
        told(&vacation, "2026-12-26T04:00:00+01:00"),
        "the rest of the pause from 04:00 Thu 24 Dec until 04:00 Mon 28 Dec"
    );
    let running = PauseInfo {
        from: "2026-11-20T04:00:00+01:00".to_owned(),
        ..vacation
    };
    assert_eq!(
        told(&running, "2026-11-22T14:00:00+01:00"),
        "the pause until 04:00 Mon 28 Dec"
    );
    let replacing = |method: &str, params: &Value| {
        let mut reply = granting(method, params)?;
        reply["replaced"] = match method {
            "snooze" => json!(LATER),
            "pause" => json!([{"from": LATER, "until": LATER}]),
            _ => json!({"mode": "revision", "until": LATER}),
        };
        Ok(reply)
    };
    let mut fake = Fake::new(Form::Text, replacing);
    snooze(&mut fake.context, &SnoozeArgs { until: vec![] }).unwrap();
    pause(&mut fake.context, &PauseArgs { when: vec![] }).unwrap();
    let args = ModeArgs {
        mode: Some(ModeName::Coding),
        until: vec![],
    };
    mode(&mut fake.context, &args).unwrap();
    let text = fake.stdout.text();
    let told: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("this "))
        .collect();
    let later = "15:00 Thu 22 Nov 2096";
    assert_eq!(
        told,
        [
            &format!("this replaces the snooze until {later}"),
            &format!("this replaces the pause from {later} until {later}"),
            &format!("this replaces mode revision until {later}"),
        ]
    );
    assert_eq!(text.matches("undo: loci undo\n").count(), 3, "{text}");
}

#[test]
fn resume_is_named_only_where_it_takes_back_the_pause_and_nothing_else() {
    let mut reply = PauseReply {
        from: "2026-11-22T14:00:00+01:00".to_owned(),
        until: "2026-11-23T04:00:00+01:00".to_owned(),
        replaced: Vec::new(),
        resumable: true,
        silent: None,
        batch: uuid::Uuid::nil(),
    };
    assert_eq!(
        pause_undone(&reply, &now()),
        "undo: loci undo, or loci resume\n"
    );
    reply.resumable = false;
    assert_eq!(pause_undone(&reply, &now()), "undo: loci undo\n");
}

#[test]
fn a_pause_within_a_longer_one_says_from_when_reminders_come_again() {
    let mut reply = PauseReply {
        from: "2026-12-25T09:00:00+01:00".to_owned(),
        until: "2026-12-25T17:00:00+01:00".to_owned(),
        replaced: vec![PauseInfo {
            from: "2026-11-20T04:00:00+01:00".to_owned(),
            until: "2027-01-03T04:00:00+01:00".to_owned(),
        }],
        resumable: false,
        silent: None,
        batch: uuid::Uuid::nil(),
    };
    assert_eq!(
        pause_undone(&reply, &now()),
        "this replaces the rest of the pause until 04:00 Sun 3 Jan 2027: \
         reminders come again from 17:00 Fri 25 Dec\nundo: loci undo\n"
    );
    // The same moment, written with another offset.
    reply.until = "2027-01-03T03:00:00Z".to_owned();
    assert_eq!(
        pause_undone(&reply, &now()),
        "this replaces the rest of the pause until 04:00 Sun 3 Jan 2027\nundo: loci undo\n"
    );
}

#[test]
fn a_pace_is_told_or_changed() {
    let mut reply = PaceReply {
        pace: "weekly".to_owned(),
        next: Some("2026-11-29".to_owned()),
        silent: None,
        batch: Some(uuid::Uuid::nil()),
    };
    assert_eq!(
        pace_text(&reply, &now()),
        "one reminder a week; the next comes on Sun 29 Nov\nundo: loci undo\n"
    );
    for day in ["2026-11-22", "2026-11-21"] {
        reply.next = Some(day.to_owned());
        assert_eq!(
            pace_text(&reply, &now()),
            "one reminder a week; the next comes today\nundo: loci undo\n",
            "{day}"
        );
    }
    reply.pace = "daily".to_owned();
    reply.next = None;
    reply.batch = None;
    reply.silent = Some(silent("2026-11-23T08:00:00+01:00", "quiet hours"));
    assert_eq!(
        pace_text(&reply, &now()),
        "one reminder a day\nsilent until 08:00 tomorrow: quiet hours\n"
    );
}

#[test]
fn resume_says_what_ended_and_what_still_holds() {
    let mut reply = ResumeReply {
        ended: vec!["snooze".to_owned(), "pause".to_owned()],
        planned: Vec::new(),
        stays: Vec::new(),
        silent: Some(silent("2026-11-23T08:00:00+01:00", "quiet hours")),
        batch: None,
    };
    assert_eq!(
        resumed(&reply, &now()),
        "ended: snooze, pause\nstill silent until 08:00 tomorrow: quiet hours\nundo: loci undo\n"
    );
    reply.silent = None;
    reply.ended = vec!["pause".to_owned()];
    reply.planned = vec![PauseInfo {
        from: "2026-12-24T04:00:00+01:00".to_owned(),
        until: "2026-12-28T04:00:00+01:00".to_owned(),
    }];
    assert_eq!(
        resumed(&reply, &now()),
        "ended: the pause that was planned from 04:00 Thu 24 Dec until 04:00 Mon 28 Dec\nundo: loci undo\n"
    );
    reply.stays = std::mem::take(&mut reply.planned);
    assert_eq!(
        resumed(&reply, &now()),
        "ended: pause\nstill planned: a pause from 04:00 Thu 24 Dec until 04:00 Mon 28 Dec\nundo: loci undo\n"
    );
    reply.stays.clear();
    reply.ended.clear();
    assert_eq!(
        resumed(&reply, &now()),
        "nothing to resume: no snooze and no pause\n"
    );
}

#[test]
fn a_mode_is_told_or_changed() {
    let mut fake = Fake::new(Form::Text, granting);
    let mut args = ModeArgs {
        mode: None,
        until: vec![],
    };
    mode(&mut fake.context, &args).unwrap();
    args.mode = Some(ModeName::Coding);
    args.until = words("2h");
    mode(&mut fake.context, &args).unwrap();
    let [first, second] = fake.asked("mode").try_into().unwrap();
    assert_eq!(first, json!({}));
    assert_eq!(second["mode"], "coding");
    assert!(second["until"].is_string() && second["batch_id"].is_string());
    assert_eq!(
        fake.stdout.text(),
        "mode all; 6 loci held\nmode coding; 6 loci held\nundo: loci undo\n"
    );
}

#[test]
fn the_end_of_a_mode_is_told() {
    let reply = ModeReply {
        mode: "coding".to_owned(),
        until: Some("2026-11-23T04:00:00+01:00".to_owned()),
        replaced: None,
        held: 1,
        silent: Some(silent("2026-11-23T04:00:00+01:00", "quiet hours")),
        batch: None,
    };
    assert_eq!(
        mode_text(&reply, &now()),
        "mode coding until 04:00 tomorrow; 1 locus held\nsilent until 04:00 tomorrow: quiet hours\n"
    );
    let by_mode = Silent {
        why: "mode".to_owned(),
        ..silent("2026-11-23T04:00:00+01:00", "mode coding")
    };
    let reply = ModeReply {
        silent: Some(by_mode),
        ..reply
    };
    assert_eq!(
        mode_text(&reply, &now()),
        "silent until 04:00 tomorrow: mode coding; 1 locus held\n"
    );
}

#[test]
fn a_silence_without_a_known_end_says_what_ends_it() {
    let told = |release: &str| {
        let silent = Silent {
            release: Some(release.to_owned()),
            ..silent("2026-11-23T04:00:00+01:00", "the screen is locked")
        };
        silence(&silent, &now())
    };
    assert_eq!(
        told("unlock"),
        "silent until you unlock: the screen is locked"
    );
    assert!(told("activity").starts_with("silent until you are back: "));
    assert!(told("dnd_off").starts_with("silent until do not disturb ends: "));
    let filled = Silent {
        release: Some("config".to_owned()),
        keys: vec!["notify.quiet".to_owned(), "notify.focus".to_owned()],
        ..silent(
            "2026-12-01T04:00:00+01:00",
            "quiet hours and focus hours fill the whole day",
        )
    };
    assert_eq!(
        silence(&filled, &now()),
        "silent until you change notify.quiet or notify.focus: quiet hours and focus hours fill the whole day"
    );
    // Of a newer daemon.
    assert!(told("dawn").starts_with("silent until 04:00 tomorrow: "));
}

#[test]
fn a_stretch_where_only_an_end_fits_names_the_pause() {
    let mut fake = Fake::new(Form::Text, granting);
    let mut of_snooze = |text: &str| {
        let until = words(text);
        let error = snooze(&mut fake.context, &SnoozeArgs { until });
        error.unwrap_err().to_string()
    };
    for (text, like) in [
        ("18-20", "18:00-20:00"),
        ("18:00-20:00", "18:00-20:00"),
        ("from 6pm to 8pm", "from 6pm to 8pm"),
        ("6pm-8", "6pm-8pm"),
        ("fri..", "18:00-20:00"),
    ] {
        assert_eq!(
            of_snooze(text),
            format!(
                "`{text}`: a snooze has only an end, such as 20:00; from when to when is `loci pause {like}`"
            )
        );
    }
    assert!(of_snooze("soon").contains("is no time"));
    let args = ModeArgs {
        mode: Some(ModeName::Coding),
        until: words("18-20"),
    };
    let error = mode(&mut fake.context, &args).unwrap_err().to_string();
    assert!(
        error.starts_with("`18-20`: a mode has only an end"),
        "{error}"
    );
}

#[test]
fn a_pause_until_a_day_says_whether_that_day_is_in_it() {
    let now = now();
    let said = |text: &str| {
        let calendar = crate::domain::day::Calendar {
            zone: now.zone,
            rollover: chrono::NaiveTime::from_hms_opt(4, 0, 0).unwrap(),
        };
        let stretch = ahead::stretch(text, &now, &calendar).unwrap();
        let reply = PauseReply {
            from: when::rfc3339(stretch.from.unwrap_or(now.at), &now),
            until: when::rfc3339(stretch.until, &now),
            batch: batch_id(now.at),
            replaced: Vec::new(),
            resumable: false,
            silent: None,
        };
        paused(&reply, stretch.day, &now)
    };
    for (text, expected) in [
        (
            "today",
            "paused until 04:00 tomorrow, Sun 22 Nov (today) included\n",
        ),
        (
            "tomorrow",
            "paused until 04:00 tomorrow, Mon 23 Nov (tomorrow) not included\n",
        ),
        (
            "sun",
            "paused until 04:00 Sun 29 Nov, Sun 29 Nov not included\n",
        ),
        (
            "..24 dec",
            "paused until 04:00 Fri 25 Dec, Thu 24 Dec included\n",
        ),
        ("2h", "paused until 16:00 today\n"),
        ("tomorrow 9am", "paused until 09:00 tomorrow\n"),
    ] {
        assert_eq!(said(text), expected, "{text}");
    }
}
