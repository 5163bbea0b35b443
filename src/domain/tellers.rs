//! Who tells what holds reminders, so that it can be said why one waits or why nothing ever makes one wait. Plain
//! data.

/// Who tells of locks and idleness, and who of Do Not Disturb.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tellers {
    /// Locks and idleness.
    pub login: Login,
    /// Do Not Disturb.
    pub dnd: Dnd,
}

/// What logind knows of the user's session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Login {
    /// Nobody looked yet.
    #[default]
    Unknown,
    /// It is not there.
    None {
        /// Why, as the bus has it.
        why: String,
    },
    /// It does not answer.
    Hangs,
    /// It knows of no session of the user.
    NoSession,
    /// It tells of this one.
    Session {
        /// The id of the session, as `loginctl` lists it.
        id: String,
        /// Its type: `wayland`, `x11`, `tty` …
        kind: String,
    },
}

impl Login {
    /// The word used in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Login::Unknown => "unknown",
            Login::None { .. } => "none",
            Login::Hangs => "hangs",
            Login::NoSession => "no_session",
            Login::Session { .. } => "session",
        }
    }
}

/// Whether the notification server says that it keeps banners back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Dnd {
    /// There is no server, or it was not asked yet.
    #[default]
    Unknown,
    /// It does not answer.
    Hangs,
    /// It cannot say.
    Unsaid,
    /// It says so by this.
    By(&'static str),
}

impl Dnd {
    /// The word used in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Dnd::Unknown => "unknown",
            Dnd::Hangs => "hangs",
            Dnd::Unsaid => "unsaid",
            Dnd::By(_) => "said",
        }
    }
}
