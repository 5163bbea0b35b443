//! Draws the tree: rails, and lines that fit the terminal. Pure.

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use super::line::{self, Detail, Piece, Standing};
use crate::cli::render::table::cut_with;
use crate::cli::render::words::{DIM, styled};
use crate::ipc::protocol::TreeItem;

/// Below this many columns only what is due stands at the right.
const NARROW: usize = 60;

/// Columns between the labels and what stands at the right.
const GAP: usize = 2;

/// Columns of a glyph, a number and the blanks behind them.
const STANDING: usize = 6;

/// However narrow it is, this much of a label is shown.
const LEAST_LABEL: usize = 8;

/// What the tree is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyphs {
    /// Box drawing and circles.
    Drawn,
    /// Nothing beyond ASCII, but for labels.
    Ascii,
}

impl Glyphs {
    /// A branch with others after it, the last branch, a rail, no rail.
    fn rails(self) -> [&'static str; 4] {
        match self {
            Glyphs::Drawn => ["├─ ", "└─ ", "│  ", "   "],
            Glyphs::Ascii => ["|- ", "`- ", "|  ", "   "],
        }
    }

    /// What stands where something was cut.
    fn ellipsis(self) -> &'static str {
        match self {
            Glyphs::Drawn => "…",
            Glyphs::Ascii => "..",
        }
    }
}

/// How it is to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// What it is drawn with.
    pub(super) glyphs: Glyphs,
    /// The columns that it has to fit into; nothing is cut where they are not known.
    pub(super) columns: Option<usize>,
}

/// A line with its parts.
struct Line {
    rails: String,
    standing: Option<Standing>,
    label: Vec<Piece>,
    right: Vec<Piece>,
}

/// The lines, each with its newline.
pub(super) fn draw(items: &[TreeItem], today: NaiveDate, look: Look) -> String {
    let detail = match look.columns {
        Some(columns) if columns < NARROW => Detail::Short,
        Some(_) | None => Detail::Long,
    };
    let levels = levels(items);
    let lasts = lasts(&levels);
    let mut open: Vec<Rail> = Vec::new();
    let lines: Vec<Line> = items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let level = levels[at];
            open.truncate(level);
            let rails = rails(&open, lasts[at], look);
            open.push(lasts[at]);
            let is_open = levels.get(at + 1).is_some_and(|next| *next > level);
            let hidden = match (&item.locus, &item.below) {
                (Some(_), Some(below)) if !is_open => below.loci,
                _ => 0,
            };
            Line {
                rails,
                standing: Standing::of(item),
                label: line::label(item, hidden),
                right: line::right(item, today, detail),
            }
        })
        .collect();
    let start = look.columns.map(|columns| right_column(&lines, columns));
    lines
        .iter()
        .map(|line| format!("{}\n", finish(line, start.zip(look.columns), look.glyphs)))
        .collect()
}

/// Whether more of the same holder follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rail {
    GoesOn,
    Ends,
}

/// The level of each item, at most one deeper than that of the item before.
fn levels(items: &[TreeItem]) -> Vec<usize> {
    let mut deepest = 0;
    let levels = items.iter().map(|item| {
        let level = deepest.min(item.level as usize);
        deepest = level + 1;
        level
    });
    levels.collect()
}

/// Of each item, whether another one follows under the same holder.
fn lasts(levels: &[usize]) -> Vec<Rail> {
    let mut follows: Vec<Rail> = Vec::new();
    let mut lasts: Vec<Rail> = levels
        .iter()
        .rev()
        .map(|level| {
            follows.resize(level + 1, Rail::Ends);
            std::mem::replace(&mut follows[*level], Rail::GoesOn)
        })
        .collect();
    lasts.reverse();
    lasts
}

