//! The setting by which GNOME keeps banners back. GNOME has no other way to ask than its settings, and they are read
//! by its own program: a few dozen bytes, two seconds.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::time::timeout;

/// How long the program may take.
const LIMIT: Duration = Duration::from_secs(2);
/// More than the words of a truth take, in bytes.
const ANSWER: u64 = 64;
const SCHEMA: &str = "org.gnome.desktop.notifications";
const KEY: &str = "show-banners";

/// Where dconf signals a change of the setting: at its key, or at whatever folder that lies in, if more was written
/// at once.
pub(super) fn places() -> impl Iterator<Item = &'static str> {
    const PLACE: &str = "/org/gnome/desktop/notifications/show-banners";
    let folders = PLACE.match_indices('/').map(|(at, _)| &PLACE[..=at]);
    folders.chain([PLACE])
}

/// Whether banners are kept back; nothing where that cannot be told.
pub(super) async fn keeps_banners_back() -> Option<bool> {
    let answer = timeout(LIMIT, read()).await;
    let answer = match answer {
        Ok(answer) => answer
            .inspect_err(|error| tracing::debug!("gsettings: {error}"))
            .ok()?,
        Err(_) => {
            tracing::debug!("gsettings takes too long");
            return None;
        }
    };
    shows_banners(&answer).map(|shows| !shows)
}

async fn read() -> std::io::Result<String> {
    let mut child = Command::new("gsettings")
        .args(["get", SCHEMA, KEY])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut answer = String::new();
    if let Some(stdout) = child.stdout.take() {
        stdout.take(ANSWER).read_to_string(&mut answer).await?;
    }
    child.wait().await?;
    Ok(answer)
}

fn shows_banners(answer: &str) -> Option<bool> {
    answer.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_signalled_at_the_key_or_at_a_folder_around_it() {
        let places: Vec<&str> = places().collect();
        assert_eq!(places.len(), 6);
        assert_eq!(places[0], "/");
        assert_eq!(places[4], "/org/gnome/desktop/notifications/");
        assert_eq!(places[5], "/org/gnome/desktop/notifications/show-banners");
    }

    #[test]
    fn only_a_truth_is_an_answer() {
        assert_eq!(shows_banners("true\n"), Some(true));
        assert_eq!(shows_banners("false\n"), Some(false));
        for bad in ["", "no such key", "'true'"] {
            assert_eq!(shows_banners(bad), None, "{bad}");
        }
    }
}
