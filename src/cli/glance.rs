//! `loci glance`: a map or palace, shown once; nothing is rated. On a terminal it is taken away again after a
//! minute, or at a key; in a pipe it is printed.

use std::io::IsTerminal;

use rustix::termios::tcgetwinsize;

use super::args::ScopeArg;
use super::context::{Context, Input};
use super::exit::{Exit, Trouble};
use super::keys::{self, Pressed};
use super::ls;
use super::render::out::Form;
use super::render::table::width;
use super::render::words::{BOLD, DIM, printable, styled};
use crate::clock::BootTimer;
use crate::ipc::protocol::{Filter, LocusInfo};

/// How long it is shown.
const SHOWN_MS: u64 = 60_000;

/// `loci glance MAP`.
pub fn run(context: &mut Context, args: &ScopeArg) -> Result<Exit, Trouble> {
    let reply = ls::ask(context, Some(&args.scope), Filter::Live)?;
    let is_watched = context.input == Input::Ask && std::io::stdin().is_terminal();
    match context.out.form {
        Form::Json => context.out.json("glance", &reply.raw)?,
        Form::Text if is_watched && context.out.is_terminal() && !reply.value.is_empty() => {
            return show_once(context, &text(&reply.value));
        }
        Form::Text => context.out.data(&text(&reply.value))?,
    }
    Ok(Exit::Done)
}

/// Shows the text screen by screen, and leaves nothing of it.
fn show_once(context: &mut Context, text: &str) -> Result<Exit, Trouble> {
    let limit = BootTimer::after(SHOWN_MS)
        .map_err(|error| Trouble::Failed(format!("cannot wait for a minute: {error}")))?;
    let pages = pages(text, Screen::of_stdout());
    for (number, page) in pages.iter().enumerate() {
        let hint = match number + 1 == pages.len() {
            true => "any key: away (60 s at most)",
            false => "any key: the rest (60 s at most)",
        };
        context.out.data(&page.text)?;
        context.out.data(&styled(DIM, hint))?;
        let pressed = keys::any_key(&limit);
        context.out.erase(page.rows + 1)?;
        match pressed? {
            Pressed::Key => {}
            Pressed::Nothing => break,
            Pressed::Interrupt => return Ok(Exit::Interrupted),
        }
    }
    Ok(Exit::Done)
}

#[derive(Clone, Copy)]
struct Screen {
    rows: usize,
    columns: usize,
}

impl Screen {
    /// A terminal that does not know its size is taken for 24 by 80.
    fn of_stdout() -> Screen {
        match tcgetwinsize(std::io::stdout()) {
            Ok(size) if size.ws_row > 3 && size.ws_col > 0 => Screen {
                rows: size.ws_row.into(),
                columns: size.ws_col.into(),
            },
            Ok(_) | Err(_) => Screen {
                rows: 24,
                columns: 80,
            },
        }
    }
}

/// What fits on the screen at once.
struct Page {
    text: String,
    /// Rows of the screen that it takes.
    rows: usize,
}

/// Cuts a text into screens; a line for the hint and one for the cursor are left free.
fn pages(text: &str, screen: Screen) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for line in text.lines() {
        let rows = width(line).div_ceil(screen.columns).max(1);
        match pages.last_mut() {
            Some(page) if page.rows + rows + 2 <= screen.rows => {
                page.text.push_str(&format!("{line}\n"));
                page.rows += rows;
            }
            Some(_) | None => pages.push(Page {
                text: format!("{line}\n"),
                rows,
            }),
        }
    }
    pages
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
    fn a_tall_or_wide_text_is_shown_screen_by_screen() {
        let screen = Screen {
            rows: 5,
            columns: 4,
        };
        let pages = pages("a\nbbbbb\nc\nd\n", screen);
        let told: Vec<_> = pages.iter().map(|it| (it.text.as_str(), it.rows)).collect();
        assert_eq!(told, [("a\nbbbbb\n", 3), ("c\nd\n", 2)]);
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
