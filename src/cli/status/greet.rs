//! The greeting of a shell: one line if something is to be recalled and nothing silences it, else nothing. It never
//! keeps the shell waiting, and is never an error.

use std::time::Duration;

use super::to_recall;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::ipc::protocol::{NoParams, Request, Silent, StatusReply};

/// How long a shell waits for the daemon, at most.
const PATIENCE: Duration = Duration::from_millis(300);

/// `loci status --greet`.
pub(super) fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let request = Request::Status(NoParams {});
    let status = context.call_within::<StatusReply>(&request, PATIENCE);
    if let Ok(reply) = status
        && let Some(line) = line(&reply.value, context)
    {
        context.out.data(&line)?;
    }
    Ok(Exit::Done)
}

fn line(status: &StatusReply, context: &Context) -> Option<String> {
    let is_quiet =
        status.silent.as_ref().is_some_and(silences) || status.running.is_some() || status.due == 0;
    (!is_quiet).then(|| format!("{} · loci review\n", to_recall(status, context.today())))
}

/// Whoever opens a shell is there, also where the screen is locked, as over ssh.
fn silences(silent: &Silent) -> bool {
    !matches!(silent.release.as_deref(), Some("unlock" | "activity"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::fake::Fake;
    use crate::cli::render::out::Form;
    use crate::cli::status::tests::status;

    fn greeting(status: &StatusReply) -> String {
        let status = serde_json::to_value(status).unwrap();
        let mut fake = Fake::new(Form::Text, move |_, _| Ok(status.clone()));
        run(&mut fake.context).unwrap();
        fake.stdout.text()
    }

    #[test]
    fn what_is_due_is_told_with_the_command() {
        assert_eq!(
            greeting(&status()),
            "6 to recall, about 4 min · loci review\n"
        );
    }

    #[test]
    fn nothing_is_told_when_nothing_is_due_or_it_is_silent_or_no_daemon_runs() {
        let mut quiet = status();
        quiet.silent = Some(Silent {
            until: "2026-11-23T08:00:00+01:00".to_owned(),
            because: "quiet hours".to_owned(),
            why: "quiet".to_owned(),
            release: None,
        });
        assert_eq!(greeting(&quiet), "");
        for (release, is_told) in [("unlock", true), ("activity", true), ("dnd_off", false)] {
            let held = quiet.silent.clone().map(|silent| Silent {
                release: Some(release.to_owned()),
                ..silent
            });
            let held = StatusReply {
                silent: held,
                ..status()
            };
            assert_eq!(!greeting(&held).is_empty(), is_told, "{release}");
        }
        assert_eq!(greeting(&StatusReply { due: 0, ..status() }), "");
        let mut fake = Fake::down(Form::Text);
        run(&mut fake.context).unwrap();
        assert_eq!(
            (fake.stdout.text(), fake.stderr.text()),
            (String::new(), String::new())
        );
    }
}
