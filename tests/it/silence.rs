//! The one state "silent until X because Y": whatever the reason, every place where a person or a program looks says
//! the same.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::logind::Logind;
use crate::server::{Bus, Kind, Server};
use crate::support::Home;

/// What begins a silence.
enum By {
    /// A command.
    Command(&'static [&'static str]),
    /// A mock interview over what was learnt a moment ago.
    Mock,
    /// Lines of the config, below `[notify]`.
    Config(&'static str),
    /// Quiet hours of the config, from an hour ago for three hours.
    Quiet,
    /// A line of the config under `[plan]`: an interview at this very minute.
    Interview,
    /// Reminders on another day of the week alone.
    OtherDay,
    /// Days on which reminders came and nothing was done, up to yesterday, and what was said then.
    Days(u64, Option<&'static str>),
    /// The session.
    Session(fn(&Logind)),
    /// Do Not Disturb.
    Server,
}

/// Whether the greeting of a shell minds it: whoever opens one is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Greets {
    Yes,
    No,
}

/// Never quiet, and with a digest at any time of the day.
const ALWAYS: &str = "digest = [\"00:00\"]\nnudge = \"\"\n";

fn config(home: &Home, notify: &str, plan: &str) {
    let quiet = if notify.contains("quiet") {
        ""
    } else {
        "quiet = []\n"
    };
    let text = format!(
        "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\n{ALWAYS}{quiet}{notify}[plan]\n{plan}"
    );
    home.write(".config/loci/config.toml", &text);
}

/// A journal in which reminders came on so many days, the last of them yesterday, and what was said on that day.
fn days(today: chrono::NaiveDate, count: u64, said: Option<&str>) -> String {
    let line = |ago: u64, number: u128, time: &str, fact: &Value| {
        let day = today - chrono::Days::new(ago);
        let mut line = fact.clone();
        line["id"] = json!(uuid::Uuid::from_u128(number));
        line["batch"] = json!(uuid::Uuid::from_u128(number + 1000));
        line["at"] = json!(format!("{day}T{time}+00:00"));
        line["day"] = json!(day.to_string());
        format!("{line}\n")
    };
    let reminded = json!({"fact": "remind", "what": "digest"});
    let mut lines = String::new();
    for ago in (1..=count).rev() {
        lines += &line(ago, u128::from(ago), "09:30:00.000", &reminded);
    }
    if let Some(pace) = said {
        let said = json!({"fact": "pace", "pace": pace});
        lines += &line(1, 500, "10:00:00.000", &said);
    }
    lines
}

/// The `silent` of an answer or event: nothing, or an object.
fn silent(of: &Value) -> Value {
    of.get("silent").cloned().unwrap_or_default()
}

/// The next event that tells of a silence.
fn told(watch: &mut crate::support::Wire) -> Value {
    loop {
        let silent = silent(&watch.event("silent"));
        if !silent.is_null() {
            return silent;
        }
    }
}

/// All places say what `status --json` says, in the same words.
fn check(home: &Home, event: &Value, because: &str, greets: Greets) {
    let status = home.loci(&["status", "--json"]).ok().data("status");
    let state = silent(&status);
    assert_eq!(state["because"], because, "{status}");
    for name in ["because", "why", "until", "release", "keys"] {
        assert_eq!(event.get(name), state.get(name), "{name} of the event");
    }
    let doctor = home.loci(&["doctor", "--json"]).data("doctor");
    let format = |format: &str| home.loci(&["status", "--format", format]).ok().stdout;
    let until = format("{silent_until}");
    let until = until.trim();
    assert_eq!(format("{silent}").trim(), because);
    assert!(!until.is_empty(), "{state}");
    let sentence = format!("silent until {until}: {because}");
    let bare = home.loci(&[]).ok().stdout;
    let boxed = status.get("box").is_some();
    // A box is told by itself, with what is left of it.
    let said = if boxed { "left" } else { sentence.as_str() };
    assert!(bare.contains(said), "{because}: {bare}");
    let long = home.loci(&["status"]).ok().stdout;
    let row = long.lines().find(|line| line.starts_with("silent"));
    let row = row.map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!(row.as_deref(), Some(sentence.as_str()), "{long}");
    let checks = doctor["checks"].as_array().unwrap();
    let of =
        |name: &str| checks.iter().find(|check| check["name"] == name).unwrap()["message"].clone();
    let reminders = of("reminders");
    assert!(
        reminders.as_str().unwrap().contains(&sentence),
        "{because}: {reminders}"
    );
    let bar = bar(home);
    assert_eq!(bar["alt"], if boxed { "box" } else { "silent" }, "{bar}");
    assert!(
        bar["class"].as_array().unwrap().contains(&json!("silent")),
        "{because}: {bar}"
    );
    assert!(
        bar["tooltip"].as_str().unwrap().contains(said),
        "{because}: {bar}"
    );
    let greeting = home.loci(&["status", "--greet"]).ok().stdout;
    let expected = match greets {
        Greets::Yes => " · loci review\n",
        Greets::No => "",
    };
    assert!(
        greeting.ends_with(expected) && greeting.is_empty() == expected.is_empty(),
        "{because}: {greeting}"
    );
}

