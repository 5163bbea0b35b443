//! `--notify`: shows a notification, and tells what comes back. It listens before it asks, so that nothing is
//! missed.

use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use super::check::Check;
use super::desktop::name_of;
use super::heard::{Heard, is_unknown};
use super::text;
use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::render::out::Form;
use crate::cli::render::words::printable;
use crate::clock::{self, BootTimer};
use crate::domain::settings::StandIn;
use crate::ipc::client::Watch;
use crate::ipc::protocol::{Event, NoParams, OkReply, Request};

const NAME: &str = "notify";

/// How long it is waited for a press.
const PATIENCE_MS: u64 = 20_000;

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself.
    Through,
    /// The user interrupted it.
    Interrupted,
}

/// Shows a notification, and waits for what comes back; what it finds is told at once and added to `checks`.
pub fn run(
    context: &mut Context,
    heard: &Heard,
    edit: &str,
    checks: &mut Vec<Check>,
) -> Result<Ended, Trouble> {
    let report = heard.report();
    let server = report.and_then(|report| report.desktop.server.as_ref());
    let mut test = Test {
        by: server.map_or_else(|| "the desktop".to_owned(), name_of),
        context,
        checks,
        edit: edit.to_owned(),
        stand_in: match report.is_some_and(|report| report.desktop.command) {
            true => StandIn::Command,
            false => StandIn::Nobody,
        },
        shown: Shown::NotYet,
    };
    if heard.answers().is_none() {
        // Why, and what cures it, is told already.
        let message = "not tried: no daemon that could show anything";
        return test.end(Check::note(NAME, message));
    }
    let watch = test.context.client()?.watch()?;
    match test
        .context
        .call::<OkReply>(&Request::NotifyTest(NoParams {}))
    {
        Ok(_) => test.wait(watch),
        Err(trouble) if is_unknown(&trouble) => {
            let message = "this daemon shows no notifications yet";
            test.end(Check::warn(NAME, message, "loci daemon restart"))
        }
        Err(trouble) => test.end(Check::fail(
            NAME,
            trouble.to_string(),
            "loci daemon restart",
        )),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    NotYet,
    Yes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Wait,
    End,
}

/// A notification that is being tried.
struct Test<'a> {
    by: String,
    /// The command that opens the config.
    edit: String,
    /// Whether `notify.command` is set.
    stand_in: StandIn,
    context: &'a mut Context,
    checks: &'a mut Vec<Check>,
    shown: Shown,
}

