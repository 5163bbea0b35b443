//! What one line of the tree says, before it is drawn: its glyph, its number, its label, what stands at the right.
//! Pure.

use anstyle::{AnsiColor, Style};
use chrono::NaiveDate;

use super::draw::Glyphs;
use crate::cli::render::words::{self, BOLD, DIM, WARN, printable};
use crate::cli::when;
use crate::ipc::protocol::{LocusInfo, TreeItem, TreeSum};

/// How well something would be recalled now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// In per cent, 0 to 100; of several loci the mean.
    Recall(u8),
    /// Suspended, with the per cent if it was ever reviewed.
    Suspended(Option<u8>),
    /// Never reviewed.
    New,
}

/// The steps in which recall is told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    From95,
    From90,
    From80,
    From70,
    Below,
}

/// How much room there is for what stands at the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// All of it.
    Long,
    /// Only what is due.
    Short,
}

/// A piece of text in a style.
pub(super) type Piece = (Style, String);

impl Step {
    /// The step of a per cent.
    pub(super) fn of(percent: u8) -> Step {
        match percent {
            95.. => Step::From95,
            90.. => Step::From90,
            80.. => Step::From80,
            70.. => Step::From70,
            _ => Step::Below,
        }
    }
}

impl Standing {
    /// Of one node.
    pub(super) fn of(item: &TreeItem) -> Option<Standing> {
        match (&item.locus, &item.below) {
            (Some(locus), _) => Some(Standing::of_locus(locus)),
            (None, Some(below)) => Some(Standing::of_sum(below)),
            (None, None) => None,
        }
    }

    fn of_locus(locus: &LocusInfo) -> Standing {
        let now = locus.retrievability.map(percent);
        match (locus.state.as_str(), now) {
            ("suspended", now) => Standing::Suspended(now),
            (_, Some(now)) => Standing::Recall(now),
            (_, None) => Standing::New,
        }
    }

    fn of_sum(sum: &TreeSum) -> Standing {
        match sum.retrievability.map(percent) {
            Some(mean) => Standing::Recall(mean),
            None if sum.new == 0 => Standing::Suspended(None),
            None => Standing::New,
        }
    }

    /// The glyph that shows it.
    pub(super) fn glyph(self, glyphs: Glyphs) -> char {
        let (drawn, ascii) = match self {
            Standing::Recall(now) => match Step::of(now) {
                Step::From95 => ('●', '#'),
                Step::From90 => ('◕', '*'),
                Step::From80 => ('◑', '+'),
                Step::From70 => ('◔', '-'),
                Step::Below => ('○', '.'),
            },
            Standing::New => ('◌', '?'),
            Standing::Suspended(_) => ('⊘', 'x'),
        };
        match glyphs {
            Glyphs::Drawn => drawn,
            Glyphs::Ascii => ascii,
        }
    }

    /// The number that says it, three columns wide.
    pub(super) fn number(self) -> String {
        match self {
            Standing::Recall(now) | Standing::Suspended(Some(now)) => format!("{now:>3}"),
            Standing::New => "new".to_owned(),
            Standing::Suspended(None) => "off".to_owned(),
        }
    }

    /// The colour that goes with both.
    pub(super) fn style(self) -> Style {
        let color = match self {
            Standing::Recall(now) => match Step::of(now) {
                Step::From95 => AnsiColor::Cyan,
                Step::From90 => AnsiColor::Green,
                Step::From80 => AnsiColor::Yellow,
                Step::From70 => AnsiColor::Magenta,
                Step::Below => AnsiColor::Red,
            },
            Standing::New => AnsiColor::Blue,
            Standing::Suspended(_) => return DIM,
        };
        color.on_default()
    }
}

fn percent(probability: f32) -> u8 {
    // A number of the wire may be anything; a cast of floats stays in the range.
    (probability * 100.0).round().min(100.0) as u8
}

/// What a node is called: bold what holds loci, dim what a room holds, and how many are hidden below.
pub(super) fn label(item: &TreeItem, hidden: u32) -> Vec<Piece> {
    let name = printable(&item.label);
    let mut pieces = match (&item.locus, item.kind.as_str()) {
        (Some(_), _) => vec![(Style::new(), name)],
        (None, "folder") => vec![(BOLD, format!("{name}/"))],
        (None, _) => vec![(BOLD, name)],
    };
    let point = item.locus.as_ref().and_then(|locus| locus.point.as_ref());
    if let Some(point) = point.filter(|point| !point.is_empty()) {
        pieces.push((DIM, format!(": {}", printable(point))));
    }
    if hidden > 0 {
        pieces.push((DIM, format!(" +{hidden}")));
    }
    pieces
}

/// What stands at the right: when it is due; of what holds loci, how many.
pub(super) fn right(item: &TreeItem, today: NaiveDate, detail: Detail) -> Vec<Piece> {
    match (&item.locus, &item.below) {
        (Some(locus), _) => when_due(locus, today, detail).into_iter().collect(),
        (None, Some(below)) => how_many(&item.kind, below, detail),
        (None, None) => Vec::new(),
    }
}

fn when_due(locus: &LocusInfo, today: NaiveDate, detail: Detail) -> Option<Piece> {
    if locus.state == "suspended" {
        return Some((DIM, "suspended".to_owned())).filter(|_| detail == Detail::Long);
    }
    let due: NaiveDate = locus.due.as_deref()?.parse().ok()?;
    match ((today - due).num_days(), detail) {
        (0.., Detail::Short) => Some((WARN, "due".to_owned())),
        (0, Detail::Long) => Some((WARN, "due today".to_owned())),
        (late @ 1.., Detail::Long) => Some((WARN, format!("due, {late} d late"))),
        (_, Detail::Short) => None,
        (_, Detail::Long) => Some((DIM, when::date(due, today))),
    }
}

fn how_many(kind: &str, below: &TreeSum, detail: Detail) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if detail == Detail::Long {
        let all = match kind {
            "map" => words::count(below.loci, "branch"),
            "palace" | "route" => words::count(below.loci, "room"),
            _ => words::loci(below.loci),
        };
        pieces.push((DIM, all));
        if (1..below.loci).contains(&below.new) {
            pieces.push((DIM, format!(", {} new", below.new)));
        }
    }
    if below.due > 0 {
        let comma = if pieces.is_empty() { "" } else { ", " };
        pieces.push((DIM, comma.to_owned()));
        pieces.push((WARN, format!("{} due", below.due)));
    }
    pieces
}