/// The first object of `loci status --waybar`.
fn bar(home: &Home) -> Value {
    let mut child = home
        .loci_command(&["status", "--waybar"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    serde_json::from_str(&line).unwrap()
}

#[test]
fn every_reason_is_told_alike_everywhere() {
    let (Some(session), Some(system)) = (Bus::start(), Bus::start()) else {
        return;
    };
    // Hours that hold all day have no end.
    const QUIET: &str = "quiet = [\"00:00-24:00\"]\n";
    const FOCUS: &str = "focus = [\"00:00-12:00\", \"12:00-00:00\"]\n";
    let locked: fn(&Logind) = |logind| logind.lock("2", true);
    let idle: fn(&Logind) = |logind| logind.idle("2", true);
    for (why, begins, because, greets) in [
        (
            "snooze",
            By::Command(&["snooze", "2h"]),
            "snoozed",
            Greets::No,
        ),
        ("pause", By::Command(&["pause", "2h"]), "paused", Greets::No),
        (
            "mode",
            By::Command(&["mode", "coding", "2h"]),
            "mode coding",
            Greets::No,
        ),
        (
            "box",
            By::Command(&["box", "recall", "dict"]),
            "a box is running",
            Greets::No,
        ),
        ("mock", By::Mock, "a mock is running", Greets::No),
        ("quiet", By::Quiet, "quiet hours", Greets::No),
        (
            "quiet",
            By::Config(QUIET),
            "quiet hours fill the whole day",
            Greets::No,
        ),
        (
            "focus",
            By::Config(FOCUS),
            "focus hours fill the whole day",
            Greets::No,
        ),
        ("interview", By::Interview, "an appointment", Greets::No),
        (
            "day_off",
            By::OtherDay,
            "no reminders on this day of the week",
            Greets::No,
        ),
        (
            "backed_off",
            By::Days(3, None),
            "reminders went unopened on 3 days",
            Greets::No,
        ),
        (
            "weekly",
            By::Days(1, Some("weekly")),
            "one reminder a week",
            Greets::No,
        ),
        (
            "locked",
            By::Session(locked),
            "the screen is locked",
            Greets::Yes,
        ),
        ("idle", By::Session(idle), "nobody is here", Greets::Yes),
        ("dnd", By::Server, "do not disturb is on", Greets::No),
    ] {
        let logind = Logind::start(&system);
        logind.sits(Some("2"), "wayland");
        let kind = Kind {
            inhibited: Some(false),
            ..Kind::default()
        };
        let server = Server::start(&session, kind);
        let home = Home::new()
            .with_env("DBUS_SESSION_BUS_ADDRESS", &session.address())
            .with_env("DBUS_SYSTEM_BUS_ADDRESS", &system.address())
            .with_notes();
        config(&home, "", "");
        let _daemon = home.daemon();
        // All is up: the digest is there, and nothing is silent.
        server.notify();
        let status = home.loci(&["status", "--json"]).ok().data("status");
        assert_eq!(silent(&status), Value::Null, "{why}");
        let greeting = home.loci(&["status", "--greet"]).ok().stdout;
        assert!(greeting.ends_with(" · loci review\n"), "{greeting}");
        let mut watch = home.connect();
        watch.call("watch", &json!({}));
        let now: chrono::NaiveDateTime = {
            let date = home
                .command("date")
                .arg("+%Y-%m-%dT%H:%M:00")
                .output()
                .unwrap();
            String::from_utf8(date.stdout)
                .unwrap()
                .trim()
                .parse()
                .unwrap()
        };
        match begins {
            By::Command(words) => {
                home.loci(words).ok();
            }
            By::Mock => {
                home.loci(&["good", "your house"]).ok();
                home.connect().call("mock_start", &json!({}));
            }
            By::Config(notify) => config(&home, notify, ""),
            By::Quiet => {
                let clock = |hours| (now + chrono::TimeDelta::hours(hours)).format("%H:%M");
                let quiet = format!("quiet = [\"{}-{}\"]\n", clock(-1), clock(2));
                config(&home, &quiet, "");
            }
            By::Interview => {
                let at = now.format("interview = \"%Y-%m-%d %H:%M\"\n").to_string();
                config(&home, "", &at);
            }
            By::OtherDay => {
                let other = (now.date() + chrono::Days::new(3)).format("days = \"%a\"\n");
                config(&home, &other.to_string().to_lowercase(), "");
            }
            By::Days(count, said) => {
                home.write("days.jsonl", &days(now.date(), count, said));
                home.loci(&["import", "days.jsonl", "--from", "journal"])
                    .ok();
            }
            By::Session(does) => does(&logind),
            By::Server => server.inhibit(true),
        }
        let event = told(&mut watch);
        assert_eq!(event["why"], why, "{event}");
        check(&home, &event, because, greets);
        server.die();
        logind.die();
    }
}
