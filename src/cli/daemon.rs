//! `loci daemon …`: the background process, one file per verb. Beside them lie what they share: how `locid` is
//! found, launched and ended, and what the user's systemd is asked.

use std::os::unix::process::CommandExt;
use std::process::Command;

use super::args::{Daemon as DaemonArgs, DaemonVerb};
use super::context::Context;
use super::edit;
use super::exit::{Exit, Trouble};

pub mod end;
pub mod holder;
pub mod install;
pub mod launch;
pub mod limited;
pub mod program;
pub mod restart;
pub mod retreat;
pub mod start;
pub mod status;
pub mod stop;
pub mod systemctl;
pub mod uninstall;
pub mod units;
pub mod version;

/// `loci daemon run|start|stop|restart|status|install|uninstall`.
pub fn run(context: &mut Context, args: &DaemonArgs) -> Result<Exit, Trouble> {
    match args.verb {
        DaemonVerb::Run => Err(become_it()?),
        DaemonVerb::Start => start::run(context),
        DaemonVerb::Stop => stop::run(context),
        DaemonVerb::Restart => restart::run(context),
        DaemonVerb::Status => status::run(context),
        DaemonVerb::Install => install::run(context),
        DaemonVerb::Uninstall => uninstall::run(context),
    }
}

/// Runs `locid` in the place of this process; returns only if that fails.
fn become_it() -> Result<Trouble, Trouble> {
    let program = program::locid()?;
    let error = Command::new(&program).arg("run").exec();
    Ok(edit::cannot_run(&program.display().to_string(), &error))
}
