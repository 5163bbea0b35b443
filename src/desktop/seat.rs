//! The user's session, as logind has it: where it is, whether it is locked, whether somebody is at it. It asks and
//! keeps nothing; see `logind`.

use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream, OwnedObjectPath};

use super::bus::{self, BusError};
use super::properties::{self, Properties};
use crate::domain::hold::{Hold, Holds};
use crate::domain::tellers::Login;
use crate::domain::text;

/// logind's name on the bus.
pub(super) const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const USER: &str = "org.freedesktop.login1.User";
const SESSION: &str = "org.freedesktop.login1.Session";
/// Who has no session has this for its path.
const NOWHERE: &str = "/";
/// The most characters of what logind says, a piece.
const WORD: usize = 40;

/// What was found, and the signals that say that it changed.
pub(super) struct Seat {
    /// What logind knows of the session.
    pub(super) login: Login,
    /// What of it holds reminders.
    pub(super) holds: Holds,
    /// Signals that [`is_news`] judges.
    pub(super) signals: Vec<MessageStream>,
}

impl Seat {
    /// Nothing is known of the session, for that reason.
    pub(super) fn unseen(login: Login) -> Seat {
        Seat {
            login,
            holds: Holds::new(),
            signals: Vec::new(),
        }
    }
}

/// Looks for the user's session. The signals are subscribed to before what they tell of is read, so that no change
/// is missed. All is asked of the one logind that is there: none is started.
pub(super) async fn find(connection: Connection) -> Result<Seat, BusError> {
    let owner = match bus::owner_of(&connection, NAME).await? {
        Some(owner) => owner,
        None => {
            let why = "there is no logind on the system bus".to_owned();
            return Ok(Seat::unseen(Login::None { why }));
        }
    };
    let logind = Logind { connection, owner };
    let user = logind.user().await;
    let rule = properties::rule(&logind.owner, &user, USER);
    let mut signals = vec![bus::subscribe(&logind.connection, rule).await?];
    let Some((id, path)) = logind.session(&user).await else {
        return Ok(Seat {
            signals,
            ..Seat::unseen(Login::NoSession)
        });
    };
    let rule = properties::rule(&logind.owner, path.as_str(), SESSION);
    signals.push(bus::subscribe(&logind.connection, rule).await?);
    if let Some(id) = &id {
        let rule = removal_rule(&logind.owner, id);
        signals.push(bus::subscribe(&logind.connection, rule).await?);
    }
    let asked = properties::all(&logind.connection, &logind.owner, &path, SESSION);
    let (login, holds) = match asked.await {
        Ok(known) => judged(id.as_deref(), &known),
        Err(error) => {
            tracing::debug!("the session cannot be looked at: {error}");
            (Login::NoSession, Holds::new())
        }
    };
    Ok(Seat {
        login,
        holds,
        signals,
    })
}

/// Whether a signal may say that the session is another one, or not as it was.
pub(super) fn is_news(signal: &zbus::Message) -> bool {
    let header = signal.header();
    match header.member().map(|member| member.as_str()) {
        Some("PropertiesChanged") => {
            properties::names(signal, &["Display", "LockedHint", "IdleHint"])
        }
        Some("SessionRemoved") => true,
        _ => false,
    }
}

struct Logind {
    connection: Connection,
    /// Its unique name.
    owner: String,
}

impl Logind {
    /// The object of the user. Where logind knows none yet, it will be at the place that it always has.
    async fn user(&self) -> String {
        let uid = rustix::process::getuid().as_raw();
        match self.ask(MANAGER, "GetUser", &uid).await {
            Ok(path) => path.to_string(),
            Err(error) => {
                tracing::debug!("logind knows no user {uid}: {error}");
                format!("{PATH}/user/_{uid}")
            }
        }
    }

