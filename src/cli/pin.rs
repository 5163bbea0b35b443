//! `loci pin LOCUS`: an anchor behind a branch or room in its note. The daemon writes it.

use super::args::LocusArg;
use super::context::{Context, Reply};
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::words::printable;
use crate::config::paths::Paths;
use crate::ipc::protocol::{Pin, PinReply, Request};

/// `loci pin LOCUS`.
pub fn run(context: &mut Context, args: &LocusArg) -> Result<Exit, Trouble> {
    let batch_id = Some(batch_id(context.now().at));
    let reply: Reply<PinReply> =
        context.call_about(&args.locus, |locus| Request::Pin(Pin { batch_id, locus }))?;
    let paths = context.paths.clone();
    context
        .out
        .changed("pin", &reply.raw, || text(&reply.value, &paths))?;
    Ok(Exit::Done)
}

fn text(reply: &PinReply, paths: &Paths) -> String {
    let file = printable(&paths.tilde(std::path::Path::new(&reply.source)));
    let place = format!("{file}:{}", reply.line);
    let (path, anchor) = (printable(&reply.path), printable(&reply.anchor));
    match &reply.written {
        Some(line) => format!(
            "pinned: {path}\nwritten into {place}:\n  {}\nundo: loci undo (^{anchor} stays in the note)\n",
            printable(line)
        ),
        None => format!("pinned: {path}\n^{anchor} stands in {place} already\nundo: loci undo\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_told() {
        let paths = Paths {
            config: "/c".into(),
            data_dir: "/d".into(),
            state_dir: "/s".into(),
            home: Some("/home/ada".into()),
        };
        let mut reply = PinReply {
            path: "r/a".to_owned(),
            anchor: "a".to_owned(),
            source: "/home/ada/x.md".to_owned(),
            line: 4,
            written: Some("- a ^a".to_owned()),
            batch: uuid::Uuid::nil(),
        };
        assert_eq!(
            text(&reply, &paths),
            "pinned: r/a\nwritten into ~/x.md:4:\n  - a ^a\nundo: loci undo (^a stays in the note)\n"
        );
        reply.written = None;
        assert!(text(&reply, &paths).contains("^a stands in ~/x.md:4 already"));
    }
}
