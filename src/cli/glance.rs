//! `loci glance`: a map or palace, shown once; nothing is rated. On a terminal it is taken away again after a
//! minute, or at a key; in a pipe, and on a terminal that cannot take it away, it is printed.

use std::io::IsTerminal;

use ratatui::Frame;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::args::ScopeArg;
use super::context::{Context, Input};
use super::exit::{Exit, Trouble};
use super::inline::text::{cut, fold};
use super::inline::{self, Heard, Inline, Waiting};
use super::ls;
use super::render::out::Form;
use super::render::words::{BOLD, printable, styled};
use crate::clock;
use crate::domain::now::BootInstant;
use crate::ipc::client::ClientError;
use crate::ipc::protocol::{ErrorCode, Filter, LocusInfo, Ls, Request};

/// How long it is shown.
const SHOWN_MS: u64 = 60_000;

/// `loci glance MAP`.
pub fn run(context: &mut Context, args: &ScopeArg) -> Result<Exit, Trouble> {
    let reply = ls::ask(context, Some(&args.scope), Filter::Live)?;
    let below = below(context, &reply.value)?;
    let loci = [reply.value, below].concat();
    let is_watched = context.input == Input::Ask && std::io::stdin().is_terminal();
    match context.out.form {
        Form::Json => context.out.json("glance", &loci)?,
        Form::Text if is_watched && inline::is_possible(context) && !loci.is_empty() => {
            return show_once(context, &text(&loci));
        }
        Form::Text => context.out.data(&text(&loci))?,
    }
    Ok(Exit::Done)
}

/// What lies below the one branch that was asked for: there is no more to look at in it alone. Nothing for a scope of
/// more, which holds all that there is to show.
fn below(context: &Context, loci: &[LocusInfo]) -> Result<Vec<LocusInfo>, Trouble> {
    let [branch] = loci else {
        return Ok(Vec::new());
    };
    let request = Request::Ls(Ls {
        scope: Some(format!("{}/**", branch.path)),
        filter: Filter::Live,
    });
    match context.call(&request) {
        Ok(reply) => Ok(reply.value),
        Err(Trouble::Client(ClientError::Failure(failure)))
            if failure.code == ErrorCode::UnknownLocus =>
        {
            Ok(Vec::new())
        }
        Err(trouble) => Err(trouble),
    }
}

/// Shows the text screen by screen, and leaves nothing of it, whatever ends it.
fn show_once(context: &Context, text: &str) -> Result<Exit, Trouble> {
    let text = anstream::adapter::strip_str(text).to_string();
    let (columns, _) = inline::size();
    let rows = folded(&text, columns.into()).len() + 1;
    let mut inline = Inline::open_tall(context, u16::try_from(rows).unwrap_or(u16::MAX))?;
    let now = clock::boot();
    let mut waiting = Waiting {
        deadline: Some(BootInstant {
            ms: now.ms.saturating_add(SHOWN_MS),
            ..now
        }),
        ..Waiting::default()
    };
    let mut from = 0;
    loop {
        let mut next = None;
        inline.draw(|frame| next = page(frame, &text, from))?;
        match (inline.next(&mut waiting)?, next) {
            (Heard::Key(_), Some(next)) => from = next,
            (Heard::Key(_), None) | (Heard::Deadline, _) => return Ok(Exit::Done),
            (Heard::Interrupted, _) => return Ok(Exit::Interrupted),
            // Lines have other numbers where the rows are wider or narrower.
            (Heard::Resized, _) => from = 0,
            (Heard::Paste(_) | Heard::Tick | Heard::Told(_), _) => {}
        }
    }
}

/// Draws what stands from a line on, and what a key does. Gives the first line that found no place.
fn page(frame: &mut Frame<'_>, text: &str, from: usize) -> Option<usize> {
    let area = frame.area();
    let (columns, room) = (
        usize::from(area.width),
        usize::from(area.height).saturating_sub(1).max(1),
    );
    let lines = folded(text, columns);
    let end = (from + room).min(lines.len());
    let has_more = end < lines.len();
    let hint = match has_more {
        true => format!(
            "{end} of {} lines; any key: the rest (60 s at most)",
            lines.len()
        ),
        false => "any key: away (60 s at most)".to_owned(),
    };
    let shown = lines.iter().take(end).skip(from);
    let mut drawn: Vec<Line<'_>> = shown.map(|line| line_of(line)).collect();
    drawn.push(Line::styled(
        cut(&hint, columns),
        Style::new().add_modifier(Modifier::DIM),
    ));
    frame.render_widget(Paragraph::new(drawn), area);
    has_more.then_some(end)
}

/// A line of a tree; the top of one stands out.
fn line_of(line: &str) -> Line<'_> {
    let is_top = !line.starts_with([' ', '│', '├', '└']);
    match is_top {
        true => Line::styled(line, Style::new().add_modifier(Modifier::BOLD)),
        false => Line::raw(line),
    }
}