    /// The session that the user sits at, else the one of this process, with its id.
    async fn session(&self, user: &str) -> Option<(Option<String>, OwnedObjectPath)> {
        let known = properties::all(&self.connection, &self.owner, user, USER).await;
        let display = known
            .ok()
            .and_then(|mut known| known.remove("Display"))
            .and_then(|display| <(String, OwnedObjectPath)>::try_from(display).ok());
        if let Some((id, path)) = display
            && path.as_str() != NOWHERE
        {
            return Some((Some(id), path));
        }
        let pid = std::process::id();
        let path = self.ask(MANAGER, "GetSessionByPID", &pid).await.ok()?;
        (path.as_str() != NOWHERE).then_some((None, path))
    }

    async fn ask(
        &self,
        interface: &str,
        method: &str,
        about: &u32,
    ) -> zbus::Result<OwnedObjectPath> {
        let owner = Some(self.owner.as_str());
        let asked = self
            .connection
            .call_method(owner, PATH, Some(interface), method, about);
        asked.await?.body().deserialize()
    }
}

/// What the properties of a session say. Whether somebody is idle is told only by a graphical session: for a terminal
/// logind guesses it from the time of its file, and signals nothing.
fn judged(id: Option<&str>, known: &Properties) -> (Login, Holds) {
    let word = |name: &str| {
        let value = known.get(name)?;
        let word = <&str>::try_from(&**value).ok()?;
        Some(text::line(word, WORD))
    };
    let kind = word("Type").unwrap_or_default();
    let is = |name| properties::truth(known, name) == Some(true);
    let mut holds = Holds::new();
    if is("LockedHint") {
        holds.insert(Hold::Locked);
    }
    if is("IdleHint") && ["x11", "wayland", "mir"].contains(&kind.as_str()) {
        holds.insert(Hold::Idle);
    }
    let id = match id {
        Some(id) => text::line(id, WORD),
        None => word("Id").unwrap_or_default(),
    };
    (Login::Session { id, kind }, holds)
}

fn removal_rule<'a>(owner: &'a str, id: &'a str) -> zbus::Result<MatchRule<'a>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(owner)
        .path(PATH)
        .interface(MANAGER)
        .member("SessionRemoved")
        .add_arg(id);
    rule.build()
}

#[cfg(test)]
mod tests {
    use zbus::{OwnedVariant, Variant};

    use super::*;

    fn session(kind: &str, locked: bool, idle: bool) -> (Login, Holds) {
        let own = |value: Variant<'static>| OwnedVariant::try_from(value).unwrap();
        let properties = Properties::from([
            ("Id".to_owned(), own(Variant::from("2"))),
            ("Type".to_owned(), own(Variant::from(kind.to_owned()))),
            ("LockedHint".to_owned(), own(Variant::from(locked))),
            ("IdleHint".to_owned(), own(Variant::from(idle))),
        ]);
        judged(None, &properties)
    }

    #[test]
    fn a_graphical_session_tells_of_locks_and_idleness() {
        let (login, holds) = session("wayland", true, true);
        let kind = "wayland".to_owned();
        assert_eq!(
            login,
            Login::Session {
                id: "2".to_owned(),
                kind
            }
        );
        assert_eq!(holds, Holds::from([Hold::Locked, Hold::Idle]));
        assert_eq!(session("x11", false, true).1, Holds::from([Hold::Idle]));
        assert_eq!(session("x11", false, false).1, Holds::new());
    }

    #[test]
    fn a_terminal_is_never_idle_for_nobody_would_say_when_it_is_over() {
        assert_eq!(session("tty", false, true).1, Holds::new());
        assert_eq!(session("tty", true, true).1, Holds::from([Hold::Locked]));
    }

    #[test]
    fn what_a_session_does_not_say_holds_nothing() {
        let (login, holds) = judged(Some("c\u{1b}[31m1"), &Properties::new());
        let (id, kind) = ("c1".to_owned(), String::new());
        assert_eq!((login, holds), (Login::Session { id, kind }, Holds::new()));
    }
}
