//! The ways in which notification servers say that they keep banners back: Do Not Disturb. A way is asked, and names
//! the signals after which it is to be asked again; it keeps nothing. docs/reminders.md lists them.

use zbus::message::Type;
use zbus::{Connection, MatchRule, MessageStream};

use super::bus::{self, BusError};
use super::gsettings;
use super::properties;
use crate::domain::notice::Server;

const PATH: &str = "/org/freedesktop/Notifications";
const INTERFACE: &str = "org.freedesktop.Notifications";
const DUNST: &str = "org.dunstproject.cmd0";
const MAKO_PATH: &str = "/fr/emersion/Mako";
const MAKO: &str = "fr.emersion.Mako";
/// The mode that mako's manual has for it; modes have no meaning of their own.
const MAKO_MODE: &str = "do-not-disturb";
const SWAYNC_PATH: &str = "/org/erikreider/swaync/cc";
const SWAYNC: &str = "org.erikreider.swaync.cc";
const DCONF: &str = "ca.desrt.dconf.Writer";

/// How a server says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// The property `Inhibited`, as KDE's Plasma has it.
    Inhibited,
    /// dunst's property `paused`.
    Dunst,
    /// The modes of mako.
    Mako,
    /// The methods of SwayNotificationCenter.
    Swaync,
    /// The setting that GNOME's shell obeys. There is no way to ask the shell itself.
    Gnome,
}

/// What becomes of banners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Banners {
    /// They are shown.
    Shown,
    /// They are kept back.
    KeptBack,
}

impl Way {
    /// The ways to try with a server, the first that is answered counts.
    pub(super) fn of(server: &Server) -> Vec<Way> {
        let own = match server.name.to_lowercase().as_str() {
            "dunst" => Some(Way::Dunst),
            "mako" => Some(Way::Mako),
            "swaync" | "swaynotificationcenter" => Some(Way::Swaync),
            "gnome-shell" => Some(Way::Gnome),
            _ => None,
        };
        own.into_iter().chain([Way::Inhibited]).collect()
    }

    /// Its name, for people.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Way::Inhibited => "Inhibited",
            Way::Dunst => "dunst paused",
            Way::Mako => "mako mode do-not-disturb",
            Way::Swaync => "swaync",
            Way::Gnome => "GNOME show-banners",
        }
    }

    /// Subscribes to the signals that [`Way::is_news`] judges.
    pub(super) async fn signals(
        self,
        connection: &Connection,
        owner: &str,
    ) -> Result<Vec<MessageStream>, BusError> {
        let rules = match self {
            Way::Inhibited => vec![properties::rule(owner, PATH, INTERFACE)],
            Way::Dunst => vec![properties::rule(owner, PATH, DUNST)],
            Way::Mako => vec![properties::rule(owner, MAKO_PATH, MAKO)],
            Way::Swaync => vec![swaync_rule(owner)],
            Way::Gnome => gsettings::places().map(dconf_rule).collect(),
        };
        let mut signals = Vec::new();
        for rule in rules {
            signals.push(bus::subscribe(connection, rule).await?);
        }
        Ok(signals)
    }

    /// Whether a signal may say that it changed.
    pub(super) fn is_news(self, signal: &zbus::Message) -> bool {
        match self {
            Way::Inhibited => properties::names(signal, &["Inhibited"]),
            Way::Dunst => properties::names(signal, &["paused"]),
            Way::Mako => properties::names(signal, &["Modes"]),
            Way::Swaync | Way::Gnome => true,
        }
    }

    /// Asks what becomes of banners now; nothing if it cannot be said in this way.
    pub(super) async fn ask(self, connection: &Connection, owner: &str) -> Option<Banners> {
        let are_kept_back = self.are_kept_back(connection, owner).await?;
        Some(match are_kept_back {
            true => Banners::KeptBack,
            false => Banners::Shown,
        })
    }

    async fn are_kept_back(self, connection: &Connection, owner: &str) -> Option<bool> {
        let property = async |path, interface, name| {
            let known = properties::all(connection, owner, path, interface).await;
            properties::truth(&understood(known)?, name)
        };
        match self {
            Way::Inhibited => property(PATH, INTERFACE, "Inhibited").await,
            Way::Dunst => property(PATH, DUNST, "paused").await,
            Way::Mako => {
                let known = properties::all(connection, owner, MAKO_PATH, MAKO).await;
                let modes = understood(known)?.remove("Modes")?;
                let modes = Vec::<String>::try_from(modes).ok()?;
                Some(modes.iter().any(|mode| mode == MAKO_MODE))
            }
            Way::Swaync => {
                let dnd = swaync_says(connection, owner, "GetDnd").await?;
                // Younger than the other: whatever is not answered is not so.
                let inhibited = swaync_says(connection, owner, "IsInhibited").await;
                Some(dnd || inhibited.unwrap_or_default())
            }
            Way::Gnome => gsettings::keeps_banners_back().await,
        }
    }
}

async fn swaync_says(connection: &Connection, owner: &str, method: &str) -> Option<bool> {
    let asked = connection.call_method(Some(owner), SWAYNC_PATH, Some(SWAYNC), method, &());
    understood(asked.await)?.body().deserialize().ok()
}

/// What was answered; that a server does not know what it is asked is an ordinary answer.
fn understood<T>(answer: zbus::Result<T>) -> Option<T> {
    answer
        .inspect_err(|error| tracing::debug!("about Do Not Disturb: {error}"))
        .ok()
}

/// It signals whatever changes; that is not often.
fn swaync_rule(owner: &str) -> zbus::Result<MatchRule<'_>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(owner)
        .path(SWAYNC_PATH)
        .interface(SWAYNC);
    rule.build()
}

/// dconf signals the place of what was written. Anybody may say so: it only makes us read.
fn dconf_rule(place: &str) -> zbus::Result<MatchRule<'_>> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .interface(DCONF)
        .member("Notify")
        .add_arg(place);
    rule.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Vec<Way> {
        Way::of(&Server {
            name: name.to_owned(),
            vendor: String::new(),
            version: String::new(),
            spec: String::new(),
            capabilities: Vec::new(),
        })
    }

    #[test]
    fn a_server_is_asked_in_its_own_way_and_then_in_that_of_the_proposal() {
        assert_eq!(of("dunst"), [Way::Dunst, Way::Inhibited]);
        assert_eq!(of("gnome-shell"), [Way::Gnome, Way::Inhibited]);
        let swaync = [Way::Swaync, Way::Inhibited];
        assert_eq!(of("SwayNotificationCenter"), swaync);
        for other in ["Plasma", "", "notify-osd"] {
            assert_eq!(of(other), [Way::Inhibited]);
        }
    }
}
