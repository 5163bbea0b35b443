//! `loci suspend` and `unsuspend`: stop asking a scope, ask it again.

use super::args::ScopeArg;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::words::{self, printable};
use crate::ipc::protocol::{ChangedReply, Request, ScopeParams};

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Stop asking.
    Suspend,
    /// Ask again.
    Unsuspend,
}

/// `loci suspend SCOPE`, `loci unsuspend SCOPE`.
pub fn run(context: &mut Context, args: &ScopeArg, way: Way) -> Result<Exit, Trouble> {
    let batch = batch_id(context.now().at);
    let reply: Reply<ChangedReply> = context.call_about(&args.scope, |scope| {
        let params = ScopeParams {
            batch_id: Some(batch),
            scope,
        };
        match way {
            Way::Suspend => Request::Suspend(params),
            Way::Unsuspend => Request::Unsuspend(params),
        }
    })?;
    let (kind, done) = match way {
        Way::Suspend => ("suspend", "suspended"),
        Way::Unsuspend => ("unsuspend", "asked again"),
    };
    context
        .out
        .changed(kind, &reply.raw, || text(&reply.value, done))?;
    Ok(Exit::Done)
}

fn text(reply: &ChangedReply, done: &str) -> String {
    match reply.changed.as_slice() {
        [] => format!("nothing changed: all of it is {done} already\n"),
        [one] => format!("{done}: {}\nundo: loci undo\n", printable(one)),
        many => {
            let count = u64::try_from(many.len()).unwrap_or(u64::MAX);
            let lines: String = many
                .iter()
                .map(|path| format!("  {}\n", printable(path)))
                .collect();
            format!("{done}: {}\n{lines}undo: loci undo\n", words::loci(count))
        }
    }
}
