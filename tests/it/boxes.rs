//! Boxes and their STOP, with clients that wait and daemons that die.

use std::io::Write;
use std::process::Stdio;

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use rustix::termios::{LocalModes, tcgetattr};

use crate::server::{Bus, Called, Kind, Server};
use crate::support::{Home, Terminal, ran};

#[test]
fn a_waiting_box_ends_with_stop_and_124_and_is_refused_afterwards() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let stopped = home.loci(&["box", "palace", "your house", "--limit", "2s", "--wait"]);
    assert_eq!(stopped.code, 124, "{stopped:?}");
    assert!(
        stopped.stdout.contains("STOP") || stopped.stderr.contains("STOP"),
        "{stopped:?}"
    );
    let refused = home.loci(&["box", "palace", "your house", "--limit", "2s", "--wait"]);
    assert_eq!(refused.code, 5, "{refused:?}");
    let state = home.loci(&["box", "--json"]).ok().data("box");
    assert_eq!(state["state"], "stopped");
}

#[test]
fn stop_reaches_the_notification_server_and_stays() {
    let Some(bus) = Bus::start() else { return };
    let server = Server::start(&bus, Kind::default());
    let home = Home::new()
        .with_env("DBUS_SESSION_BUS_ADDRESS", &bus.address())
        .with_notes();
    let _daemon = home.daemon();
    let stopped = home.loci(&["box", "palace", "your house", "--limit", "2s", "--wait"]);
    assert_eq!(stopped.code, 124, "{stopped:?}");
    let shown = std::iter::from_fn(|| Some(server.called())).find_map(|called| match called {
        Called::Notify(notify) if notify.title == "STOP" => Some(notify),
        Called::Notify(_) | Called::Close(_) => None,
    });
    assert_eq!(shown.unwrap().expire, 0);
}

#[test]
fn a_waiting_client_prints_stop_although_the_daemon_is_killed_and_the_box_is_closed_after_a_restart()
 {
    let home = Home::new().with_notes();
    let daemon = home.daemon();
    // The command answers once it has started its box, so the kill comes after the start.
    let mut watch = home.connect();
    watch.call("watch", &serde_json::json!({}));
    let waiting = home
        .loci_command(&["box", "map", "dict", "--limit", "2s", "--wait"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    watch.event("box_started");
    daemon.kill();
    let output = waiting.wait_with_output().unwrap();
    let said =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(124), "{said}");
    assert!(said.contains("STOP"), "{said}");
    let _again = home.daemon();
    let state = home.loci(&["box", "--json"]).ok().data("box");
    assert_eq!(state["state"], "stopped");
    assert_eq!(home.loci(&["box", "map", "dict"]).code, 5);
}

#[test]
fn a_wrapped_command_that_ends_in_time_gives_its_own_status() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let ended = ran(&mut home.loci_command(&["box", "recall", "dict", "--", "sh", "-c", "exit 7"]));
    assert_eq!(ended.code, 7, "{ended:?}");
    let state = home.loci(&["box", "--json"]).ok().data("box");
    assert_eq!(state["state"], "finished");
}

#[test]
fn a_command_that_has_the_terminal_keeps_it_after_stop_and_leaves_it_sane() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let raw = "stty raw -echo; printf 'screen'; read line; printf 'saved'; exit 3";
    let mut watch = home.connect();
    watch.call("watch", &serde_json::json!({}));
    let mut inside = home
        .loci_command(&["box", "map", "dict", "--limit", "2s", "--", "sh", "-c", raw])
        .stdin(terminal.end())
        .stdout(terminal.end())
        .stderr(terminal.end())
        .spawn()
        .unwrap();
    watch.event("stop");
    let mut said = terminal.until("\x07");
    assert!(said.contains("screen"), "{said:?}");
    assert!(inside.try_wait().unwrap().is_none(), "it waits: {said:?}");
    assert!(!said.contains("STOP:"), "not over a raw screen: {said:?}");
    terminal.ours.write_all(b"x\n").unwrap();
    said.push_str(&terminal.until("STOP: "));
    assert!(said.contains("saved"), "{said:?}");
    assert_eq!(inside.wait().unwrap().code(), Some(124), "{said:?}");
    let modes = tcgetattr(terminal.end()).unwrap().local_modes;
    assert!(modes.contains(LocalModes::ECHO | LocalModes::ICANON));
}

