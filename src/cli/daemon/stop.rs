//! `loci daemon stop`: ends it. The socket of systemd ends with it, or the next command would start it again.

use serde::Serialize;

use super::end::end_any;
use super::systemctl::{Listens, Unit};
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};

#[derive(Serialize)]
struct Stopped {
    stopped: bool,
    pid: Option<u32>,
}

/// Ends it.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let unit = Unit::of(context);
    let unit = unit.filter(|unit| unit.main_pid.is_some() || unit.socket == Listens::Yes);
    if let Some(unit) = &unit {
        unit.stop()?;
    }
    // One that was started by hand may hold the lock beside an idle socket.
    let by_hand = end_any(context)?;
    if let Some(note) = by_hand.as_ref().and_then(|ended| ended.note()) {
        context.out.note(&note)?;
    }
    let by_hand = by_hand.map(|ended| ended.pid);
    let pid = unit.as_ref().and_then(|unit| unit.main_pid).or(by_hand);
    let data = Stopped {
        stopped: pid.is_some(),
        pid,
    };
    context.out.changed("daemon", &data, || {
        let mut text = match pid {
            Some(pid) => format!("stopped: pid {pid}"),
            None => "the daemon does not run".to_owned(),
        };
        if unit.is_some() {
            text.push_str(
                "\nits socket is closed too, or the next command would start it again; it comes back \
                 with your next login, or: loci daemon start",
            );
        }
        text
    })?;
    Ok(Exit::Done)
}
