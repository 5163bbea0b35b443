//! The whole of `doctor`, with a daemon and without one.

use serde_json::{Value, json};

use super::*;
use crate::cli::fake::{Fake, error};

fn args(fix: bool) -> DoctorArgs {
    DoctorArgs { notify: false, fix }
}

fn sound(method: &str, _: &Value) -> Result<Value, Value> {
    Ok(match method {
        "hello" => json!({"version": env!("CARGO_PKG_VERSION"), "protocol": 1,
            "pid": std::process::id(), "data_dir": "/no/such/data", "config": "/no/such/c", "demo": false}),
        "status" => crate::cli::tests::status(),
        "doctor" => report(),
        other => return Err(error(-32601, "unknown_method", other, &[])),
    })
}

pub(super) fn report() -> Value {
    json!({
        "desktop": {"state": "no_bus", "why": "no address", "pending": 2,
            "trouble": "there is no session bus", "shown": [], "command": false},
        "reminders": {"sent_today": 1, "max_per_day": 2, "next": "2096-11-22T17:00:00+00:00",
            "mode": "all"},
        "wake": {"boot_secs": 240},
        "clock": {"now": "2026-11-22T14:00:00+00:00", "zone": "Mars/Olympus", "day": "2026-11-22",
            "day_ends": "2026-11-23T04:00:00+00:00"},
        "database": {"path": "/d/loci.db", "bytes": 81_920, "entries": 12, "damage": "a page is missing"},
        "supervisor": {"managed": false, "activated": false}
    })
}

fn shown(fake: &Fake) -> Vec<Check> {
    let shown: Value = serde_json::from_str(&fake.stdout.text()).unwrap();
    assert_eq!(
        (&shown["schema"], &shown["kind"]),
        (&json!(1), &json!("doctor"))
    );
    let checks = shown["data"]["checks"].as_array().unwrap();
    let names = checks.iter().map(|check| Check {
        name: "",
        level: match check["level"].as_str().unwrap() {
            "ok" => Level::Ok,
            "note" => Level::Note,
            "warn" => Level::Warn,
            other => {
                assert_eq!(other, "fail");
                Level::Fail
            }
        },
        message: format!(
            "{}: {}",
            check["name"].as_str().unwrap(),
            check["message"].as_str().unwrap()
        ),
        cure: check["cure"].as_str().map(str::to_owned),
    });
    names.collect()
}

fn of<'a>(checks: &'a [Check], name: &str) -> &'a Check {
    let found = checks
        .iter()
        .find(|check| check.message.starts_with(&format!("{name}: ")));
    found.unwrap_or_else(|| panic!("{name}: {checks:?}"))
}

#[test]
fn without_a_daemon_everything_local_is_still_checked_and_it_is_a_failure() {
    let mut fake = Fake::down(Form::Json);
    assert_eq!(run(&mut fake.context, &args(false)).unwrap(), Exit::Failed);
    let checks = shown(&fake);
    let daemon = of(&checks, "daemon");
    assert_eq!(daemon.cure.as_deref(), Some("loci daemon start"));
    for name in [
        "config", "folders", "private", "disk", "lock", "start", "database", "backups", "spool",
        "notes", "clock", "logind",
    ] {
        assert_ne!(of(&checks, name).level, Level::Fail, "{name}");
    }
}

#[test]
fn what_the_daemon_tells_is_judged_and_each_trouble_has_one_cure() {
    let mut fake = Fake::new(Form::Json, sound);
    assert_eq!(run(&mut fake.context, &args(false)).unwrap(), Exit::Failed);
    let checks = shown(&fake);
    let damage = of(&checks, "database");
    let cure = damage.cure.as_deref().unwrap();
    assert_eq!(damage.level, Level::Fail);
    assert_eq!(
        cure,
        "loci daemon stop && mv /no/such/data /no/such/data.old"
    );
    assert_eq!(
        of(&checks, "clock").cure.as_deref(),
        Some("loci daemon restart")
    );
    let desktop = of(&checks, "desktop");
    assert!(
        desktop
            .message
            .contains("no session bus (no address): 2 notifications not shown yet"),
        "{desktop:?}"
    );
    assert_eq!(
        desktop.cure.as_deref(),
        Some("mkdir -p /no/such && ${EDITOR:-vi} '/no/such/c'")
    );
    assert!(
        checks
            .iter()
            .all(|check| !check.message.starts_with("pending"))
    );
    assert!(
        of(&checks, "reminders")
            .message
            .contains("1 of 2 sent today, next ")
    );
    assert_eq!(of(&checks, "daemon").level, Level::Ok);
    assert!(
        checks
            .iter()
            .all(|check| check.cure.is_some() == (check.level > Level::Note))
    );
}

