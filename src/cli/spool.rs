//! `loci spool`: ratings that found no locus, and what to do with them.

use super::args::{Spool, SpoolVerb};
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::render::words::{self, printable};
use super::when;
use crate::domain::now::Now;
use crate::ipc::protocol::{
    LogReply, NoParams, Request, SpoolAssign, SpoolDrop, SpoolDropReply, SpoolItem,
};

/// `loci spool [assign ID SCOPE|drop ID]`.
pub fn run(context: &mut Context, args: &Spool) -> Result<Exit, Trouble> {
    match &args.verb {
        None => {
            let reply: Reply<Vec<SpoolItem>> = context.call(&Request::Spool(NoParams {}))?;
            let now = context.now();
            context
                .out
                .show("spool", &reply.raw, || text(&reply.value, &now))?;
        }
        Some(SpoolVerb::Assign { id, scope }) => {
            let reply: Reply<LogReply> = context.call_about(scope, |scope| {
                let id = id.clone();
                Request::SpoolAssign(SpoolAssign { id, scope })
            })?;
            context
                .out
                .changed("log", &reply.raw, || super::log::text_of(&reply.value))?;
        }
        Some(SpoolVerb::Drop { id }) => {
            let request = Request::SpoolDrop(SpoolDrop { id: id.clone() });
            let reply: Reply<SpoolDropReply> = context.call(&request)?;
            context.out.changed("spool_drop", &reply.raw, || {
                format!(
                    "dropped: {}\nlog it again: {}\n",
                    printable(&reply.value.dropped),
                    printable(&reply.value.again)
                )
            })?;
        }
    }
    Ok(Exit::Done)
}

fn text(items: &[SpoolItem], now: &Now) -> String {
    if items.is_empty() {
        return "no rating waits".to_owned();
    }
    let mut text = String::new();
    for item in items {
        let at = chrono::DateTime::parse_from_rfc3339(&item.at);
        let at = at.map_or_else(
            |_| item.at.clone(),
            |at| when::echo(at.with_timezone(&chrono::Utc), now),
        );
        text.push_str(&format!(
            "{}  {}  {at}\n  id   {}\n  why  {}\n",
            words::rating(item.rating),
            printable(&item.query),
            printable(&item.id),
            printable(&item.why),
        ));
        for candidate in &item.candidates {
            text.push_str(&format!("  or   {}\n", printable(candidate)));
        }
    }
    text.push_str("\nsettle one: loci spool assign ID SCOPE, or loci spool drop ID\n");
    text
}
