//! Reminders by the real daemon: on a bus of ours with a server of ours, through sleep, hangs and no desktop at
//! all.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::json;

use crate::logind::Logind;
use crate::server::{Bus, Called, Kind, Notify, Server};
use crate::support::{Daemon, Home, Wire};

/// A config whose digest may come at any time of the day, and that is never quiet.
const ALWAYS: &str = "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\ndigest = [\"00:00\"]\n\
                      nudge = \"\"\nquiet = []\n";

fn home(bus: Option<&Bus>, config: &str) -> Home {
    let home = match bus {
        Some(bus) => Home::new().with_env("DBUS_SESSION_BUS_ADDRESS", &bus.address()),
        None => Home::new().with_env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus"),
    };
    let home = home.with_notes();
    home.write(".config/loci/config.toml", config);
    home
}

/// A daemon whose digest is on the screen of a server.
fn reminded(bus: &Bus, config: &str) -> (Home, Daemon, Server, Notify) {
    let server = Server::start(bus, Kind::default());
    let home = home(Some(bus), config);
    let daemon = home.daemon();
    let digest = server.notify();
    (home, daemon, server, digest)
}

/// A named pipe, to wait for what a program writes without looking again and again.
fn pipe(home: &Home, name: &str) -> PathBuf {
    let path = home.path(name);
    let made = Command::new("mkfifo").arg(&path).status().unwrap();
    assert!(made.success());
    path
}

fn lines(pipe: &PathBuf) -> Vec<String> {
    let lines = BufReader::new(File::open(pipe).unwrap()).lines();
    lines.map(Result::unwrap).collect()
}

/// Waits until a notification is told to be so.
fn until(watch: &mut Wire, state: &str) {
    while watch.event("notice")["state"] != state {}
}

#[test]
fn the_digest_is_discreet_and_goes_when_nothing_is_due_from_anywhere() {
    let Some(bus) = Bus::start() else { return };
    let (home, _daemon, server, digest) = reminded(&bus, ALWAYS);
    assert_eq!(digest.title, "15 to recall · about 2 min");
    assert!(digest.body.contains("loci review"), "{}", digest.body);
    assert_eq!((digest.app.as_str(), digest.replaces), ("loci", 0));
    let labels: Vec<&str> = digest
        .actions
        .iter()
        .skip(1)
        .step_by(2)
        .map(String::as_str)
        .collect();
    assert!(
        labels.contains(&"Start") && labels.contains(&"In 1 hour") && labels.contains(&"Not today")
    );
    let prompts = home.loci(&["due", "--json"]).ok().data("due")["prompts"].clone();
    for prompt in prompts.as_array().unwrap() {
        home.loci(&["good", prompt["scope"].as_str().unwrap()]).ok();
    }
    let mut replaced = Vec::new();
    loop {
        match server.called() {
            Called::Notify(update) => replaced.push(update.replaces),
            Called::Close(id) => {
                assert_eq!(id, digest.id);
                break;
            }
        }
    }
    assert!(replaced.iter().all(|id| *id == digest.id), "{replaced:?}");
}

#[test]
fn a_click_opens_the_review_in_the_terminal_of_the_desktop_without_a_shell() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let home = home(Some(&bus), ALWAYS);
    let opened = pipe(&home, "opened");
    let terminal = "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$HOME/opened\"\n";
    home.write("bin/xdg-terminal-exec", terminal);
    let program = home.path("bin/xdg-terminal-exec");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", home.path("bin").display());
    let home = home.with_env("PATH", &path);
    let _daemon = home.daemon();
    let digest = server.notify();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    server.press(digest.id, &digest.key("default"));
    let line = lines(&opened);
    assert_eq!(line.len(), 2, "{line:?}");
    assert!(line[0].ends_with("loci") && line[1] == "review", "{line:?}");
    until(&mut watch, "pressed");
}

