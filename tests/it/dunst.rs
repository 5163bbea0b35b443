//! The desktop layer against a real notification server: dunst, on a screen that nobody sees.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};

use loci::domain::hold::{Hold, Holds};
use loci::domain::notice::{Action, Closing, NotShown, Presence, Subject};
use loci::domain::screen::{News, Wish};
use loci::domain::tellers::Dnd;
use rustix::process::{Pid, Signal, kill_process};

use crate::desktop::{Desk, digest, pressed, stop};
use crate::server::Bus;
use crate::support::{Home, Wire, has};

/// dunst and its screen; both are killed when it is dropped.
struct Dunst {
    xvfb: Child,
    dunst: Child,
    bus: String,
    folder: tempfile::TempDir,
}

/// The program of its menu of actions: it takes the one with the label that a file names.
const MENU: &str = "#!/bin/sh\ngrep -m1 \"^#$(cat \"$HOME/choice\") (\"\n";

impl Dunst {
    /// Nothing, and why, where dunst or the screen is not installed.
    fn start(bus: &Bus) -> Option<Dunst> {
        for program in ["dunst", "dunstctl", "Xvfb"] {
            if !has(program) {
                eprintln!("not run: {program} is not installed");
                return None;
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let (menu, config) = (folder.path().join("menu"), folder.path().join("dunstrc"));
        std::fs::write(&menu, MENU).unwrap();
        std::fs::set_permissions(&menu, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(
            &config,
            format!("[global]\nmarkup = full\ndmenu = {}\n", menu.display()),
        )
        .unwrap();
        let mut xvfb = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24"])
            .args(["-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It says its number once it takes clients.
        let mut number = String::new();
        BufReader::new(xvfb.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let dunst = Command::new("dunst")
            .arg("-conf")
            .arg(config)
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", folder.path())
            .env("DISPLAY", format!(":{}", number.trim()))
            .env("DBUS_SESSION_BUS_ADDRESS", bus.address())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Some(Dunst {
            xvfb,
            dunst,
            bus: bus.address(),
            folder,
        })
    }

    /// Runs `dunstctl ARGS`, and returns what it says.
    fn ctl(&self, args: &[&str]) -> String {
        let output = Command::new("dunstctl")
            .args(args)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Opens the menu of what is on the screen, and takes the action with this label.
    fn choose(&self, label: &str) {
        std::fs::write(self.folder.path().join("choice"), label).unwrap();
        self.ctl(&["context"]);
    }
}

impl Drop for Dunst {
    fn drop(&mut self) {
        for child in [&mut self.dunst, &mut self.xvfb] {
            let _killed = child.kill();
            let _reaped = child.wait();
        }
    }
}

#[test]
fn dunst_shows_a_digest_and_a_stop_and_a_click_opens_the_review() {
    let Some(bus) = Bus::start() else { return };
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.presence(), Presence::NoServer);
    let Some(mut dunst) = Dunst::start(&bus) else {
        return;
    };
    let Presence::Server(server) = desk.presence() else {
        panic!("no server")
    };
    assert_eq!(server.name, "dunst");
    assert!(server.can("actions") && server.can("body-markup"));
    let (digest, stop) = (digest(), stop());
    desk.show(&digest);
    desk.shown(&digest);
    assert_eq!(dunst.ctl(&["count", "displayed"]), "1");
    dunst.ctl(&["action", "0"]);
    assert_eq!(desk.news(), pressed(&digest, Action::Open));

    desk.show(&stop);
    let place = desk.shown(&stop);
    desk.show(&stop);
    assert_eq!(desk.shown(&stop), place, "in place");
    assert_eq!(dunst.ctl(&["count", "displayed"]), "1");
    dunst.ctl(&["close"]);
    let News::Closed { subject, how, .. } = desk.news() else {
        panic!("it was closed")
    };
    assert_eq!((subject, how), (Subject::Box, Closing::Dismissed));

    desk.show(&digest);
    desk.shown(&digest);
    desk.wish(Wish::Withdraw(Subject::Reminder));
    desk.show(&stop);
    desk.shown(&stop);
    assert_eq!(dunst.ctl(&["count", "displayed"]), "1");
    dunst.dunst.kill().unwrap();
    assert_eq!(desk.not_shown(&stop), NotShown::Gone);
    assert_eq!(desk.presence(), Presence::NoServer);
}

#[test]
fn a_dunst_that_was_stopped_shows_a_notice_once_when_it_goes_on() {
    let Some(bus) = Bus::start() else { return };
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.presence(), Presence::NoServer);
    let Some(dunst) = Dunst::start(&bus) else {
        return;
    };
    assert!(matches!(desk.presence(), Presence::Server(_)));
    let pid = Pid::from_child(&dunst.dunst);
    kill_process(pid, Signal::STOP).unwrap();
    let (first, second) = (digest(), digest());
    desk.show(&first);
    assert_eq!(desk.not_shown(&first), NotShown::Hangs);
    desk.show(&second);
    assert_eq!(desk.not_shown(&second), NotShown::Hangs);
    kill_process(pid, Signal::CONT).unwrap();
    desk.shown(&second);
    assert_eq!(dunst.ctl(&["count", "displayed"]), "1");
    dunst.ctl(&["action", "0"]);
    assert_eq!(desk.news(), pressed(&second, Action::Open));
}

#[test]
fn a_dunst_that_is_paused_says_so_at_once_and_when_it_goes_on() {
    let Some(bus) = Bus::start() else { return };
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.holds(), Holds::new());
    let Some(dunst) = Dunst::start(&bus) else {
        return;
    };
    assert_eq!(desk.tellers().dnd, Dnd::By("dunst paused"));
    dunst.ctl(&["set-paused", "true"]);
    assert_eq!(desk.holds(), Holds::from([Hold::Dnd]));
    dunst.ctl(&["set-paused", "false"]);
    assert_eq!(desk.holds(), Holds::new());
    dunst.ctl(&["set-paused", "true"]);
    assert_eq!(desk.holds(), Holds::from([Hold::Dnd]));
    drop(dunst);
    assert_eq!(desk.holds(), Holds::new());
}

#[test]
fn a_card_on_dunst_is_answered_by_its_click_and_its_menu() {
    let Some(bus) = Bus::start() else { return };
    let home = Home::new().with_env("DBUS_SESSION_BUS_ADDRESS", &bus.address());
    let Some(home) = home.with_clock("2090-11-27 10:00:00") else {
        return;
    };
    let palace = "# Memory palace: scopes\n\nPalace = House\n\n| Place | Point |\n|---|---|\n\
                  | Gate | local |\n| Hall | enclosing & global |\n";
    home.write("notes/house.md", palace);
    let config = "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\nstyle = \"card\"\n\
                  digest = [\"00:00\"]\nnudge = \"\"\nquiet = []\n";
    home.write(".config/loci/config.toml", config);
    let _daemon = home.daemon();
    home.loci(&["again", "house"]).ok();
    home.set_clock("2090-11-28 10:00:00");
    let mut watch = home.connect();
    watch.call("watch", &serde_json::json!({}));
    let Some(dunst) = Dunst::start(&bus) else {
        return;
    };
    let stands = |watch: &mut Wire| {
        while watch.event("notice")["state"] != "shown" {}
        assert_eq!(dunst.ctl(&["count", "displayed"]), "1");
    };
    let ratings = || {
        let shown = home.loci(&["show", "house/gate", "--history", "--json"]);
        let history = shown.ok().data("show")["history"].clone();
        let rated =
            |review: &serde_json::Value| format!("{} {}", review["source"], review["rating"]);
        let all: Vec<String> = history.as_array().unwrap().iter().map(rated).collect();
        all.join(", ")
    };
    stands(&mut watch);
    dunst.ctl(&["action", "0"]);
    stands(&mut watch);
    assert_eq!(ratings(), "\"log\" 1");
    dunst.choose("Good");
    stands(&mut watch);
    assert_eq!(ratings(), "\"log\" 1, \"card\" 3");
    dunst.choose("Undo");
    stands(&mut watch);
    assert_eq!(ratings(), "\"log\" 1");
    dunst.choose("Hard");
    stands(&mut watch);
    home.loci(&["undo"]).ok();
    stands(&mut watch);
    assert_eq!(ratings(), "\"log\" 1");
    dunst.choose("Show");
    stands(&mut watch);
    dunst.ctl(&["close"]);
    let closed = watch.event("notice");
    assert_eq!(
        (&closed["state"], &closed["detail"]),
        (&"closed".into(), &"dismissed".into())
    );
    assert_eq!(ratings(), "\"log\" 1");
}
