//! The editor inside its box: from its start until the page is written, or left.

use std::process::ExitStatus;

use chrono::TimeDelta;

use super::desk::{Sheet, Step, Written, replace, text_of};
use super::page;
use crate::cli::boxes;
use crate::cli::context::{Context, Reply};
use crate::cli::edit;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::out::Form;
use crate::cli::render::words::{self, BOLD, printable, styled};
use crate::cli::wait::{self, Ended};
use crate::cli::when;
use crate::clock;
use crate::domain::timebox::BoxKind;
use crate::ipc::client::Watch;
use crate::ipc::protocol::{BoxEnd, BoxReply, BoxStart, EndHow, NoParams, Request};

/// An editor that is back sooner, with nothing written, may have opened a window and not waited for it.
const AT_ONCE_MS: u64 = 5000;

/// A running box, and what is heard of it.
pub(super) struct Running {
    /// The box.
    pub running: BoxReply,
    /// Its events; the client's own deadline holds without them.
    pub watch: Option<Watch>,
}

/// How a sitting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sat {
    /// The page is written, in time or after a STOP that came before; this is the exit once it is logged.
    Through(Exit),
    /// It is not, and is kept.
    Left(Exit),
}

/// Starts a recall box.
pub(super) fn start(
    context: &Context,
    topic: &str,
    limit_secs: Option<u32>,
) -> Result<Running, Trouble> {
    // Watching begins first: an end between the start and the watch would go unheard.
    let watch = boxes::watch(context)?;
    let reply: Reply<Option<BoxReply>> = context.call(&Request::BoxStart(BoxStart {
        kind: BoxKind::Recall.as_str().to_owned(),
        topic: topic.to_owned(),
        limit_secs,
    }))?;
    match reply.value {
        Some(running) => Ok(Running { running, watch }),
        None => Err(Trouble::Failed(
            "the daemon started no box: see loci box".to_owned(),
        )),
    }
}

/// Cancels a box in which nothing happened, or ends it if it is too late for that.
pub(super) fn cancel(context: &Context) {
    if end(context, EndHow::Cancel).is_err() {
        // That it may have ended by itself changes nothing.
        let _ = end(context, EndHow::Done);
    }
}

/// Ends the last box of a recall, if it still runs: its end may have met no daemon.
pub(super) fn end_last(context: &Context, sheet: &Sheet) {
    let Some(last_box) = sheet.kept.last_box else {
        return;
    };
    let asked = context.call::<Option<BoxReply>>(&Request::Box(NoParams {}));
    let last = asked.ok().and_then(|reply| reply.value);
    if last.is_some_and(|last| last.id == last_box && last.state == "running") {
        // What is logged stays logged; the box ends by itself.
        let _ = end(context, EndHow::Done);
    }
}

fn end(context: &Context, how: EndHow) -> Result<(), Trouble> {
    let request = Request::BoxEnd(BoxEnd {
        how,
        id: None,
        note: None,
    });
    context.call::<Option<BoxReply>>(&request).map(|_| ())
}

/// The step of a sheet whose page is open in this box.
pub(super) fn writing(context: &Context, running: &BoxReply, before_secs: u32) -> Step {
    let now = context.now();
    let left = TimeDelta::milliseconds(i64::try_from(running.left_ms).unwrap_or(i64::MAX / 4));
    Step::Writing {
        running: running.id,
        ends_at: when::rfc3339(now.at + left, &now),
        before_secs,
        limit_secs: running.limit_secs,
    }
}

