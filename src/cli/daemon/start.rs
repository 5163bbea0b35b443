//! `loci daemon start`: through systemd where the units are installed, else as a process of its own.

use super::launch::launch;
use super::systemctl::Unit;
use super::version;
use crate::cli::context::Context;
use crate::cli::exit::{Exit, Trouble};
use crate::cli::render::words::printable;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::HelloReply;

/// Starts it, if it does not run.
pub fn run(context: &mut Context) -> Result<Exit, Trouble> {
    let (hello, word) = match context.hello() {
        Ok(hello) => (hello, "runs already"),
        // One that closes the connection is about to end.
        Err(trouble) if is_absent(&trouble) => {
            let up = up(context)?;
            if let Systemd::Hangs(trouble) = up.systemd {
                context.out.note(&format!(
                    "started without systemd: {}",
                    printable(&trouble.to_string())
                ))?;
            }
            (up.hello, "started")
        }
        Err(other) => return Err(other),
    };
    tell(context, &hello, word)
}

/// Starts the user's own daemon, and waits until it answers.
pub fn bring_up(context: &Context) -> Result<HelloReply, Trouble> {
    Ok(up(context)?.hello)
}

/// A daemon that was started.
struct Up {
    hello: HelloReply,
    systemd: Systemd,
}

/// How systemd was when it was asked for the units.
enum Systemd {
    /// It told, or there is none.
    Well,
    /// It did not answer.
    Hangs(Trouble),
}

fn up(context: &Context) -> Result<Up, Trouble> {
    let (hello, systemd) = match Unit::find(context) {
        Ok(Some(unit)) => (unit.start(context)?, Systemd::Well),
        Ok(None) => (launch(context, None)?, Systemd::Well),
        Err(trouble) => (launch(context, None)?, Systemd::Hangs(trouble)),
    };
    Ok(Up { hello, systemd })
}

/// Tells who runs now.
pub fn tell(context: &mut Context, hello: &HelloReply, word: &str) -> Result<Exit, Trouble> {
    context.out.changed("daemon", hello, || {
        let which = if hello.demo { " (the demo)" } else { "" };
        format!(
            "{word}: loci {}, pid {}{which}",
            printable(&hello.version),
            hello.pid
        )
    })?;
    version::note(context, &hello.version)?;
    Ok(Exit::Done)
}

/// Whether a trouble means that no daemon is there.
pub fn is_absent(trouble: &Trouble) -> bool {
    matches!(
        trouble,
        Trouble::Client(ClientError::NotRunning { .. } | ClientError::Closed)
    )
}
