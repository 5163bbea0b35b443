//! `loci daemon restart`: the way to a new version. It answers once the new daemon serves.

use super::end::end_after;
use super::launch::launch;
use super::start::{bring_up, tell};
use super::systemctl::Unit;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::ipc::protocol::HelloReply;

/// Ends it and starts it.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let hello = again(context)?;
    tell(context, &hello, "restarted")
}

fn again(context: &mut Context) -> Result<HelloReply, Trouble> {
    let old = context.hello_of_any();
    // Asked after the daemon: a socket that listened has started the service by now.
    let unit = Unit::of(context);
    match (&old, unit) {
        (Ok(old), Some(unit)) if unit.owns(old.pid) => return unit.restart(context),
        // It hangs; systemd can end it.
        (Err(_), Some(unit)) if unit.main_pid.is_some() => return unit.restart(context),
        (Ok(_) | Err(_), _) => {}
    }
    let ended = end_after(context, old)?;
    if let Some(note) = ended.as_ref().and_then(|ended| ended.note()) {
        context.out.note(&note)?;
    }
    match ended.and_then(|ended| ended.demo) {
        Some(paths) => launch(context, Some(&paths)),
        None => bring_up(context),
    }
}
