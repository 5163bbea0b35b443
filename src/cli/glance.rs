//! `loci glance`: a map or palace, shown once; nothing is rated.

use super::args::ScopeArg;
use super::context::Context;
use super::exit::{Exit, Trouble};
use super::ls;
use super::render::words::{BOLD, printable, styled};
use crate::ipc::protocol::{Filter, LocusInfo};

/// `loci glance MAP`.
pub fn run(context: &mut Context, args: &ScopeArg) -> Result<Exit, Trouble> {
    let reply = ls::ask(context, Some(&args.scope), Filter::Live)?;
    context
        .out
        .show("glance", &reply.raw, || text(&reply.value))?;
    Ok(Exit::Done)
}

/// The trees that the loci make, in note order.
fn text(loci: &[LocusInfo]) -> String {
    if loci.is_empty() {
        return "nothing stands there: loci ls shows what does".to_owned();
    }
    let mut text = String::new();
    let mut rest = loci;
    while let Some(first) = rest.first() {
        let top = top_of(first);
        let end = rest
            .iter()
            .position(|locus| top_of(locus) != top)
            .unwrap_or(rest.len());
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{}\n", styled(BOLD, &printable(top))));
        text.push_str(&tree(&rest[..end]));
        rest = &rest[end..];
    }
    text
}

/// The path above its depth: the map or palace, or the branch that was asked for.
fn top_of(locus: &LocusInfo) -> &str {
    let mut top = locus.path.as_str();
    for _ in 0..locus.depth.max(1) {
        top = top.rsplit_once('/').map_or(top, |(above, _)| above);
    }
    top
}

fn tree(loci: &[LocusInfo]) -> String {
    let highest = loci.iter().map(|locus| locus.depth).min().unwrap_or(1);
    let mut text = String::new();
    // Whether the branch on each level above has a sibling that is still to come.
    let mut more: Vec<Sibling> = Vec::new();
    for (at, locus) in loci.iter().enumerate() {
        let level = usize::try_from(locus.depth - highest).unwrap_or(0);
        more.truncate(level);
        more.resize(level, Sibling::None);
        for above in &more {
            text.push_str(match above {
                Sibling::ToCome => "│   ",
                Sibling::None => "    ",
            });
        }
        let sibling = sibling_after(&loci[at + 1..], locus.depth);
        text.push_str(match sibling {
            Sibling::ToCome => "├── ",
            Sibling::None => "└── ",
        });
        more.push(sibling);
        text.push_str(&label(locus));
        text.push('\n');
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sibling {
    ToCome,
    None,
}

fn sibling_after(rest: &[LocusInfo], depth: u32) -> Sibling {
    match rest.iter().find(|locus| locus.depth <= depth) {
        Some(next) if next.depth == depth => Sibling::ToCome,
        Some(_) | None => Sibling::None,
    }
}

fn label(locus: &LocusInfo) -> String {
    match &locus.point {
        Some(point) => format!("{}: {}", printable(&locus.label), printable(point)),
        None => printable(&locus.label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::ls::tests::locus;

    fn plain(loci: &[LocusInfo]) -> String {
        anstream::adapter::strip_str(&text(loci)).to_string()
    }

    #[test]
    fn a_map_is_drawn_as_a_tree() {
        let loci = ["r/a", "r/a/b", "r/a/b/c", "r/d", "r/d/e"].map(|path| locus(path, "new", None));
        assert_eq!(
            plain(&loci),
            "r\n├── a\n│   └── b\n│       └── c\n└── d\n    └── e\n"
        );
    }

    #[test]
    fn a_part_of_a_map_and_a_second_map_are_drawn_too() {
        let mut loci = ["r/a/b", "r/a/c", "s/x"].map(|path| locus(path, "new", None));
        loci[2].point = Some("y".to_owned());
        assert_eq!(plain(&loci[..2]), "r\n├── b\n└── c\n");
        assert_eq!(plain(&loci[2..]), "s\n└── x: y\n");
    }
}
