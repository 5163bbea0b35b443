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
use crate::ipc::client::Watch;
use crate::ipc::protocol::{Event, NoParams, OkReply, Request};

const NAME: &str = "notify";

/// How long it is waited for a press.
const PATIENCE_MS: u64 = 20_000;

/// Shows a notification, and waits for what comes back.
pub fn run(context: &mut Context, heard: &Heard) -> Result<Vec<Check>, Trouble> {
    if heard.answers().is_none() {
        let check = Check::fail(
            NAME,
            "no daemon that could show anything",
            "loci daemon start",
        );
        return told(context, vec![check]);
    }
    let watch = context.client()?.watch()?;
    match context.call::<OkReply>(&Request::NotifyTest(NoParams {})) {
        Ok(_) => {}
        Err(trouble) if is_unknown(&trouble) => {
            let message = "this daemon shows no notifications yet";
            return told(
                context,
                vec![Check::warn(NAME, message, "loci daemon restart")],
            );
        }
        Err(trouble) => {
            let check = Check::fail(NAME, trouble.to_string(), "loci doctor");
            return told(context, vec![check]);
        }
    }
    let server = heard
        .report()
        .and_then(|report| report.desktop.server.as_ref());
    let mut test = Test {
        by: server.map_or_else(|| "the desktop".to_owned(), name_of),
        checks: Vec::new(),
        shown: Shown::NotYet,
    };
    test.wait(context, watch)?;
    Ok(test.checks)
}

/// Tells checks as text, and hands them on for JSON.
fn told(context: &mut Context, checks: Vec<Check>) -> Result<Vec<Check>, Trouble> {
    if context.out.form == Form::Text {
        let shown = text::checks(&checks, context.out.width());
        context.out.data(&shown)?;
    }
    Ok(checks)
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
struct Test {
    by: String,
    checks: Vec<Check>,
    shown: Shown,
}

impl Test {
    fn wait(&mut self, context: &mut Context, mut watch: Watch) -> Result<(), Trouble> {
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
                        if self.hears(context, &event)? == Next::End {
                            return Ok(());
                        }
                    }
                    Err(_) => {
                        let message = "the daemon went away meanwhile";
                        return self.tell(context, Check::fail(NAME, message, "loci daemon start"));
                    }
                }
            }
            let fds = [watch.as_fd(), limit.as_fd(), told.as_fd()];
            let ready = clock::wait(&fds).map_err(cannot)?;
            if ready.contains(&2) {
                // It is readable; what it holds does not matter.
                let _ = told.read(&mut [0]);
                return Err(Trouble::Interrupted);
            }
            if ready.contains(&1) && !ready.contains(&0) {
                let check = self.nothing();
                return self.tell(context, check);
            }
        }
    }

    fn hears(&mut self, context: &mut Context, event: &Event) -> Result<Next, Trouble> {
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
            | Event::Lagged { .. }
            | Event::Bye => return Ok(Next::Wait),
        };
        let by = &self.by;
        let (check, next) = match (state, detail) {
            ("shown", _) => {
                self.shown = Shown::Yes;
                let message = format!("shown by {by}: press a button, or close it (20 s)");
                (Check::ok(NAME, message), Next::Wait)
            }
            ("not_shown", why) => {
                let why = printable(why.unwrap_or("it is not said why"));
                let message = format!("not shown: {why}");
                (Check::fail(NAME, message, "loci doctor"), Next::End)
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
                (Check::notice(NAME, message), Next::Wait)
            }
        };
        self.tell(context, check)?;
        Ok(next)
    }

    /// What it means that nothing came back.
    fn nothing(&self) -> Check {
        match self.shown {
            Shown::Yes => Check::notice(
                NAME,
                "nothing came back within 20 s: not pressed, or this server draws no buttons; a \
                 click on the text opens the review where clicks are drawn",
            ),
            Shown::NotYet => Check::fail(
                NAME,
                format!("{} did not show it within 20 s", self.by),
                "loci doctor",
            ),
        }
    }

    fn tell(&mut self, context: &mut Context, check: Check) -> Result<(), Trouble> {
        self.checks.extend(told(context, vec![check])?);
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
        let checks = run(&mut fake.context, &up()).unwrap();
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

    #[test]
    fn a_daemon_that_goes_meanwhile_is_told() {
        let (checks, _) = check(vec![]);
        assert_eq!(checks[0].level, Level::Fail);
    }
}
