//! `loci alias LOCUS [TEXT] [--remove]`: other names of a branch or room.

use super::args::Alias as AliasArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::words::printable;
use crate::ipc::protocol::{Alias, AliasReply, Request};

/// `loci alias LOCUS [TEXT] [--remove]`.
pub fn run(context: &mut Context, args: &AliasArgs) -> Result<Exit, Trouble> {
    let batch_id = args.text.as_ref().map(|_| batch_id(context.now().at));
    let reply: Reply<AliasReply> = context.call_about(&args.locus, |locus| {
        Request::Alias(Alias {
            batch_id,
            locus,
            text: args.text.clone(),
            remove: args.remove,
        })
    })?;
    match args.text {
        None => context
            .out
            .show("alias", &reply.raw, || text(&reply.value))?,
        Some(_) => context
            .out
            .changed("alias", &reply.raw, || text(&reply.value))?,
    }
    Ok(Exit::Done)
}

fn text(reply: &AliasReply) -> String {
    let names: Vec<String> = reply.aliases.iter().map(|name| printable(name)).collect();
    let names = match names.as_slice() {
        [] => "no other name".to_owned(),
        names => format!("also {}", names.join(", ")),
    };
    let undo = match reply.batch {
        Some(_) => "undo: loci undo\n",
        None => "",
    };
    format!("{}: {names}\n{undo}", printable(&reply.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed_and_a_change_tells_its_undo() {
        let mut reply = AliasReply {
            path: "r/a".to_owned(),
            aliases: Vec::new(),
            batch: None,
        };
        assert_eq!(text(&reply), "r/a: no other name\n");
        reply.aliases = vec!["GC".to_owned(), "gc 2".to_owned()];
        reply.batch = Some(uuid::Uuid::nil());
        assert_eq!(text(&reply), "r/a: also GC, gc 2\nundo: loci undo\n");
    }
}
