//! `loci adopt FILE:LINE`: takes a map or palace that the notes only might hold.

use std::path::{Path, PathBuf};

use super::args::Adopt as AdoptArgs;
use super::context::{Context, Reply, absolute, text_of};
use super::exit::{Exit, Trouble};
use super::log::batch_id;
use super::render::words::{self, printable};
use crate::ipc::protocol::{Adopt, AdoptReply, Request};

/// `loci adopt FILE:LINE`.
pub fn run(context: &mut Context, args: &AdoptArgs) -> Result<Exit, Trouble> {
    let (file, line) = place(&args.place)?;
    let request = Request::Adopt(Adopt {
        batch_id: Some(batch_id(context.now().at)),
        source: text_of(&absolute(&file)?)?,
        line,
    });
    let reply: Reply<AdoptReply> = context.call_patiently(&request)?;
    let paths = context.paths.clone();
    context.out.changed("adopt", &reply.raw, || {
        let file = paths.tilde(Path::new(&reply.value.source));
        format!(
            "adopted: {}:{}, {} added\nundo: loci undo\n",
            printable(&file),
            reply.value.line,
            words::loci(reply.value.added)
        )
    })?;
    Ok(Exit::Done)
}

fn place(text: &str) -> Result<(PathBuf, u32), Trouble> {
    text.rsplit_once(':')
        .filter(|(file, _)| !file.is_empty())
        .and_then(|(file, line)| Some((PathBuf::from(file), line.parse().ok()?)))
        .filter(|(_, line)| *line > 0)
        .ok_or_else(|| {
            Trouble::Usage(format!(
                "`{text}` is no FILE:LINE: loci scan FILE names the lines"
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_file_and_a_line() {
        assert_eq!(place("a:b.md:12").unwrap(), (PathBuf::from("a:b.md"), 12));
        for bad in ["a.md", "a.md:0", ":3", "a.md:x"] {
            assert_eq!(place(bad).unwrap_err().exit(), Exit::Usage, "{bad}");
        }
    }
}
