//! The desktop as the daemon sees it: who draws notifications, what waits, when it may ring.

use super::Place;
use super::check::Check;
use super::heard::Heard;
use crate::cli::calm::{ahead_of, mode_and_silence};
use crate::cli::render::words::{self, printable};
use crate::config::file::Config;
use crate::domain::now::Now;
use crate::ipc::protocol::{DesktopReport, RemindersReport, ServerReport};

const NAME: &str = "desktop";
/// What gives a click something to open again.
const OPEN: &str = "loci config set notify.open '[\"loci\", \"review\"]'";

/// Who draws notifications.
pub fn server(place: &Place<'_>, heard: &Heard) -> Option<Check> {
    let desktop = &heard.report()?.desktop;
    Some(match (desktop.state.as_str(), &desktop.server) {
        ("server", Some(server)) => drawn(server),
        ("server", None) => Check::ok(NAME, "a notification server that does not say who it is"),
        ("no_server", _) => headless(
            place,
            desktop,
            "a session bus, but no notification server on it",
        ),
        ("no_bus", _) => {
            let why = desktop.why.as_deref().unwrap_or("it is not said why");
            headless(place, desktop, &format!("no session bus ({why})"))
        }
        ("unknown", _) => Check::ok(NAME, "not looked at yet: nothing had to be shown"),
        (other, _) => Check::note(NAME, format!("`{other}`, which this loci does not know")),
    })
}

fn headless(place: &Place<'_>, desktop: &DesktopReport, what: &str) -> Check {
    let waiting = match desktop.pending {
        0 => "reminders wait".to_owned(),
        pending => format!("{} not shown yet", words::count(pending, "notification")),
    };
    match (desktop.command, desktop.pending, &desktop.trouble) {
        (true, 1.., Some(why)) => Check::warn(
            NAME,
            format!(
                "{what}, and notify.command does not stand in: {waiting}: {}; set one that works",
                printable(why)
            ),
            place.edit(),
        ),
        (true, 1.., None) => Check::ok(
            NAME,
            format!("{what}; notify.command stands in, and is telling a reminder now"),
        ),
        (true, _, _) => Check::ok(NAME, format!("{what}; notify.command stands in")),
        (false, _, _) => Check::warn(
            NAME,
            format!(
                "{what}: {waiting}; start a notification server, or set notify.command to get them elsewhere"
            ),
            place.edit(),
        ),
    }
}

/// `dunst 1.9.0`.
pub fn name_of(server: &ServerReport) -> String {
    let name = match server.name.as_str() {
        "" => "a server without a name",
        name => name,
    };
    printable(format!("{name} {}", server.version).trim())
}

fn drawn(server: &ServerReport) -> Check {
    let can = |what: &str| server.capabilities.iter().any(|it| it == what);
    let draws: Vec<&str> = [
        ("actions", "buttons"),
        ("body", "text"),
        ("body-markup", "markup"),
        ("persistence", "a list of those that were missed"),
    ]
    .into_iter()
    .filter_map(|(capability, word)| can(capability).then_some(word))
    .collect();
    let name = name_of(server);
    let message = match draws.as_slice() {
        [] => format!("{name}, which says of nothing that it draws it"),
        some => format!("{name}, draws {}", some.join(", ")),
    };
    match (can("actions"), can("body")) {
        (true, true) => Check::ok(NAME, message),
        (false, _) => Check::note(
            NAME,
            format!("{message}; no buttons and no click: the text names the command"),
        ),
        (true, false) => Check::note(NAME, format!("{message}; only the title shows")),
    }
}

/// Whether a click opens something: what became of the last one, else what the config says.
pub fn click(place: &Place<'_>, heard: &Heard) -> Option<Check> {
    const NAME: &str = "click";
    const TYPE: &str = "until then type: loci review";
    let config = Config::load(&place.paths.config, place.paths.home.as_deref()).ok()?;
    let open = &config.notify.open;
    if open.first().is_none_or(|program| program.trim().is_empty()) {
        let message = format!("notify.open is empty, so a click opens nothing; {TYPE}");
        return Some(Check::warn(NAME, message, OPEN));
    }
    let why = heard.report()?.desktop.unopened.as_deref()?;
    let why = printable(why);
    let message = format!("the last click opened nothing: {why}; {TYPE}");
    Some(match why.as_str() {
        // It is not so any more.
        "notify.open is empty" => return None,
        _ => Check::warn(NAME, message, place.edit()),
    })
}

