//! What holds reminders, as the desktop tells it: a session that is locked or idle, Do Not Disturb; with a logind of
//! ours on a bus of the system of ours, and servers of every kind.

use loci::desktop::bus::Buses;
use loci::domain::hold::{Hold, Holds};
use loci::domain::notice::NotShown;
use loci::domain::screen::Wish;
use loci::domain::tellers::{Dnd, Login};
use serde_json::{Value, json};

use crate::desktop::{Desk, digest};
use crate::logind::Logind;
use crate::server::{Bus, Kind, Server};
use crate::support::Home;

const NONE: [Hold; 0] = [];

/// The two buses, and a desktop that knows both.
fn buses() -> Option<(Bus, Bus, Buses)> {
    let (session, system) = (Bus::start()?, Bus::start()?);
    let buses = Buses {
        session: Some(session.address()),
        system: Some(system.address()),
    };
    Some((session, system, buses))
}

fn seated(desk: &mut Desk, id: &str, kind: &str) {
    let (id, kind) = (id.to_owned(), kind.to_owned());
    assert_eq!(desk.tellers().login, Login::Session { id, kind });
}

#[test]
fn a_locked_or_idle_session_holds_until_it_is_neither() {
    let Some((_session, system, buses)) = buses() else {
        return;
    };
    let logind = Logind::start(&system);
    logind.sits(Some("2"), "wayland");
    let mut desk = Desk::with(buses);
    seated(&mut desk, "2", "wayland");
    assert_eq!(desk.holds(), Holds::from(NONE), "also when nothing does");
    logind.lock("2", true);
    assert_eq!(desk.holds(), Holds::from([Hold::Locked]));
    logind.idle("2", true);
    assert_eq!(desk.holds(), Holds::from([Hold::Locked, Hold::Idle]));
    // Of what stays as it was nothing is told.
    logind.lock("2", true);
    logind.sleeps();
    logind.lock("2", false);
    assert_eq!(desk.holds(), Holds::from([Hold::Idle]));
    logind.idle("2", false);
    assert_eq!(desk.holds(), Holds::from(NONE));
}

#[test]
fn what_is_so_when_the_desktop_connects_is_told_at_once() {
    let Some((_session, system, buses)) = buses() else {
        return;
    };
    let logind = Logind::start(&system);
    logind.sits(Some("2"), "x11");
    logind.lock("2", true);
    let mut desk = Desk::with(buses);
    assert_eq!(desk.holds(), Holds::from([Hold::Locked]));
}

#[test]
fn a_login_that_comes_later_is_found_and_only_the_session_that_one_sits_at_counts() {
    let Some((_session, system, buses)) = buses() else {
        return;
    };
    let logind = Logind::start(&system);
    let mut desk = Desk::with(buses);
    assert_eq!(desk.tellers().login, Login::NoSession);
    assert_eq!(desk.holds(), Holds::from(NONE));
    // A terminal that is long untouched is idle for logind, which never says when it no longer is.
    logind.idle("3", true);
    logind.sits(Some("3"), "tty");
    seated(&mut desk, "3", "tty");
    logind.sits(Some("4"), "wayland");
    seated(&mut desk, "4", "wayland");
    logind.lock("3", true);
    logind.idle("4", true);
    assert_eq!(desk.holds(), Holds::from([Hold::Idle]));
    logind.sits(None, "");
    assert_eq!(desk.tellers().login, Login::NoSession);
    assert_eq!(desk.holds(), Holds::from(NONE));
}

#[test]
fn a_logind_that_goes_holds_nothing_and_one_that_comes_is_asked() {
    let Some((_session, mut system, buses)) = buses() else {
        return;
    };
    let mut desk = Desk::with(buses);
    assert!(matches!(desk.tellers().login, Login::None { .. }));
    assert_eq!(desk.holds(), Holds::from(NONE));
    for _ in 0..2 {
        let logind = Logind::start(&system);
        logind.sits(Some("2"), "x11");
        logind.lock("2", true);
        assert_eq!(desk.holds(), Holds::from([Hold::Locked]));
        logind.die();
        assert_eq!(desk.holds(), Holds::from(NONE));
    }
    let logind = Logind::start(&system);
    logind.sits(Some("2"), "x11");
    logind.idle("2", true);
    assert_eq!(desk.holds(), Holds::from([Hold::Idle]));
    system.die();
    assert_eq!(desk.holds(), Holds::from(NONE));
    drop(logind);
    system.come_back();
    let logind = Logind::start(&system);
    logind.sits(Some("2"), "x11");
    logind.idle("2", true);
    desk.wish(Wish::Look);
    assert_eq!(desk.holds(), Holds::from([Hold::Idle]));
}

#[test]
fn a_logind_that_hangs_holds_nothing_and_delays_nothing() {
    let Some((session, system, buses)) = buses() else {
        return;
    };
    let server = Server::start(&session, Kind::default());
    let logind = Logind::start(&system);
    logind.sits(Some("2"), "x11");
    logind.lock("2", true);
    let mut desk = Desk::with(buses);
    assert_eq!(desk.holds(), Holds::from([Hold::Locked]));
    logind.hang();
    logind.lock("2", false);
    let digest = digest();
    desk.show(&digest);
    server.notify();
    assert_eq!(desk.holds(), Holds::from(NONE));
}

