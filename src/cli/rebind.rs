//! `loci rebind OLD NEW`: the history of one branch or room goes on at another place.

use super::args::Rebind as RebindArgs;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::words::{self, printable};
use super::when;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{Rebind, RebindReply, Request};

/// `loci rebind OLD NEW`.
pub fn run(context: &mut Context, args: &RebindArgs) -> Result<Exit, Trouble> {
    let batch_id = Some(batch_id(context.now().at));
    let (mut old, mut new) = (args.old.clone(), args.new.clone());
    let reply: Reply<RebindReply> = loop {
        let request = Request::Rebind(Rebind {
            batch_id,
            old: old.clone(),
            new: new.clone(),
        });
        let failure = match context.call(&request) {
            Ok(reply) => break reply,
            Err(Trouble::Client(ClientError::Failure(failure))) => failure,
            Err(other) => return Err(other),
        };
        // The message names which of the two is not clear.
        let about_new = failure.message.contains(&format!("\"{new}\""));
        let unclear = if about_new { &mut new } else { &mut old };
        match context.pick(&failure, unclear)? {
            Some(path) => *unclear = path,
            None => return Err(failure.into()),
        }
    };
    let today = context.today();
    context.out.changed("rebind", &reply.raw, || {
        let due = reply.value.due.as_deref().and_then(|due| due.parse().ok());
        text(
            &reply.value,
            &due.map(|due| when::due_day(due, today)).unwrap_or_default(),
        )
    })?;
    Ok(Exit::Done)
}

fn text(reply: &RebindReply, due: &str) -> String {
    let reviews = words::count(reply.reviews, "review");
    let merged = match reply.merged {
        0 => String::new(),
        merged => format!(", {merged} of them made there"),
    };
    let due = if due.is_empty() {
        String::new()
    } else {
        format!("; due {due}")
    };
    format!(
        "{} goes on as {}: {reviews}{merged}{due}\nundo: loci undo\n",
        printable(&reply.from),
        printable(&reply.path)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_tells_that_no_review_is_lost() {
        let reply = RebindReply {
            from: "r/a".to_owned(),
            path: "r/b".to_owned(),
            reviews: 5,
            merged: 2,
            due: None,
            batch: uuid::Uuid::nil(),
        };
        assert_eq!(
            text(&reply, "tomorrow"),
            "r/a goes on as r/b: 5 reviews, 2 of them made there; due tomorrow\nundo: loci undo\n"
        );
    }
}