/// Notifications that could not be shown although there is a server; where there is none, [`server`] tells it.
pub fn waiting(heard: &Heard) -> Option<Check> {
    let desktop = &heard.report()?.desktop;
    if matches!(desktop.state.as_str(), "no_bus" | "no_server") {
        return None;
    }
    let why = desktop.trouble.as_deref();
    match (desktop.pending, why) {
        (0, None) => None,
        // That is told by itself.
        (0, Some(_)) if desktop.unopened.is_some() => None,
        (0, Some(why)) => Some(Check::warn("pending", why, "loci doctor --notify")),
        (pending, None) => {
            let pending = words::count(pending, "notification");
            let message = format!("{pending} on the way: nobody has confirmed it yet");
            Some(Check::note("pending", message))
        }
        (pending, Some(why)) => {
            let pending = words::count(pending, "notification");
            let message = format!("{pending} not shown yet: {why}");
            Some(Check::warn("pending", message, "loci doctor --notify"))
        }
    }
}

/// When it may ring.
pub fn reminders(place: &Place<'_>, heard: &Heard, now: &Now) -> Option<Check> {
    Some(coming(place, &heard.report()?.reminders, now))
}

fn coming(place: &Place<'_>, reminders: &RemindersReport, now: &Now) -> Check {
    const NAME: &str = "reminders";
    let lack = reminders.lack.as_ref();
    let mut parts = Vec::new();
    if let Some(lack) = lack.filter(|lack| lack.what == "all") {
        parts.push(printable(&lack.why));
        if !lack.odd {
            let for_one = match lack.key.as_str() {
                "notify.max_per_day" => "loci config set notify.max_per_day 1",
                _ => "loci config set notify.digest 09:30",
            };
            parts.push(format!(
                "a box tells its end all the same; for one a day: {for_one}"
            ));
        }
    } else {
        let today = format!(
            "{} of {} sent today",
            reminders.sent_today, reminders.max_per_day
        );
        let next = match &reminders.next {
            Some(next) => format!("next {}", ahead_of(next, now)),
            None => "none to come".to_owned(),
        };
        parts.extend([today, next]);
        parts.extend(lack.map(|lack| printable(&lack.why)));
    }
    let silent = reminders.silent.as_ref();
    parts.extend(mode_and_silence(&reminders.mode, silent, now));
    let message = parts.join(", ");
    let is_endless = silent.is_some_and(|silent| silent.release.as_deref() == Some("config"));
    match lack {
        // Nothing is to come anyway.
        Some(lack) if lack.what == "all" && !lack.odd => Check::note(NAME, message),
        Some(lack) if lack.key == "notify.digest" => {
            Check::warn(NAME, message, "loci config set notify.digest 09:30")
        }
        Some(lack) if lack.odd => Check::warn(NAME, message, place.edit()),
        Some(_) | None if is_endless => Check::warn(NAME, message, place.edit()),
        Some(_) | None => Check::ok(NAME, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;
    use crate::ipc::protocol::{HoldingReport, LackReport, Silent};

    fn server(capabilities: &[&str]) -> ServerReport {
        ServerReport {
            name: "dunst".to_owned(),
            vendor: "knopwob".to_owned(),
            version: "1.9.0".to_owned(),
            spec: "1.2".to_owned(),
            capabilities: capabilities.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    #[test]
    fn what_a_server_draws_is_told_in_words() {
        let all = drawn(&server(&["actions", "body", "body-markup", "x-canonical"]));
        assert_eq!(all.message, "dunst 1.9.0, draws buttons, text, markup");
        assert_eq!(all.level, Level::Ok);
        let few = drawn(&server(&["body"]));
        assert_eq!(few.level, Level::Note);
        assert!(few.message.contains("no buttons"), "{few:?}");
        let none = drawn(&server(&[]));
        assert_eq!(none.level, Level::Note);
    }

    #[test]
    fn what_never_comes_is_said_with_what_to_set() {
        let fake = Fake::down(Form::Text);
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        let edit = place.edit();
        let lack = |what: &str, why: &str, key: &str, odd| {
            Some(LackReport {
                what: what.to_owned(),
                why: why.to_owned(),
                key: key.to_owned(),
                odd,
            })
        };
        let silent = |release: Option<&str>| {
            Some(Silent {
                until: "2026-11-22T15:00:00+01:00".to_owned(),
                because: "quiet hours fill the whole day".to_owned(),
                why: "quiet".to_owned(),
                release: release.map(str::to_owned),
                keys: vec!["notify.quiet".to_owned()],
            })
        };
        let none = lack("all", "none come", "notify.max_per_day", false);
        let unset = lack("all", "none come", "notify.digest", false);
        let odd = lack("all", "none come", "notify.digest", true);
        let early = lack("nudge", "no nudge", "notify.nudge", true);
        let one = lack("nudge", "no nudge", "notify.max_per_day", false);
        let set = "loci config set notify.digest 09:30";
        for (lack, silent, level, says, cure) in [
            (
                None,
                None,
                Level::Ok,
                "1 of 2 sent today, none to come",
                None,
            ),
            (
                none,
                None,
                Level::Note,
                "loci config set notify.max_per_day 1",
                None,
            ),
            (unset, None, Level::Note, set, None),
            (odd, None, Level::Warn, "none come", Some(set)),
            (early, None, Level::Warn, "no nudge", Some(edit.as_str())),
            (
                one,
                None,
                Level::Ok,
                "1 of 2 sent today, none to come, no nudge",
                None,
            ),
            (
                None,
                silent(Some("config")),
                Level::Warn,
                "silent until you change notify.quiet: quiet hours fill the whole day",
                Some(edit.as_str()),
            ),
            (None, silent(None), Level::Ok, "silent until ", None),
        ] {
            let reminders = RemindersReport {
                sent_today: 1,
                max_per_day: 2,
                next: None,
                silent,
                mode: "all".to_owned(),
                lack,
            };
            let check = coming(&place, &reminders, &fake.context.now());
            assert_eq!(check.level, level, "{check:?}");
            assert!(check.message.contains(says), "{check:?}");
            assert_eq!(check.cure.as_deref(), cure, "{check:?}");
            if level == Level::Note {
                assert!(!check.message.contains("sent today"), "{check:?}");
            }
        }
    }

    #[test]
    fn a_silence_is_one_sentence_and_the_mode_another() {
        let fake = Fake::down(Form::Text);
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        let now = fake.context.now();
        let told = |mode: &str, why: &str, because: &str| {
            let until = now.at + chrono::TimeDelta::hours(1);
            let silent = Silent {
                until: crate::cli::when::rfc3339(until, &now),
                because: because.to_owned(),
                why: why.to_owned(),
                release: None,
                keys: Vec::new(),
            };
            let until = ahead_of(&silent.until, &now);
            let reminders = RemindersReport {
                sent_today: 1,
                max_per_day: 2,
                next: None,
                silent: Some(silent),
                mode: mode.to_owned(),
                lack: None,
            };
            let check = coming(&place, &reminders, &now);
            check.message.replace(&until, "THEN")
        };
        assert_eq!(
            told("coding", "mode", "mode coding"),
            "1 of 2 sent today, none to come, silent until THEN: mode coding"
        );
        assert_eq!(
            told("learning", "snooze", "snoozed, then quiet hours"),
            "1 of 2 sent today, none to come, mode learning, silent until THEN: snoozed, then quiet hours"
        );
    }

    #[test]
    fn where_there_is_no_desktop_a_command_stands_in() {
        let mut desktop = DesktopReport {
            state: "no_bus".to_owned(),
            why: None,
            server: None,
            pending: 0,
            trouble: None,
            unopened: None,
            shown: Vec::new(),
            command: true,
            holding: HoldingReport::default(),
        };
        let fake = Fake::down(Form::Text);
        let place = Place::of(&fake.context.paths, &fake.context.socket);
        let look = |desktop: &DesktopReport| headless(&place, desktop, "no bus");
        assert_eq!(look(&desktop).level, Level::Ok);
        desktop.pending = 2;
        desktop.trouble = Some("no such program".to_owned());
        assert_eq!(look(&desktop).cure, Some(place.edit()));
        desktop.command = false;
        let check = look(&desktop);
        assert!(
            check.message.contains("2 notifications not shown yet"),
            "{check:?}"
        );
        assert_eq!(check.cure, Some(place.edit()));
    }
}
