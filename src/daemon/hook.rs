//! The user's command at STOP. It gets no shell, no terminal and ten seconds.

use std::time::Duration;

use super::child::{self, Ended};
use crate::ipc::protocol::BoxReply;

const LIMIT: Duration = Duration::from_secs(10);

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
    child::run("box.hook", command, &variables, limit).await
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
        check(LIMIT, &["sh", "-c", "exit 3"], Ended::Badly(Some(3)));
        check(LIMIT, &["sh", "-c", "kill -9 $$"], Ended::Badly(None));
        check(LIMIT, &["/nonexistent/hook"], Ended::Missing);
        check(LIMIT, &["no-such-hook"], Ended::Missing);
        let denied = Ended::NotStarted(std::io::ErrorKind::PermissionDenied);
        check(LIMIT, &["/"], denied);
        check(LIMIT, &[], Ended::None);
    }

    #[test]
    fn a_hook_that_hangs_is_killed() {
        check(Duration::from_millis(10), &["sleep", "1000"], Ended::Killed);
    }
}