impl Test<'_> {
    fn wait(&mut self, mut watch: Watch) -> Result<Ended, Trouble> {
        let cannot = |error| Trouble::Failed(format!("cannot wait for the notification: {error}"));
        let limit = BootTimer::after(PATIENCE_MS).map_err(cannot)?;
        let (mut told, interrupts) = UnixStream::pair().map_err(cannot)?;
        signal_hook::low_level::pipe::register(signal_hook::consts::SIGINT, interrupts)
            .map_err(cannot)?;
        loop {
            loop {
                match watch.next() {
                    Ok(None) => break,
                    Ok(Some(event)) => {
                        if self.hears(&event)? == Next::End {
                            return Ok(Ended::Through);
                        }
                    }
                    Err(_) => {
                        let message = "the daemon went away meanwhile";
                        return self.end(Check::fail(NAME, message, "loci daemon start"));
                    }
                }
            }
            let fds = [watch.as_fd(), limit.as_fd(), told.as_fd()];
            let ready = clock::wait(&fds).map_err(cannot)?;
            if ready.contains(&2) {
                // It is readable; what it holds does not matter.
                let _ = told.read(&mut [0]);
                return Ok(Ended::Interrupted);
            }
            if ready.contains(&1) && !ready.contains(&0) {
                return self.end(self.nothing());
            }
        }
    }

    fn hears(&mut self, event: &Event) -> Result<Next, Trouble> {
        let (state, detail) = match event {
            Event::Notice {
                subject,
                state,
                detail,
            } if subject == "test" => (state.as_str(), detail.as_deref()),
            Event::Notice { .. }
            | Event::Logged { .. }
            | Event::Undone { .. }
            | Event::Notes { .. }
            | Event::Due { .. }
            | Event::BoxStarted { .. }
            | Event::Enough { .. }
            | Event::Stop { .. }
            | Event::BoxEnded { .. }
            | Event::Silent { .. }
            | Event::Mode { .. }
            | Event::Plan { .. }
            | Event::Lagged { .. }
            | Event::Bye => return Ok(Next::Wait),
        };
        let by = &self.by;
        let (check, next) = match (state, detail) {
            // Nothing comes back from a command.
            ("shown", Some("command")) => (
                Check::ok(NAME, "notify.command was run and ended well"),
                Next::End,
            ),
            ("shown", _) => {
                self.shown = Shown::Yes;
                let message = format!("shown by {by}: press a button, or close it (20 s)");
                (Check::ok(NAME, message), Next::Wait)
            }
            ("not_shown", why) => {
                let why = printable(why.unwrap_or("it is not said why"));
                let message = match self.stand_in {
                    StandIn::Command => format!("not shown: {why}"),
                    StandIn::Nobody => format!("not shown: {why}; notify.command can stand in"),
                };
                (Check::fail(NAME, message, &self.edit), Next::End)
            }
            ("pressed", Some("open")) => {
                (Check::ok(NAME, "pressed: a click comes back"), Next::End)
            }
            ("pressed", what) => {
                let what = printable(what.unwrap_or("something"));
                (
                    Check::ok(NAME, format!("pressed `{what}`: buttons work")),
                    Next::End,
                )
            }
            ("closed" | "withdrawn", how) => {
                let how = printable(how.unwrap_or("closed"));
                let message = format!("closed without a press ({how}); that means nothing to loci");
                (Check::ok(NAME, message), Next::End)
            }
            (other, _) => {
                let message = format!("`{}`, which this loci does not know", printable(other));
                (Check::note(NAME, message), Next::Wait)
            }
        };
        self.tell(check)?;
        Ok(next)
    }

    /// What it means that nothing came back.
    fn nothing(&self) -> Check {
        match self.shown {
            Shown::Yes => Check::note(
                NAME,
                "nothing came back within 20 s: not pressed, or this server draws no buttons; a \
                 click on the text opens the review where clicks are drawn",
            ),
            Shown::NotYet => Check::fail(
                NAME,
                format!("{} did not show it within 20 s", self.by),
                &self.edit,
            ),
        }
    }

    fn end(&mut self, check: Check) -> Result<Ended, Trouble> {
        self.tell(check)?;
        Ok(Ended::Through)
    }

    /// Tells a check as text, and keeps it for JSON.
    fn tell(&mut self, check: Check) -> Result<(), Trouble> {
        let out = &mut self.context.out;
        if out.form == Form::Text {
            let shown = text::line(&check, out.width());
            out.data(&shown)?;
        }
        self.checks.push(check);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::cli::doctor::check::Level;
    use crate::cli::doctor::heard::Answers;
    use crate::cli::fake::Fake;

    fn up() -> Heard {
        Heard::Up(Box::new(Answers {
            hello: serde_json::from_value(json!({"version": "0", "protocol": 1, "pid": 1,
                "data_dir": "/d", "config": "/c", "demo": false}))
            .unwrap(),
            took_ms: 0,
            status: None,
            report: Err(crate::cli::doctor::heard::Untold::Older),
        }))
    }

    fn granting(method: &str, _: &Value) -> Result<Value, Value> {
        assert!(matches!(method, "watch" | "notify_test"), "{method}");
        Ok(json!({"ok": true}))
    }

    fn notice(subject: &str, state: &str, detail: Option<&str>) -> Value {
        json!({"event": "notice", "subject": subject, "state": state, "detail": detail})
    }

    fn check(events: Vec<Value>) -> (Vec<Check>, String) {
        let mut fake = Fake::new(Form::Text, granting);
        *fake.told.lock().unwrap() = events;
        let mut checks = Vec::new();
        let ended = run(&mut fake.context, &up(), "vi", &mut checks).unwrap();
        assert_eq!(ended, Ended::Through);
        assert_eq!(fake.asked("notify_test").len(), 1);
        (checks, fake.stdout.text())
    }

    #[test]
    fn a_press_says_that_buttons_work() {
        let (checks, text) = check(vec![
            notice("reminder", "closed", None),
            notice("test", "shown", None),
            notice("test", "pressed", Some("snooze")),
        ]);
        assert_eq!(checks.len(), 2);
        assert!(text.contains("shown by the desktop"), "{text}");
        assert!(text.contains("pressed `snooze`: buttons work"), "{text}");
    }

    #[test]
    fn what_is_not_shown_is_a_failure_and_what_is_closed_is_none() {
        let (checks, _) = check(vec![notice("test", "not_shown", Some("no server"))]);
        assert_eq!(checks[0].level, Level::Fail);
        let (checks, text) = check(vec![notice("test", "closed", Some("dismissed"))]);
        assert_eq!(checks[0].level, Level::Ok);
        assert!(
            text.contains("closed without a press (dismissed)"),
            "{text}"
        );
    }

    fn with_command(events: Vec<Value>) -> Check {
        let mut report = crate::cli::doctor::tests::report();
        report["desktop"]["command"] = json!(true);
        let Heard::Up(mut answers) = up() else {
            unreachable!();
        };
        answers.report = Ok(serde_json::from_value(report).unwrap());
        let mut fake = Fake::new(Form::Text, granting);
        *fake.told.lock().unwrap() = events;
        let mut checks = Vec::new();
        run(&mut fake.context, &Heard::Up(answers), "vi", &mut checks).unwrap();
        assert_eq!(checks.len(), 1, "it ends with the first: {checks:?}");
        checks.remove(0)
    }

    #[test]
    fn a_command_that_ended_well_is_all_that_is_waited_for() {
        let check = with_command(vec![
            notice("test", "shown", Some("command")),
            notice("test", "pressed", Some("open")),
        ]);
        assert_eq!(check.level, Level::Ok);
        assert_eq!(check.message, "notify.command was run and ended well");
    }

    #[test]
    fn a_command_that_failed_is_not_told_to_stand_in() {
        let why = "notify.command failed: it ended with status 3";
        let check = with_command(vec![notice("test", "not_shown", Some(why))]);
        assert_eq!(
            (check.level, check.cure.as_deref()),
            (Level::Fail, Some("vi"))
        );
        assert_eq!(check.message, format!("not shown: {why}"));
    }

    #[test]
    fn without_a_daemon_nothing_is_tried_and_its_cure_is_not_told_twice() {
        let mut fake = Fake::down(Form::Text);
        let mut checks = Vec::new();
        run(&mut fake.context, &Heard::Down, "vi", &mut checks).unwrap();
        assert_eq!((checks[0].level, &checks[0].cure), (Level::Note, &None));
    }

    #[test]
    fn a_daemon_that_goes_meanwhile_is_told() {
        let (checks, _) = check(vec![]);
        assert_eq!(checks[0].level, Level::Fail);
    }
}