#[test]
fn a_click_whose_terminal_fails_leaves_the_reminder() {
    let Some(bus) = Bus::start() else { return };
    let config = format!("{ALWAYS}terminal = [\"/bin/false\"]\n");
    let (home, _daemon, server, digest) = reminded(&bus, &config);
    server.press(digest.id, &digest.key("default"));
    assert_eq!(server.closed(), digest.id);
    let again = server.notify();
    assert!(again.body.contains("type: loci review"), "{}", again.body);
    let status = home.loci(&["status", "--json"]).ok().data("status");
    let trouble = status["notify"]["trouble"].as_str().unwrap();
    assert!(trouble.contains("/bin/false"), "{trouble}");
}

#[test]
fn a_press_on_later_is_a_snooze_that_undo_takes_back_and_a_stale_one_is_nothing() {
    let Some(bus) = Bus::start() else { return };
    let (home, _daemon, server, digest) = reminded(&bus, ALWAYS);
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    server.press(digest.id, &digest.key("snooze"));
    assert_eq!(watch.event("silent")["silent"]["why"], "snooze");
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["silent"]["because"], "snoozed");
    // The same press once more, from a server that has forgotten it.
    server.press(digest.id, &digest.key("open"));
    home.loci(&["undo"]).ok();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert!(status.get("silent").is_none(), "{status}");
}

#[test]
fn no_server_is_told_in_status_and_the_reminder_comes_with_one_and_again_with_the_next() {
    let Some(bus) = Bus::start() else { return };
    let home = home(Some(&bus), ALWAYS);
    let _daemon = home.daemon();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    let notify =
        |home: &Home| home.loci(&["status", "--json"]).ok().data("status")["notify"].clone();
    // The daemon may have told before anybody watched.
    if notify(&home)["pending"] == 0 {
        until(&mut watch, "not_shown");
    }
    let waits = notify(&home);
    assert_eq!(
        (&waits["pending"], &waits["sent_today"]),
        (&json!(1), &json!(0)),
        "{waits}"
    );
    let server = Server::start(&bus, Kind::default());
    let first = server.notify();
    until(&mut watch, "shown");
    server.die();
    let server = Server::start(&bus, Kind::default());
    let second = server.notify();
    assert_eq!(
        (second.title.as_str(), second.replaces),
        (first.title.as_str(), 0)
    );
    assert!(server.rest().is_empty());
}

#[test]
fn a_bus_that_dies_and_comes_back_is_found_again_and_what_was_open_with_it() {
    let Some(mut bus) = Bus::start() else { return };
    let (home, _daemon, server, digest) = reminded(&bus, ALWAYS);
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    bus.die();
    until(&mut watch, "not_shown");
    home.loci(&["good", "python/"]).ok();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["notify"]["pending"], 1, "{status}");
    assert_eq!(status["notify"]["trouble"], "there is no session bus");
    drop(server);
    bus.come_back();
    let server = Server::start(&bus, Kind::default());
    let again = server.notify();
    assert_eq!(again.replaces, 0);
    assert_ne!(again.title, digest.title, "it tells what is due now");
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["notify"]["sent_today"], 1, "{status}");
}

#[test]
fn a_server_that_hangs_delays_no_log_and_shows_the_newest_once_it_wakes() {
    let Some(bus) = Bus::start() else { return };
    let (home, _daemon, server, digest) = reminded(&bus, ALWAYS);
    server.hang();
    let mut wire = home.connect();
    for scope in ["your-house/gate", "your-house/kitchen", "python/basics"] {
        let reply = wire.call("log", &json!({"scopes": [scope], "rating": 3}));
        assert_eq!(reply["reviews"].as_array().unwrap().len(), 1);
    }
    let due = wire.call("status", &json!({}))["due"].clone();
    server.wake();
    let newest = std::iter::from_fn(|| Some(server.notify()))
        .find(|update| update.title.starts_with(&format!("{due} to recall")));
    assert_eq!(newest.unwrap().replaces, digest.id);
}