#[test]
fn a_server_that_says_inhibited_holds_while_it_does() {
    let Some(bus) = Bus::start() else { return };
    let kind = Kind {
        inhibited: Some(true),
        ..Kind::default()
    };
    let server = Server::start(&bus, kind);
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.holds(), Holds::from([Hold::Dnd]));
    server.inhibit(false);
    assert_eq!(desk.holds(), Holds::from(NONE));
    server.inhibit(true);
    assert_eq!(desk.holds(), Holds::from([Hold::Dnd]));
    // With the server goes what it said.
    server.die();
    assert_eq!(desk.holds(), Holds::from(NONE));
}

#[test]
fn a_server_that_cannot_say_holds_nothing_and_the_next_one_is_asked_anew() {
    let Some(bus) = Bus::start() else { return };
    let _mute = Server::start(&bus, Kind::default());
    let mut desk = Desk::start(&bus);
    assert_eq!(desk.tellers().dnd, Dnd::Unsaid);
    assert_eq!(desk.holds(), Holds::from(NONE));
    let kind = Kind {
        inhibited: Some(true),
        ..Kind::default()
    };
    let _second = Server::start(&bus, kind);
    assert_eq!(desk.holds(), Holds::from([Hold::Dnd]));
}

#[test]
fn a_server_that_hangs_over_do_not_disturb_shows_what_it_is_given_and_holds_nothing() {
    let Some(bus) = Bus::start() else { return };
    let kind = Kind {
        inhibited: Some(true),
        mute: &["GetAll"],
        ..Kind::default()
    };
    let server = Server::start(&bus, kind);
    let mut desk = Desk::with_server(&bus);
    let digest = digest();
    desk.show(&digest);
    desk.shown(&digest);
    server.notify();
    assert_eq!(desk.tellers().dnd, Dnd::Hangs);
    assert_eq!(desk.holds(), Holds::from(NONE));
}

#[test]
fn without_any_bus_nothing_holds_and_that_is_told() {
    let buses = Buses {
        session: Some("unix:path=/nowhere/at/all".to_owned()),
        system: Some("unix:path=/nowhere/at/all".to_owned()),
    };
    let mut desk = Desk::with(buses);
    assert_eq!(desk.holds(), Holds::from(NONE));
    let digest = digest();
    desk.show(&digest);
    assert_eq!(desk.not_shown(&digest), NotShown::NoBus);
}

/// A home whose daemon sees both buses, and whose digest may come at any time of the day.
fn home(session: &Bus, system: &Bus) -> Home {
    let home = Home::new()
        .with_env("DBUS_SESSION_BUS_ADDRESS", &session.address())
        .with_env("DBUS_SYSTEM_BUS_ADDRESS", &system.address())
        .with_notes();
    let config = "notes = [\"~/notes\"]\n[day]\nstarts = \"00:00\"\n[notify]\ndigest = [\"00:00\"]\n\
                  nudge = \"\"\nquiet = []\n";
    home.write(".config/loci/config.toml", config);
    home
}

/// What `loci doctor` says of something.
fn doctor(home: &Home, name: &str) -> String {
    let data = home.loci(&["doctor", "--json"]).data("doctor");
    let checks = data["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap();
    check["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_reminder_waits_for_a_session_that_is_locked_or_idle_and_comes_once_when_it_is_not() {
    type Hint = fn(&Logind, &'static str, bool);
    let hints: [(&str, &str, Hint); 2] = [
        ("locked", "unlock", Logind::lock),
        ("idle", "activity", Logind::idle),
    ];
    for (why, release, hint) in hints {
        let Some((session, system, _)) = buses() else {
            return;
        };
        let logind = Logind::start(&system);
        logind.sits(Some("2"), "wayland");
        let home = home(&session, &system);
        let _daemon = home.daemon();
        let mut watch = home.connect();
        watch.call("watch", &json!({}));
        hint(&logind, "2", true);
        let silent = watch.event("silent")["silent"].clone();
        assert_eq!(silent["why"], why);
        assert_eq!(silent["release"], release);
        // A server comes, and shows what it is given; the reminder is not among that.
        let server = Server::start(&session, Kind::default());
        home.connect().call("notify_test", &json!({}));
        assert!(!server.notify().title.contains("to recall"));
        assert!(server.rest().is_empty());
        assert!(doctor(&home, "logind").contains(why));
        hint(&logind, "2", false);
        assert_eq!(watch.event("silent")["silent"], Value::Null);
        assert!(server.notify().title.contains("to recall"));
        home.loci(&["status"]).ok();
        assert!(server.rest().is_empty());
        let check = doctor(&home, "logind");
        assert!(check.contains("session 2 (wayland) is neither"), "{check}");
    }
}

#[test]
fn do_not_disturb_is_the_state_of_silence_while_the_server_says_so() {
    let Some((session, system, _)) = buses() else {
        return;
    };
    let kind = Kind {
        inhibited: Some(false),
        ..Kind::default()
    };
    let server = Server::start(&session, kind);
    let home = home(&session, &system);
    let _daemon = home.daemon();
    server.notify();
    let mut watch = home.connect();
    watch.call("watch", &json!({}));
    server.inhibit(true);
    assert_eq!(watch.event("silent")["silent"]["why"], "dnd");
    let check = doctor(&home, "dnd");
    assert!(
        check.contains("is on") && check.contains("Inhibited"),
        "{check}"
    );
    server.inhibit(false);
    assert_eq!(watch.event("silent")["silent"], Value::Null);
}