/// What is drawn before an item; `open` are the rails of what it hangs under. At most half of the columns.
fn rails(open: &[Rail], last: Rail, look: Look) -> String {
    let [tee, elbow, rail, blank] = look.glyphs.rails();
    if open.is_empty() {
        return String::new();
    }
    // What stands at the left edge has no rail.
    let above = &open[1..];
    let most = look.columns.map_or(usize::MAX, |columns| columns / 6);
    let dropped = (above.len() + 1).saturating_sub(most.max(2));
    let mut text = String::new();
    if dropped > 0 {
        text.push_str(&format!("{:<3}", look.glyphs.ellipsis()));
    }
    let kept = above.get(dropped + usize::from(dropped > 0)..);
    for up in kept.unwrap_or_default() {
        text.push_str(match up {
            Rail::GoesOn => rail,
            Rail::Ends => blank,
        });
    }
    text.push_str(match last {
        Rail::GoesOn => tee,
        Rail::Ends => elbow,
    });
    text
}

fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(|(_, text)| text.width()).sum()
}

/// Where the right side begins: behind the longest line, if all fits.
fn right_column(lines: &[Line], columns: usize) -> usize {
    let left = |line: &Line| line.rails.width() + STANDING + width(&line.label);
    let with_right = lines.iter().filter(|line| !line.right.is_empty());
    let longest = with_right.clone().map(left).max().unwrap_or(0);
    let widest = with_right.map(|line| width(&line.right)).max().unwrap_or(0);
    (longest + GAP).min(columns.saturating_sub(widest))
}

/// Puts a line together; `place` is the column of the right side, and all columns.
fn finish(line: &Line, place: Option<(usize, usize)>, glyphs: Glyphs) -> String {
    let mut text = styled(DIM, &line.rails);
    let standing = match line.standing {
        Some(standing) => {
            let shown = format!("{} {}", standing.glyph(glyphs), standing.number());
            styled(standing.style(), &shown)
        }
        None => " ".repeat(STANDING - 1),
    };
    text.push_str(&standing);
    text.push(' ');
    let before = line.rails.width() + STANDING;
    let Some((start, columns)) = place else {
        text.push_str(&joined(&line.label));
        if !line.right.is_empty() {
            text.push_str(&format!("  {}", joined(&line.right)));
        }
        return text;
    };
    let end = match line.right.is_empty() {
        true => columns,
        false => start.saturating_sub(GAP),
    };
    let label = fitted(
        &line.label,
        end.saturating_sub(before).max(LEAST_LABEL),
        glyphs,
    );
    text.push_str(&joined(&label));
    if !line.right.is_empty() {
        let used = before + width(&label);
        text.push_str(&" ".repeat(start.saturating_sub(used).max(1)));
        text.push_str(&joined(&line.right));
    }
    text
}

/// The pieces, cut to so many columns.
fn fitted(pieces: &[Piece], columns: usize, glyphs: Glyphs) -> Vec<Piece> {
    let mut left = columns;
    let mut kept = Vec::new();
    for (at, (style, text)) in pieces.iter().enumerate() {
        let more: usize = width(&pieces[at + 1..]);
        let fits = text.width() + more <= left;
        // A piece that leaves no room for a sign of what follows is cut itself.
        let sign = glyphs.ellipsis().width();
        if fits || (text.width() + sign < left && more > 0) {
            left -= text.width();
            kept.push((*style, text.clone()));
            continue;
        }
        kept.push((*style, cut_with(text, left, glyphs.ellipsis())));
        break;
    }
    kept
}

fn joined(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(style, text)| styled(*style, text))
        .collect()
}

/// What the glyphs mean, in lines that fit.
pub(super) fn legend(look: Look) -> String {
    let entries = [
        (Standing::Recall(95), "95+"),
        (Standing::Recall(90), "90+"),
        (Standing::Recall(80), "80+"),
        (Standing::Recall(70), "70+"),
        (Standing::Recall(0), "below"),
        (Standing::New, "new"),
        (Standing::Suspended(None), "suspended"),
    ];
    let columns = look.columns.unwrap_or(usize::MAX);
    let head = "% recalled now";
    let (mut text, mut used) = (styled(DIM, head), head.width());
    for (standing, meaning) in entries {
        let entry = format!("{} {meaning}", standing.glyph(look.glyphs));
        if used + GAP + entry.width() > columns {
            (text, used) = (format!("{text}\n"), 0);
        } else {
            (text, used) = (format!("{text}  "), used + GAP);
        }
        used += entry.width();
        text.push_str(&styled(standing.style(), &entry));
    }
    format!("{text}\n")
}

#[cfg(test)]
mod tests;