/// Opens the page in the editor, inside the box, until the page is written.
pub(super) fn sit(
    context: &mut Context,
    sheet: &mut Sheet,
    Running { running, watch }: Running,
    before_secs: u32,
    line: Option<u32>,
) -> Result<Sat, Trouble> {
    let step = writing(context, &running, before_secs);
    sheet.kept.last_box = Some(running.id);
    sheet.go_on(step)?;
    let before = text_of(&sheet.page())?;
    let mut command = edit::waiting_editor(&sheet.page(), line)?;
    match context.out.form {
        // Under JSON stdout holds one object, and that is ours.
        Form::Json => {
            command.stdout(std::io::stderr());
        }
        Form::Text => context.out.note(&started(&running))?,
    }
    let since = clock::boot();
    let mut kept_at_stop = Ok(());
    let mut keep = || kept_at_stop = keep_at_stop(sheet);
    let ended = wait::until_closed(context, &running, watch, command, &mut keep)?;
    if let Err(trouble) = kept_at_stop {
        let said = format!("what was saved after STOP counts too: {trouble}");
        context.out.note(&printable(&said))?;
    }
    let open_ms = clock::boot().ms_since(since).unwrap_or(0);
    let clock = Clock {
        limit_ms: u64::from(running.limit_secs) * 1000,
        left_ms: running.left_ms,
        open_ms,
        before_secs,
    };
    let (exit, stopped) = match ended {
        Ended::NotRun(trouble) => {
            cancel(context);
            sheet.go_on(match page::is_empty(&before, &sheet.kept.root) {
                true => Step::Dropped,
                false => Step::Paused {
                    left_secs: secs(running.left_ms),
                    used_secs: before_secs,
                },
            })?;
            return Err(trouble);
        }
        Ended::Interrupted => return Ok(Sat::Left(Exit::Interrupted)),
        Ended::Stop(_) => (Exit::Stopped, true),
        Ended::Elsewhere(last, status) => {
            if let Some(status) = status.filter(|status| !status.success()) {
                return leave(context, sheet, &clock, status);
            }
            match last.state.as_str() {
                "stopped" => (Exit::Stopped, true),
                _ => (Exit::Done, false),
            }
        }
        Ended::Command(status) => {
            if !status.success() {
                return leave(context, sheet, &clock, status);
            }
            let text = match text_of(&sheet.page()) {
                Ok(text) => text,
                Err(trouble) => {
                    pause(context, sheet, &clock)?;
                    return Err(trouble);
                }
            };
            let is_empty = page::is_empty(&text, &sheet.kept.root);
            let is_back_at_once = open_ms < AT_ONCE_MS && text == before;
            if is_empty && is_back_at_once && edit::may_not_wait() {
                cancel(context);
                let used_secs = before_secs;
                let left_secs = secs(running.left_ms);
                sheet.go_on(Step::Paused {
                    left_secs,
                    used_secs,
                })?;
                return Err(Trouble::Failed(format!(
                    "{} came back at once, and the page is as it was: if it opened a window, give it the flag that \
                     makes it wait, like EDITOR=\"code --wait\"; what you write there is kept: loci recall --resume",
                    edit::as_set()
                )));
            }
            match is_empty {
                true => cancel(context),
                // The page is written; that the box may have ended meanwhile changes nothing.
                false => drop(end(context, EndHow::Done)),
            }
            (Exit::Done, false)
        }
    };
    let now = context.now();
    sheet.go_on(Step::Written(Written {
        at: when::rfc3339(now.at, &now),
        stopped,
        took_secs: Some(clock.used_secs()),
    }))?;
    Ok(Sat::Through(exit))
}

/// Keeps the page as it is at STOP, if something stands on it: what is saved later does not count.
fn keep_at_stop(sheet: &Sheet) -> Result<(), Trouble> {
    let text = text_of(&sheet.page())?;
    match page::is_empty(&text, &sheet.kept.root) {
        true => Ok(()),
        false => replace(&sheet.at_stop(), &text),
    }
}

fn started(running: &BoxReply) -> String {
    let about = format!("recall \"{}\": ", printable(&running.topic));
    let left = words::clock(running.left_secs);
    format!(
        "{}{left}, then STOP\nsave and close the editor when you are done\n",
        styled(BOLD, &about)
    )
}

/// The editor ended without saying that the page is done.
fn leave(
    context: &mut Context,
    sheet: &mut Sheet,
    clock: &Clock,
    status: ExitStatus,
) -> Result<Sat, Trouble> {
    const INTERRUPTED: u8 = 128 + 2;
    let said = format!("{} ended with {status}", edit::as_set());
    context.out.note(&printable(&said))?;
    pause(context, sheet, clock)?;
    Ok(Sat::Left(match boxes::exit_code(status) {
        INTERRUPTED => Exit::Interrupted,
        _ => Exit::Failed,
    }))
}

/// Ends the box, and keeps what is left of its time.
fn pause(context: &Context, sheet: &mut Sheet, clock: &Clock) -> Result<(), Trouble> {
    // That the box may have ended meanwhile changes nothing.
    let _ = end(context, EndHow::Done);
    sheet.go_on(Step::Paused {
        left_secs: secs(clock.left_ms.saturating_sub(clock.open_ms)),
        used_secs: clock.used_secs(),
    })
}

/// How much of the time a sitting used.
struct Clock {
    limit_ms: u64,
    /// What was left when it began.
    left_ms: u64,
    /// How long the editor was open.
    open_ms: u64,
    before_secs: u32,
}

impl Clock {
    /// What was used of this box and of those before; what came after STOP does not count.
    fn used_secs(&self) -> u32 {
        let now = self.limit_ms.saturating_sub(self.left_ms) + self.open_ms.min(self.left_ms);
        self.before_secs.saturating_add(secs(now))
    }
}

/// Whole seconds, rounded.
fn secs(ms: u64) -> u32 {
    u32::try_from((ms + 500) / 1000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_used_is_that_of_all_boxes_and_ends_with_the_last_one() {
        let clock = |left_ms, open_ms, before_secs| Clock {
            limit_ms: 600_000,
            left_ms,
            open_ms,
            before_secs,
        };
        assert_eq!(clock(600_000, 90_400, 0).used_secs(), 90);
        assert_eq!(clock(600_000, 900_000, 0).used_secs(), 600, "STOP");
        assert_eq!(clock(400_000, 100_000, 30).used_secs(), 330, "resumed");
    }
}
