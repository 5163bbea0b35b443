//! The greeting of a shell: a line if something is to be recalled, one if the plan has something, nothing while it is
//! silent. It never keeps the shell waiting, and is never an error.

use std::time::Duration;

use super::{step_of, to_recall};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::ipc::protocol::{NoParams, PlanReply, PlanShow, Request, Silent, StatusReply};

/// How long a shell waits for the daemon, at most.
const PATIENCE: Duration = Duration::from_millis(300);

/// `loci status --greet`.
pub(super) fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let request = Request::Status(NoParams {});
    let status = context.call_within::<StatusReply>(&request, PATIENCE);
    if let Ok(reply) = status
        && !is_quiet(&reply.value)
    {
        let plan = plan(context, &reply.value);
        let due = (reply.value.due > 0).then(|| {
            format!(
                "{} · loci review\n",
                to_recall(&reply.value, context.today())
            )
        });
        let lines: String = due.into_iter().chain(plan).collect();
        context.out.data(&lines)?;
    }
    Ok(Exit::Done)
}

fn is_quiet(status: &StatusReply) -> bool {
    status.silent.as_ref().is_some_and(silences) || status.running.is_some()
}

/// What the plan has for today, if there is one and something of it is open.
fn plan(context: &Context, status: &StatusReply) -> Option<String> {
    status.plan_day?;
    let request = Request::Plan(PlanShow::default());
    let plan = context.call_within::<PlanReply>(&request, PATIENCE).ok()?;
    step_of(&plan.value)?;
    let PlanReply { day, minutes, .. } = plan.value;
    Some(format!("day {day}, {minutes} min · loci plan\n"))
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
    fn a_plan_has_a_line_while_something_of_it_is_open() {
        let plan = crate::cli::plan::page::tests::plan();
        for (steps, due, expected) in [
            (6, 0, "day 12, 45 min · loci plan\n"),
            (
                6,
                6,
                "6 to recall, about 4 min · loci review\nday 12, 45 min · loci plan\n",
            ),
            (1, 0, ""),
        ] {
            let shown = PlanReply {
                steps: plan.steps[..steps].to_vec(),
                ..plan.clone()
            };
            let shown = serde_json::to_value(shown).unwrap();
            let status = StatusReply {
                due,
                plan_day: Some(12),
                ..status()
            };
            let status = serde_json::to_value(status).unwrap();
            let mut fake = Fake::new(Form::Text, move |method, _| match method {
                "plan" => Ok(shown.clone()),
                _ => Ok(status.clone()),
            });
            run(&mut fake.context).unwrap();
            assert_eq!(fake.stdout.text(), expected);
        }
    }

    #[test]
    fn nothing_is_told_when_nothing_is_due_or_it_is_silent_or_no_daemon_runs() {
        let mut quiet = status();
        quiet.silent = Some(Silent {
            until: "2026-11-23T08:00:00+01:00".to_owned(),
            because: "quiet hours".to_owned(),
            why: "quiet".to_owned(),
            release: None,
            keys: Vec::new(),
        });
        assert_eq!(greeting(&quiet), "");
        for (release, is_told) in [
            ("unlock", true),
            ("activity", true),
            ("dnd_off", false),
            ("config", false),
        ] {
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
