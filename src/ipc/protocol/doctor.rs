//! What the daemon tells of itself to `loci doctor`. It must never drop or rename a field.

use serde::{Deserialize, Serialize};

use super::reply::Silent;

/// How the daemon is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoctorReply {
    /// The desktop.
    pub desktop: DesktopReport,
    /// Reminders.
    pub reminders: RemindersReport,
    /// When it wakes next by itself.
    pub wake: WakeReport,
    /// The clock.
    pub clock: ClockReport,
    /// The database.
    pub database: DatabaseReport,
    /// Who runs the daemon.
    pub supervisor: SupervisorReport,
}

/// The desktop, as the daemon sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DesktopReport {
    /// `server` (a notification server is there), `no_server` (only a bus), `no_bus` or `unknown`.
    pub state: String,
    /// Why there is no bus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerReport>,
    /// Notifications that could not be shown yet.
    pub pending: u32,
    /// Why they could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// Why the last click opened nothing; absent if it did, or there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unopened: Option<String>,
    /// What is on the screen: `reminder`, `box`, `test`.
    pub shown: Vec<String>,
    /// Whether `notify.command` stands in where there is no server.
    pub command: bool,
    /// What holds reminders, as the desktop tells it, and who tells.
    #[serde(default)]
    pub holding: HoldingReport,
}

/// What the desktop tells of what holds reminders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldingReport {
    /// What is in force: `locked`, `idle`, `dnd`.
    pub holds: Vec<String>,
    /// Who tells of `locked` and `idle`: `session` (logind, of that one), `no_session` (logind knows none), `none` (no
    /// logind), `hangs` (it does not answer) or `unknown` (not asked yet).
    pub login: String,
    /// Why there is no logind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionReport>,
    /// Whether the notification server tells of `dnd`: `said`, `unsaid` (it cannot), `hangs` or `unknown` (no server,
    /// or not asked yet).
    pub dnd: String,
    /// By what it says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dnd_by: Option<String>,
}

/// The session of the user that logind tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionReport {
    /// Its id, as `loginctl` lists it.
    pub id: String,
    /// Its type: `wayland`, `x11`, `tty` …
    pub kind: String,
}

/// The notification server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerReport {
    /// Its name; empty if it did not say.
    pub name: String,
    /// Who made it.
    pub vendor: String,
    /// Its version.
    pub version: String,
    /// The version of the specification that it follows.
    pub spec: String,
    /// What it says it can draw.
    pub capabilities: Vec<String>,
}

/// Reminders.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RemindersReport {
    /// Sent on this study day.
    pub sent_today: u32,
    /// The most a day.
    pub max_per_day: u32,
    /// When the next one is judged (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Why it is silent, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// The mode.
    pub mode: String,
    /// What never comes, as the settings are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lack: Option<LackReport>,
}

/// Reminders that never come, as the settings are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LackReport {
    /// What does not come: `all` or `nudge`.
    pub what: String,
    /// What does not come and why, in words.
    pub why: String,
    /// The key of the setting that says so.
    pub key: String,
    /// Whether something else is set that then is of no use.
    pub odd: bool,
}

/// When the daemon wakes next by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct WakeReport {
    /// By the wall clock (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<String>,
    /// By the boot-time clock: seconds from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot_secs: Option<u64>,
}

/// The clock, as the daemon reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClockReport {
    /// Now (RFC 3339).
    pub now: String,
    /// The zone whose local time counts.
    pub zone: String,
    /// The study day.
    pub day: String,
    /// When it ends (RFC 3339).
    pub day_ends: String,
}

/// The database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DatabaseReport {
    /// Its file.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Facts in the journal.
    pub entries: u64,
    /// Present if it is damaged: how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub damage: Option<String>,
    /// The study day of the last nightly backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backed_up: Option<String>,
}

/// Who runs the daemon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorReport {
    /// Whether a service manager (systemd) runs it.
    pub managed: bool,
    /// Whether the socket was handed over by it.
    pub activated: bool,
    /// The watchdog's interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watchdog_secs: Option<u64>,
}
