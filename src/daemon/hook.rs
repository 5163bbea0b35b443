//! The user's command at STOP. It gets no shell, no terminal and ten seconds.

use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::outside::{self, Stay};
use crate::ipc::protocol::BoxReply;

const LIMIT: Duration = Duration::from_secs(10);

/// How a hook ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// There is none.
    None,
    /// With success.
    Well,
    /// With a status that is no success.
    Badly,
    /// It could not be started.
    NotStarted,
    /// It took too long and was killed.
    Killed,
}

/// Runs the hook for a box that is over, and tells the log how it went. The box is in the environment.
pub async fn run(command: &[String], ended: &BoxReply) -> Ended {
    run_within(LIMIT, command, ended).await
}

async fn run_within(limit: Duration, command: &[String], ended: &BoxReply) -> Ended {
    let variables = [
        ("LOCI_BOX_ID", ended.id.to_string()),
        ("LOCI_BOX_KIND", ended.kind.clone()),
        ("LOCI_BOX_TOPIC", ended.topic.clone()),
        ("LOCI_BOX_STATE", ended.state.clone()),
        ("LOCI_BOX_LIMIT_SECS", ended.limit_secs.to_string()),
    ];
    let outside = outside::command(command, &variables, Stay::Within(limit));
    let (Some(program), Some(outside)) = (command.first(), outside) else {
        return Ended::None;
    };
    let started = Command::from(outside).kill_on_drop(true).spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => {
            tracing::warn!("box.hook '{program}' cannot be started: {error}");
            return Ended::NotStarted;
        }
    };
    match timeout(limit, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ended::Well,
        Ok(Ok(status)) => {
            tracing::warn!("box.hook '{program}' failed: {status}");
            Ended::Badly
        }
        Ok(Err(error)) => {
            tracing::warn!("box.hook '{program}' cannot be waited for: {error}");
            Ended::Badly
        }
        Err(_) => {
            tracing::warn!(
                "box.hook '{program}' was killed after {} s",
                limit.as_secs()
            );
            // Waits as well, so that no dead process stays behind.
            if let Err(error) = child.kill().await {
                tracing::warn!("box.hook '{program}' cannot be killed: {error}");
            }
            Ended::Killed
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn check(limit: Duration, command: &[&str], expected: Ended) {
        let ended = BoxReply {
            id: Uuid::nil(),
            kind: "map".into(),
            topic: "alpha; rm -rf /".into(),
            state: "stopped".into(),
            started_at: "2026-11-22T10:00:00+01:00".into(),
            limit_secs: 600,
            left_secs: 0,
            left_ms: 0,
            note: None,
            hint: None,
        };
        let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let how = runtime
            .unwrap()
            .block_on(run_within(limit, &command, &ended));
        assert_eq!(how, expected);
    }

    #[test]
    fn the_box_is_in_the_environment_and_no_shell_is_between() {
        let test =
            "test \"$LOCI_BOX_TOPIC\" = 'alpha; rm -rf /' && test $LOCI_BOX_LIMIT_SECS = 600";
        check(LIMIT, &["sh", "-c", test], Ended::Well);
        check(LIMIT, &["sh", "-c", "exit 3"], Ended::Badly);
        check(LIMIT, &["/nonexistent/hook"], Ended::NotStarted);
        check(LIMIT, &[], Ended::None);
    }

    #[test]
    fn a_hook_that_hangs_is_killed() {
        check(Duration::from_millis(10), &["sleep", "1000"], Ended::Killed);
    }
}
