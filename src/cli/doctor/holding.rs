//! What the desktop tells of what holds reminders, and who tells: so that it can be said why one waits, or why a
//! locked screen holds none.

use std::path::Path;

use super::check::Check;
use super::desktop::name_of;
use super::heard::Heard;
use crate::cli::render::words::printable;
use crate::ipc::protocol::{DesktopReport, HoldingReport};

const LOGIND: &str = "logind";
const UNNOTICED: &str = "after sleep the clock tells, and a locked screen is not noticed";

/// Whether somebody tells of sleep and locks: as the daemon has it, else by what lies below `root`.
pub fn logind(heard: &Heard, root: &Path) -> Check {
    let known = heard.report().map(|report| &report.desktop.holding);
    known.and_then(told).unwrap_or_else(|| local(root))
}

/// The same, without a daemon.
pub fn local(root: &Path) -> Check {
    let bus = root.join("run/dbus/system_bus_socket");
    let seats = root.join("run/systemd/seats");
    match (bus.exists(), seats.exists()) {
        (true, true) => Check::ok(LOGIND, "there: sleep and a locked screen are noticed"),
        (true, false) | (false, _) => Check::ok(LOGIND, format!("not here: {UNNOTICED}")),
    }
}

fn told(holding: &HoldingReport) -> Option<Check> {
    Some(match (holding.login.as_str(), &holding.session) {
        ("session", Some(session)) => {
            let is = |hold: &str| holding.holds.iter().any(|it| it == hold);
            let state = match (is("locked"), is("idle")) {
                (true, true) => "locked and idle: reminders may wait for it",
                (true, false) => "locked: reminders may wait for it",
                (false, true) => "idle: reminders may wait for it",
                (false, false) => "neither locked nor idle",
            };
            let (id, kind) = (printable(&session.id), printable(&session.kind));
            let kind = match kind.as_str() {
                "" => "of no type",
                kind => kind,
            };
            Check::ok(LOGIND, format!("session {id} ({kind}) is {state}"))
        }
        ("no_session", _) => Check::ok(
            LOGIND,
            "there, but knows no session of yours: a locked screen is not noticed",
        ),
        ("none", _) => {
            let why = holding.why.as_deref().unwrap_or("it is not said why");
            Check::ok(
                LOGIND,
                format!("not here ({}): {UNNOTICED}", printable(why)),
            )
        }
        ("hangs", _) => Check::note(
            LOGIND,
            "it does not answer: a locked screen is not noticed until it does",
        ),
        _ => return None,
    })
}

/// Whether the notification server tells of Do Not Disturb; nothing where there is none.
pub fn dnd(heard: &Heard) -> Option<Check> {
    said(&heard.report()?.desktop)
}

fn said(desktop: &DesktopReport) -> Option<Check> {
    const NAME: &str = "dnd";
    let server = || match &desktop.server {
        Some(server) => name_of(server),
        None => "the notification server".to_owned(),
    };
    let holding = &desktop.holding;
    match holding.dnd.as_str() {
        "said" => {
            let is_on = holding.holds.iter().any(|hold| hold == "dnd");
            let state = match is_on {
                true => "on: reminders may wait for its end",
                false => "off",
            };
            let by = holding.dnd_by.as_deref().unwrap_or("the server");
            let by = printable(by);
            Some(Check::ok(
                NAME,
                format!("do not disturb is {state} (told by {by})"),
            ))
        }
        "unsaid" => Some(Check::ok(
            NAME,
            format!(
                "{} does not tell of do not disturb: nothing waits for it",
                server()
            ),
        )),
        "hangs" => Some(Check::note(
            NAME,
            format!("{} does not answer about do not disturb", server()),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::ipc::protocol::SessionReport;

    fn holding(login: &str, dnd: &str, holds: &[&str]) -> HoldingReport {
        let session = SessionReport {
            id: "2".to_owned(),
            kind: "wayland".to_owned(),
        };
        HoldingReport {
            holds: holds.iter().map(|hold| (*hold).to_owned()).collect(),
            login: login.to_owned(),
            why: None,
            session: (login == "session").then_some(session),
            dnd: dnd.to_owned(),
            dnd_by: (dnd == "said").then(|| "dunst paused".to_owned()),
        }
    }

    #[test]
    fn the_session_that_is_watched_is_named_with_how_it_is() {
        let message = |holds: &[&str]| told(&holding("session", "", holds)).unwrap().message;
        assert_eq!(
            message(&[]),
            "session 2 (wayland) is neither locked nor idle"
        );
        assert!(message(&["locked"]).contains("is locked: "));
        assert!(message(&["idle", "dnd"]).contains("is idle: "));
        for (login, level) in [
            ("no_session", Level::Ok),
            ("none", Level::Ok),
            ("hangs", Level::Note),
        ] {
            let check = told(&holding(login, "", &[])).unwrap();
            assert_eq!(check.level, level);
            assert!(check.message.contains("is not noticed"), "{check:?}");
        }
    }

    #[test]
    fn where_the_daemon_does_not_know_the_files_of_the_machine_tell() {
        assert_eq!(told(&holding("unknown", "", &[])), None);
        assert_eq!(told(&HoldingReport::default()), None);
        let folder = tempfile::tempdir().unwrap();
        assert!(local(folder.path()).message.starts_with("not here"));
        std::fs::create_dir_all(folder.path().join("run/dbus/system_bus_socket")).unwrap();
        std::fs::create_dir_all(folder.path().join("run/systemd/seats")).unwrap();
        assert!(local(folder.path()).message.starts_with("there"));
    }

    #[test]
    fn it_is_said_whether_the_server_can_tell_of_do_not_disturb_and_by_what() {
        let desktop = |dnd, holds| DesktopReport {
            state: "server".to_owned(),
            why: None,
            server: None,
            pending: 0,
            trouble: None,
            unopened: None,
            shown: Vec::new(),
            command: false,
            holding: holding("none", dnd, holds),
        };
        let message = |dnd, holds| said(&desktop(dnd, holds)).map(|check| check.message);
        assert_eq!(
            message("said", &[]).as_deref(),
            Some("do not disturb is off (told by dunst paused)")
        );
        assert!(message("said", &["dnd"]).unwrap().contains("is on: "));
        assert!(message("unsaid", &[]).unwrap().contains("does not tell"));
        assert!(message("hangs", &[]).unwrap().contains("does not answer"));
        assert_eq!(message("unknown", &[]), None);
        assert_eq!(message("", &[]), None);
    }
}