#[test]
fn under_json_what_a_command_writes_is_kept_off_stdout() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let ended = home.loci(&["box", "map", "dict", "--json", "--", "echo", "hello"]);
    assert_eq!(ended.data("box")["state"], "finished");
    assert!(ended.stderr.contains("hello"), "{ended:?}");
}

#[test]
fn a_box_is_cancelled_or_done_from_elsewhere() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let started = home
        .loci(&["box", "map", "a new topic", "--json"])
        .ok()
        .data("box");
    assert_eq!(
        (started["state"].as_str(), started["limit_secs"].as_u64()),
        (Some("running"), Some(600))
    );
    assert_eq!(home.loci(&["box", "map", "dict"]).code, 5, "one at a time");
    assert_eq!(
        home.loci(&["box", "cancel", "--json"]).ok().data("box")["state"],
        "cancelled"
    );
    assert_eq!(
        home.loci(&["box", "map", "dict", "--limit", "11m"]).code,
        5,
        "the cap is never raised"
    );
    home.loci(&["box", "map", "dict"]).ok();
    assert_eq!(
        home.loci(&["box", "done", "--json"]).ok().data("box")["state"],
        "finished"
    );
    assert_eq!(home.loci(&["box", "done"]).code, 5);
}

#[test]
fn a_glance_on_a_terminal_is_taken_away_at_a_key() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let mut terminal = Terminal::new();
    let mut glance = home
        .loci_command(&["glance", "your house"])
        .env("TERM", "xterm-256color")
        .stdin(terminal.end())
        .stdout(terminal.end())
        .stderr(terminal.end())
        .spawn()
        .unwrap();
    let shown = terminal.until("any key");
    assert!(shown.contains("Kitchen"), "{shown:?}");
    terminal.ours.write_all(b" ").unwrap();
    terminal.until("\x1b[?25h");
    assert_eq!(glance.wait().unwrap().code(), Some(0));
    let piped = home.loci(&["glance", "your house"]).ok();
    assert!(piped.stdout.contains("Kitchen"), "{piped:?}");
}

#[test]
fn the_hook_runs_although_a_crowd_of_clients_has_taken_all_descriptors() {
    let home = Home::new().with_notes();
    let told = home.path("told");
    let made = std::process::Command::new("mkfifo").arg(&told).status();
    assert!(made.unwrap().success());
    let hook = format!(
        "[\"sh\", \"-c\", \"echo $LOCI_BOX_TOPIC > '{}'\"]",
        told.display()
    );
    home.write(
        ".config/loci/config.toml",
        &format!("notes = [\"~/notes\"]\n[box]\nhook = {hook}\n"),
    );
    let daemon = home.daemon();
    let mut wire = home.connect();
    wire.call("status", &serde_json::json!({}));
    let start = serde_json::json!({"kind": "recall", "topic": "dict", "limit_secs": 1});
    wire.call("box_start", &start);
    let pid = Pid::from_raw(i32::try_from(daemon.pid()).unwrap());
    let few = Rlimit {
        current: Some(64),
        maximum: Some(64),
    };
    prlimit(pid, Resource::Nofile, few).unwrap();
    let crowd: Vec<_> = (0..100).map(|_| home.connect()).collect();
    let said = std::fs::read_to_string(&told).unwrap();
    assert_eq!(said, "dict\n");
    drop(crowd);
    assert_eq!(wire.call("box", &serde_json::json!({}))["state"], "stopped");
}

#[test]
fn an_editor_that_is_not_there_is_told_before_the_box_starts() {
    let home = Home::new().with_notes();
    let _daemon = home.daemon();
    let ran = home
        .loci_command(&["box", "map", "lists", "--edit"])
        .env("VISUAL", "no-such-editor --wait")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(
        said.contains("$VISUAL (no-such-editor --wait) is not there"),
        "{said}"
    );
    let shown = home.loci(&["box", "--json"]).ok().data("box");
    assert!(shown.is_null(), "{shown}");
}
