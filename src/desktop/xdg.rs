//! Notifications by the freedesktop.org specification. Texts are discreet: no topic, no note.

use std::time::Duration;

use notify_rust::{Notification, NotificationHandle, Timeout, Urgency};
use tokio::time::timeout;

use crate::domain::now::Secs;

/// How long a server may take; one that hangs never answers.
const LIMIT: Duration = Duration::from_secs(3);

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// STOP: a box of this length is over. Critical, and it stays.
    Stop(Secs),
    /// A part of a map box is used, so much is left: enough?
    Enough(Secs),
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum ShowError {
    /// There is no bus, or no notification server on it.
    #[error("there is no notification server: {0}")]
    NoServer(#[from] notify_rust::error::Error),
    /// The server hangs; the notification may still appear.
    #[error("the notification server does not answer")]
    Hangs,
}

/// A notification that is on the screen. Keep it: some desktops take it away with its connection.
#[derive(Debug)]
pub struct Shown {
    _handle: NotificationHandle,
}

/// Shows a notice, within three seconds.
///
/// # Errors
/// If nobody is there to show it.
pub async fn show(notice: Notice) -> Result<Shown, ShowError> {
    let notification = notification(notice);
    let shown = timeout(LIMIT, notification.show_async()).await;
    let handle = shown.map_err(|_| ShowError::Hangs)??;
    Ok(Shown { _handle: handle })
}

fn notification(notice: Notice) -> Notification {
    let mut notification = Notification::new();
    notification.appname("loci");
    match notice {
        Notice::Stop(limit) => notification
            .summary("STOP")
            .body(&format!(
                "Time is over ({limit}). What is on the page is kept."
            ))
            .urgency(Urgency::Critical)
            .timeout(Timeout::Never),
        Notice::Enough(left) => notification
            .summary("Enough?")
            .body(&format!("{left} left. If it is enough: loci box done"))
            .urgency(Urgency::Normal)
            .timeout(Timeout::Default),
    };
    notification.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stop_is_critical_and_stays() {
        let stop = notification(Notice::Stop(Secs(600)));
        assert_eq!(stop.summary, "STOP");
        assert_eq!(
            stop.body,
            "Time is over (10:00). What is on the page is kept."
        );
        assert_eq!(stop.timeout, Timeout::Never);
        assert!(format!("{:?}", stop.hints).contains("Critical"));
        let enough = notification(Notice::Enough(Secs(300)));
        assert!(enough.body.contains("loci box done"));
    }
}
