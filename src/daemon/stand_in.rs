//! Where there is no desktop: the user's command carries a notification. It gets no shell and ten seconds.

use std::time::Duration;

use super::child::{self, Ended};
use crate::domain::notice::{Notice, Subject, Urgency};

const LIMIT: Duration = Duration::from_secs(10);

/// Runs the command with the title and the body as its last two arguments, and both and the rest in the
/// environment; tells the log if it fails.
pub async fn run(command: &[String], notice: &Notice) -> Ended {
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
    child::run("notify.command", &argv, &variables, LIMIT).await
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