/// Sound but for the config, which was edited and is refused.
fn refused(method: &str, params: &Value) -> Result<Value, Value> {
    let mut reply = sound(method, params)?;
    match method {
        "status" => {
            let why = "/no/such/c:3: unknown key `digset`";
            reply["daemon"]["config_refused"] = json!(why);
            reply["daemon"]["trouble"] = json!(format!("the config stays as it was: {why}"));
        }
        "doctor" => {
            reply["database"].as_object_mut().unwrap().remove("damage");
        }
        _ => {}
    }
    Ok(reply)
}

#[test]
fn a_refused_config_is_no_trouble_of_the_database() {
    let mut fake = Fake::new(Form::Json, refused);
    run(&mut fake.context, &args(false)).unwrap();
    let checks = shown(&fake);
    assert_eq!(of(&checks, "database").level, Level::Ok, "{checks:?}");
}

#[test]
fn a_damaged_database_is_never_touched_by_fix() {
    let mut fake = Fake::new(Form::Text, sound);
    run(&mut fake.context, &args(true)).unwrap();
    assert!(fake.asked("shutdown").is_empty());
    let text = fake.stdout.text();
    assert!(
        !text.contains("repair") && text.contains("→ loci daemon stop && mv "),
        "{text}"
    );
}

#[test]
fn a_path_is_quoted_for_the_shell_only_where_it_must_be() {
    let fake = Fake::down(Form::Text);
    let place = Place::of(&fake.context.paths, &fake.context.socket);
    assert_eq!(place.shell(Path::new("/a/b.db")), "/a/b.db");
    assert_eq!(place.shell(Path::new("/a b/it's")), "'/a b/it'\\''s'");
}

/// The check of what a click opens, with what the daemon says of the last one.
fn click(config: &str, unopened: Option<&str>) -> Option<Check> {
    let mut report = report();
    report["desktop"]["state"] = json!("server");
    report["desktop"]["pending"] = json!(0);
    report["desktop"]["trouble"] = json!(unopened);
    report["desktop"]["unopened"] = json!(unopened);
    let fake = Fake::new(Form::Text, move |method, params| match method {
        "doctor" => Ok(report.clone()),
        other => sound(other, params),
    });
    std::fs::write(&fake.context.paths.config, config).unwrap();
    let heard = heard::listen(&fake.context);
    assert!(desktop::waiting(&heard).is_none(), "it is told once");
    desktop::click(
        &Place::of(&fake.context.paths, &fake.context.socket),
        &heard,
    )
}

#[test]
fn a_click_that_opened_nothing_comes_with_its_cure() {
    let why = "no terminal was found: set notify.terminal, or install xdg-terminal-exec";
    let check = click("", Some(why)).unwrap();
    assert_eq!(check.level, Level::Warn);
    assert_eq!(
        check.message,
        format!("the last click opened nothing: {why}; until then type: loci review")
    );
    assert!(check.cure.unwrap().contains("config.toml"));
    assert_eq!(click("", None), None);
}

#[test]
fn an_empty_list_to_open_is_named_with_the_command_that_mends_it() {
    for open in ["[]", "[\"\"]"] {
        let config = format!("[notify]\nopen = {open}\n");
        for unopened in [None, Some("notify.open is empty")] {
            let check = click(&config, unopened).unwrap();
            assert!(
                check.message.starts_with("notify.open is empty"),
                "{check:?}"
            );
            assert_eq!(
                check.cure.as_deref(),
                Some("loci config set notify.open '[\"loci\", \"review\"]'")
            );
        }
    }
    assert_eq!(click("", Some("notify.open is empty")), None, "mended");
}