#[test]
fn where_there_is_no_desktop_the_command_carries_the_reminder_as_arguments() {
    let home = home(None, "");
    let told = pipe(&home, "told");
    let command = "#!/bin/sh\nprintf '%s\\n' \"$@\" \"$LOCI_SUBJECT\" > \"$HOME/told\"\n";
    home.write("bin/tell", command);
    let program = home.path("bin/tell");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let config = format!(
        "{ALWAYS}command = [\"{0}\", \"--to me; $HOME\"]\nwithdraw = [\"{0}\", \"back\"]\n",
        program.display()
    );
    home.write(".config/loci/config.toml", &config);
    let _daemon = home.daemon();
    let line = lines(&told);
    assert_eq!(line[0], "--to me; $HOME");
    assert_eq!(line[1], "15 to recall · about 2 min");
    assert_eq!(line.last().unwrap(), "reminder");
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    home.loci(&["box", "recall", "dict", "--limit", "1s"]).ok();
    watch.event("stop");
    assert_eq!(lines(&told)[1], "STOP");
    // Nothing is due any more: the command takes it back.
    for top in [
        "python",
        "advanced-python",
        "dict",
        "your-house",
        "office-desk",
        "company-workflow",
        "dictionary-door",
    ] {
        home.loci(&["suspend", top]).ok();
    }
    assert_eq!(lines(&told), ["back", "reminder"]);
}

#[test]
fn a_sleep_over_the_time_of_the_digest_gives_one_digest_at_the_wake() {
    let (Some(bus), Some(system)) = (Bus::start(), Bus::start()) else {
        return;
    };
    let logind = Logind::start(&system);
    let server = Server::start(&bus, Kind::default());
    let config = "notes = [\"~/notes\"]\n[notify]\ndigest = [\"09:30\"]\nnudge = \"\"\n";
    let home = home(Some(&bus), config).with_env("DBUS_SYSTEM_BUS_ADDRESS", &system.address());
    let Some(home) = home.with_clock("2090-11-23 08:30:00") else {
        return;
    };
    let _daemon = home.daemon();
    // Once it is told of a lock it would be told of a sleep.
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    logind.sits(Some("2"), "wayland");
    for is in [true, false] {
        logind.lock("2", is);
        watch.event("silent");
    }
    home.set_clock("2090-11-24 07:00:00");
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert_eq!(status["silent"]["why"], "quiet", "{status}");
    assert!(server.rest().is_empty());
    // Three days asleep; the machine wakes after the time of the digest.
    home.set_clock("2090-11-27 10:15:00");
    logind.sleeps();
    logind.wakes();
    let digest = server.notify();
    assert!(digest.title.contains("to recall"), "{}", digest.title);
    logind.sleeps();
    logind.wakes();
    home.loci(&["status"]).ok();
    assert!(server.rest().is_empty());
    // The clock is set back an hour, and forward again.
    for time in ["2090-11-27 09:15:00", "2090-11-27 10:20:00"] {
        home.set_clock(time);
        logind.wakes();
        home.loci(&["status"]).ok();
    }
    assert!(server.rest().is_empty());
}

#[test]
fn on_a_full_disk_reading_goes_on_stop_comes_and_all_heals_without_a_restart() {
    let Some(bus) = Bus::start() else { return };
    let (home, daemon, server, _digest) = reminded(&bus, ALWAYS);
    let mut wire = home.connect();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    wire.call(
        "box_start",
        &json!({"kind": "recall", "topic": "dict", "limit_secs": 2}),
    );
    // As if the disk were full: no file of the daemon's may grow (setrlimit(2): EFBIG, and SIGXFSZ before it).
    let limit = |bytes: Option<u64>| {
        let pid = Pid::from_raw(i32::try_from(daemon.pid()).unwrap());
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        prlimit(pid, Resource::Fsize, limit).unwrap();
    };
    limit(Some(1));
    let refused = home.loci(&["good", "your-house/gate"]);
    assert_eq!(refused.code, 74, "{refused:?}");
    home.loci(&["due"]).ok();
    watch.event("stop");
    let stop = std::iter::from_fn(|| Some(server.called())).find_map(|called| match called {
        Called::Notify(notify) if notify.title == "STOP" => Some(notify),
        Called::Notify(_) | Called::Close(_) => None,
    });
    assert_eq!(stop.unwrap().expire, 0);
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert!(status["daemon"]["trouble"].is_string(), "{status}");
    limit(None);
    home.loci(&["good", "your-house/gate"]).ok();
    let status = home.loci(&["status", "--json"]).ok().data("status");
    assert!(status["daemon"].get("trouble").is_none(), "{status}");
}
