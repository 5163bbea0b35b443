//! The desktop as the daemon sees it: who draws notifications, what waits, when it may ring.

use super::Place;
use super::check::Check;
use super::heard::Heard;
use crate::cli::calm::{ahead_of, silence};
use crate::cli::render::words::{self, printable};
use crate::config::file::Config;
use crate::domain::now::Now;
use crate::ipc::protocol::{DesktopReport, ServerReport};

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
        (pending, why) => {
            let pending = words::count(pending, "notification");
            let why = why.unwrap_or("nobody shows them yet");
            let message = format!("{pending} not shown yet: {why}");
            Some(Check::warn("pending", message, "loci doctor --notify"))
        }
    }
}

/// When it may ring.
pub fn reminders(heard: &Heard, now: &Now) -> Option<Check> {
    let reminders = &heard.report()?.reminders;
    let mut parts = vec![format!(
        "{} of {} sent today",
        reminders.sent_today, reminders.max_per_day
    )];
    match &reminders.next {
        Some(next) => parts.push(format!("next {}", ahead_of(next, now))),
        None => parts.push("none to come".to_owned()),
    }
    parts.extend(reminders.silent.as_ref().map(|silent| silence(silent, now)));
    if reminders.mode != "all" {
        parts.push(format!("mode {}", printable(&reminders.mode)));
    }
    Some(Check::ok("reminders", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;
    use crate::ipc::protocol::HoldingReport;

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
