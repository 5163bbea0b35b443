//! `loci daemon status`: whether it runs, and where.

use std::path::Path;

use super::version;
use crate::cli::context::{Context, Reply};
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::{self, printable};
use crate::ipc::protocol::{DaemonInfo, NoParams, Request, StatusReply};

/// Shows it.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let reply: Reply<StatusReply> = context.call(&Request::Status(NoParams {}))?;
    let daemon: &DaemonInfo = &reply.value.daemon;
    let (paths, socket) = (context.paths.clone(), context.socket.clone());
    context.out.show("daemon", daemon, || {
        let which = if daemon.demo { " (the demo)" } else { "" };
        let trouble = daemon.trouble.as_deref();
        format!(
            "runs: loci {}, pid {}, up {}{which}\nconfig  {}\ndata    {}\nsocket  {}\n{}",
            printable(&daemon.version),
            daemon.pid,
            words::age(daemon.uptime_secs),
            printable(&paths.tilde(Path::new(&daemon.config))),
            printable(&paths.tilde(Path::new(&daemon.data_dir))),
            paths.tilde(&socket),
            trouble
                .map(|why| format!("trouble {}\n", printable(why)))
                .unwrap_or_default()
        )
    })?;
    version::note(context, &reply.value.daemon.version)?;
    Ok(Exit::Done)
}