fn folded(text: &str, columns: usize) -> Vec<String> {
    let lines = text.lines();
    lines.flat_map(|line| fold(line, columns.max(1))).collect()
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
        text.push_str(&format!(
            "{}\n",
            styled(BOLD, &printable(title(&rest[..end])))
        ));
        text.push_str(&tree(&rest[..end]));
        rest = &rest[end..];
    }
    text
}

/// What holds all that is drawn: the branch above it, else the map or palace.
fn title(loci: &[LocusInfo]) -> &str {
    let highest = loci.iter().map(|locus| locus.depth).min();
    let mut holders = loci
        .iter()
        .filter(|locus| Some(locus.depth) == highest)
        .map(|locus| locus.path.rsplit_once('/').map_or("", |(above, _)| above));
    match (holders.next(), loci.first()) {
        (Some(holder), Some(_)) if holders.all(|other| other == holder) => holder,
        (_, Some(first)) => top_of(first),
        (_, None) => "",
    }
}

/// The path above its depth: the map or palace.
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
    use serde_json::{Value, json};

    use crate::cli::fake::{Fake, error};
    use crate::cli::inline::fake::shown;
    use crate::cli::ls::tests::locus;

    fn plain(loci: &[LocusInfo]) -> String {
        anstream::adapter::strip_str(&text(loci)).to_string()
    }

    #[test]
    fn a_tall_or_wide_text_is_shown_screen_by_screen() {
        let text = "a\n├── bbbbbbbb\nc\nd\n";
        let mut next = None;
        let drawn = shown(10, 4, |frame| next = page(frame, text, 0));
        assert_eq!(drawn, "a\n├── bbbbbb\nbb\n3 of 5 li…\n");
        assert_eq!(next, Some(3));
        let drawn = shown(10, 4, |frame| next = page(frame, text, 3));
        assert_eq!(drawn, "c\nd\nany key: …\n\n");
        assert_eq!(next, None);
    }

    #[test]
    fn a_glance_fits_every_terminal() {
        let loci = [
            "dict/why",
            "dict/how-hashing-works",
            "dict/how-hashing-works/collisions",
            "dict/limits",
        ]
        .map(|path| locus(path, "new", None));
        let text = plain(&loci);
        let mut seen = String::new();
        for (columns, rows) in [(60, 14), (80, 24), (20, 5)] {
            let screen = shown(columns, rows, |frame| {
                page(frame, &text, 0);
            });
            seen.push_str(&format!("{columns}x{rows}\n{screen}\n"));
        }
        insta::assert_snapshot!(seen);
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
        assert_eq!(plain(&loci[..2]), "r/a\n├── b\n└── c\n");
        assert_eq!(plain(&loci[2..]), "s\n└── x: y\n");
    }

    /// What is glanced at in notes of one map, in which `r/a/b` has branches below it and `r/a/b/c` has none.
    fn glanced(form: Form, scope: &str) -> Value {
        let mut fake = Fake::new(form, |method, params| {
            let loci = |paths: &[&str]| {
                let loci: Vec<_> = paths.iter().map(|path| locus(path, "new", None)).collect();
                Ok(json!(loci))
            };
            match (method, params["scope"].as_str().unwrap()) {
                ("ls", "b" | "r/a/b") => loci(&["r/a/b"]),
                ("ls", "r/a/b/**") => loci(&["r/a/b/c", "r/a/b/c/d", "r/a/b/e"]),
                ("ls", "e") => loci(&["r/a/b/e"]),
                ("ls", _) => Err(error(-32001, "unknown_locus", "no", &[])),
                (other, _) => Err(error(-32601, "unknown_method", other, &[])),
            }
        });
        let args = ScopeArg {
            scope: scope.to_owned(),
        };
        assert_eq!(run(&mut fake.context, &args).unwrap(), Exit::Done);
        match form {
            Form::Json => serde_json::from_str(&fake.stdout.text()).unwrap(),
            Form::Text => json!(fake.stdout.text()),
        }
    }

    #[test]
    fn a_branch_is_shown_with_all_below_it_under_what_holds_it() {
        let tree = "r/a\n└── b\n    ├── c\n    │   └── d\n    └── e\n";
        assert_eq!(glanced(Form::Text, "r/a/b"), tree);
        assert_eq!(glanced(Form::Text, "b"), tree);
        assert_eq!(glanced(Form::Text, "e"), "r/a/b\n└── e\n");
        let data = glanced(Form::Json, "b");
        assert_eq!(data["kind"], "glance");
        let loci = data["data"].as_array().unwrap().iter();
        let paths: Vec<&str> = loci.map(|locus| locus["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["r/a/b", "r/a/b/c", "r/a/b/c/d", "r/a/b/e"]);
    }
}
