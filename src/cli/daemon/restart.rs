//! `loci daemon restart`: the way to a new version. It answers once the new daemon serves.

use super::end::end;
use super::launch::launch;
use super::start::{bring_up, is_absent, tell};
use super::systemctl::Unit;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::ipc::protocol::HelloReply;

/// Ends it and starts it.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let hello = again(context)?;
    tell(context, &hello, "restarted")
}

fn again(context: &Context) -> Result<HelloReply, Trouble> {
    let old = context.hello_of_any();
    // Asked after the daemon: a socket that listened has started the service by now.
    let unit = Unit::of(context);
    match (old, unit) {
        (Ok(old), Some(unit)) if unit.owns(old.pid) => unit.restart(context),
        (Ok(old), _) => {
            let demo = old.demo.then(|| context.paths.demo());
            end(context)?;
            match demo {
                Some(paths) => launch(context, Some(&paths)),
                None => bring_up(context),
            }
        }
        // It hangs; systemd can end it.
        (Err(_), Some(unit)) if unit.main_pid.is_some() => unit.restart(context),
        (Err(trouble), _) if is_absent(&trouble) => {
            end(context)?;
            bring_up(context)
        }
        (Err(other), _) => Err(other),
    }
}
