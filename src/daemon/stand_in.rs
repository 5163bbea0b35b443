//! Where there is no desktop: the user's command carries a notification. It gets no shell and ten seconds.

use std::time::Duration;

use super::child::{self, Ended};
use crate::domain::notice::{CommandFailure, Notice, Subject, Urgency};

const LIMIT: Duration = Duration::from_secs(10);

/// Runs the command with the title and the body as its last two arguments, and both and the rest in the
/// environment; tells the log if it fails.
pub async fn run(command: &[String], notice: &Notice) -> Result<(), CommandFailure> {
    let mut argv = command.to_vec();
    argv.extend([notice.title.clone(), notice.told().to_owned()]);
    let urgency = match notice.urgency {
        Urgency::Low => "low",
        Urgency::Normal | Urgency::Reply => "normal",
        Urgency::Critical => "critical",
    };
    let variables = [
        ("LOCI_SUBJECT", notice.subject.as_str().to_owned()),
        ("LOCI_ID", id(notice.subject)),
        ("LOCI_TITLE", notice.title.clone()),
        ("LOCI_BODY", notice.told().to_owned()),
        ("LOCI_URGENCY", urgency.to_owned()),
    ];
    let ended = child::run("notify.command", &argv, &variables, LIMIT).await;
    said(ended, command.first().map_or("", String::as_str))
}

/// How a command ended, for whom it should have told.
fn said(ended: Ended, program: &str) -> Result<(), CommandFailure> {
    Err(match ended {
        Ended::Well => return Ok(()),
        Ended::Badly(Some(status)) => CommandFailure::Status(status),
        Ended::None | Ended::Badly(None) => CommandFailure::Ended,
        Ended::Missing => CommandFailure::Missing {
            program: program.to_owned(),
        },
        Ended::NotStarted(kind) => CommandFailure::NotStarted {
            why: kind.to_string(),
        },
        Ended::Killed => CommandFailure::Killed {
            secs: LIMIT.as_secs(),
        },
    })
}

/// Runs the command that takes back what was told, with what it was about in the environment.
pub async fn take_back(command: &[String], subject: Subject) -> Ended {
    let variables = [
        ("LOCI_SUBJECT", subject.as_str().to_owned()),
        ("LOCI_ID", id(subject)),
    ];
    child::run("notify.withdraw", command, &variables, LIMIT).await
}

/// The same for all that is told about a subject, so that one replaces another.
fn id(subject: Subject) -> String {
    format!("loci-{}", subject.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_it_ended_is_said_as_far_as_it_is_known() {
        let check = |ended, expected: &str| {
            let said = said(ended, "ntfy").map_err(|failure| failure.to_string());
            assert_eq!(said, Err(expected.to_owned()));
        };
        assert_eq!(said(Ended::Well, "ntfy"), Ok(()));
        check(Ended::Badly(Some(3)), "it ended with status 3");
        check(Ended::Badly(None), "it did not end by itself");
        check(Ended::Killed, "it was killed after 10 s");
        let denied = std::io::ErrorKind::PermissionDenied;
        check(
            Ended::NotStarted(denied),
            "it cannot be started: permission denied",
        );
        check(
            Ended::Missing,
            "ntfy is not found in the PATH of the daemon: loci config set notify.command '[\"PROGRAM\"]'",
        );
    }
}
