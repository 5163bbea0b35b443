//! A recall against the notes: from the text that was written to one verdict for each locus. Pure, over what the
//! engine copied out of its shelf, so that the worker may do it.

use std::sync::Arc;

use crate::domain::grade::label::{Grade as Fit, Prepared, compare};
use crate::domain::grade::vocabulary::Vocabulary;
use crate::domain::grade::{Extent, Graded, Verdict, route, tree};
use crate::domain::locus::Kind;
use crate::ipc::protocol::{Grade, GradeReply, VerdictInfo};
use crate::notes::recalled;

/// What is to be graded.
#[derive(Debug, Clone, PartialEq)]
pub struct Grading {
    /// What was asked, with the text or where it lies.
    pub asked: Grade,
    /// Of what: a map or a palace.
    pub kind: Kind,
    /// What everything hangs under: the map's root, then the branches down to the one that the scope is below.
    pub above: Vec<String>,
    /// The loci of the scope, in note order.
    pub items: Vec<Item>,
    /// All labels and points of the notes, for the words in them.
    pub texts: Vec<Arc<str>>,
}

/// One locus of the scope.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its parent among the items.
    pub parent: Option<usize>,
    /// Its path.
    pub path: String,
    /// Its label; of a room its place.
    pub label: Arc<str>,
    /// A room's point.
    pub point: Option<Arc<str>>,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Its place among its siblings counts.
    pub numbered: bool,
    /// Whether it is asked.
    pub asked: Asked,
}

/// Whether a locus is asked by a recall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is.
    Yes,
    /// It stands before the room at which the walk began.
    NotReached,
    /// Only what is due or new is asked, and it is neither.
    NotDue,
    /// It is suspended.
    Suspended,
}

impl Asked {
    fn why_not(self) -> Option<&'static str> {
        match self {
            Asked::Yes => None,
            Asked::NotReached => Some("before the room where the walk began"),
            Asked::NotDue => Some("not due today"),
            Asked::Suspended => Some("suspended"),
        }
    }
}

/// Grades what was written.
pub fn grade(grading: &Grading, text: &str) -> GradeReply {
    let known = Vocabulary::of(grading.texts.iter().map(|text| &**text));
    let extent = match grading.asked.stopped {
        true => Extent::Stopped,
        false => Extent::Finished,
    };
    let (graded, lines) = match grading.kind {
        Kind::Branch => map(grading, text, extent, &known),
        Kind::Room => walk(grading, text, extent, &known),
    };
    let verdicts = grading.items.iter().zip(graded.judged);
    let verdicts = verdicts.map(|(item, judged)| {
        let (verdict, reason) = match item.asked.why_not() {
            Some(why) => (Verdict::Unreached, why.to_owned()),
            None => (judged.verdict, judged.reason),
        };
        VerdictInfo {
            path: item.path.clone(),
            label: item.label.to_string(),
            point: item.point.as_ref().map(ToString::to_string),
            verdict: verdict.as_str().to_owned(),
            rating: verdict.rating().map(|rating| rating.number()),
            reason,
            recalled: judged.line.and_then(|line| lines.get(line).cloned()),
        }
    });
    GradeReply {
        verdicts: verdicts.collect(),
        extra: graded
            .extra
            .iter()
            .filter_map(|line| lines.get(*line).cloned())
            .collect(),
    }
}

/// Grades a rebuilt map; also what each line says.
fn map(grading: &Grading, text: &str, extent: Extent, known: &Vocabulary) -> (Graded, Vec<String>) {
    let mut lines = recalled::map(text);
    drop_above(&mut lines, grading, known);
    let source: Vec<tree::Source<'_>> = grading
        .items
        .iter()
        .map(|item| tree::Source {
            parent: item.parent,
            label: &item.label,
            aliases: &item.aliases,
            numbered: item.numbered,
        })
        .collect();
    let said: Vec<tree::Said<'_>> = lines
        .iter()
        .map(|line| tree::Said {
            parent: line.parent,
            text: &line.text,
        })
        .collect();
    let graded = tree::grade(&source, &said, extent, known);
    (graded, lines.into_iter().map(|line| line.text).collect())
}

/// Takes the first lines away as long as they are the root or the parents of what was asked, which nobody asked
/// for: what hangs under them moves out.
fn drop_above(lines: &mut Vec<recalled::Line>, grading: &Grading, known: &Vocabulary) {
    let mut above: Vec<Prepared> = grading.above.iter().map(|it| Prepared::new(it)).collect();
    while let Some(first) = lines.first().map(|line| Prepared::new(&line.text)) {
        let is_it = |above: &Prepared| {
            compare(above, &first, known).is_some_and(|fit| fit.grade >= Fit::Close)
        };
        let Some(at) = above.iter().position(is_it) else {
            return;
        };
        if is_branch(lines, &first, grading) {
            return;
        }
        above.drain(..=at);
        lines.remove(0);
        for line in lines.iter_mut() {
            line.parent = line.parent.and_then(|parent| parent.checked_sub(1));
        }
    }
}

/// Whether the first line is a branch although it is called like what is above all of them: it is called like one at
/// the top too, and does not have more of the top under it than of this one's children.
fn is_branch(lines: &[recalled::Line], first: &Prepared, grading: &Grading) -> bool {
    let names = |item: &Item| {
        let names = [&*item.label].into_iter();
        let names = names.chain(item.aliases.iter().map(String::as_str));
        names.map(Prepared::new).collect::<Vec<_>>()
    };
    let items = grading.items.iter().enumerate();
    let outermost = items.filter(|(_, item)| item.parent.is_none());
    let outermost: Vec<_> = outermost.map(|(at, item)| (at, names(item))).collect();
    let Some((own, _)) = outermost.iter().find(|(_, names)| names.contains(first)) else {
        return false;
    };
    let children = grading.items.iter();
    let children = children.filter(|item| item.parent == Some(*own));
    let children: Vec<_> = children.flat_map(names).collect();
    let below = lines.iter().filter(|line| line.parent == Some(0));
    let (mut of_top, mut of_own) = (0, 0);
    for line in below.map(|line| Prepared::new(&line.text)) {
        of_top += usize::from(outermost.iter().any(|(_, names)| names.contains(&line)));
        of_own += usize::from(children.contains(&line));
    }
    of_top <= of_own
}

/// Grades a walk; also what each line says.
fn walk(
    grading: &Grading,
    text: &str,
    extent: Extent,
    known: &Vocabulary,
) -> (Graded, Vec<String>) {
    let places: Vec<&str> = grading.items.iter().map(|item| &*item.label).collect();
    let stations = recalled::walk(text, &places);
    let said: Vec<route::Said<'_>> = stations
        .iter()
        .map(|station| route::Said {
            place: &station.place,
            point: station.point.as_deref(),
        })
        .collect();
    // Only what was to be walked, in the direction that was walked.
    let mut order: Vec<usize> = (0..grading.items.len())
        .filter(|at| grading.items[*at].asked != Asked::NotReached)
        .collect();
    if grading.asked.reverse {
        order.reverse();
    }
    let source: Vec<route::Source<'_>> = order
        .iter()
        .map(|at| route::Source {
            place: &grading.items[*at].label,
            point: grading.items[*at].point.as_deref().unwrap_or(""),
            aliases: &grading.items[*at].aliases,
        })
        .collect();
    let walked = route::grade(&source, &said, extent, known);
    let unreached = crate::domain::grade::Judged {
        verdict: Verdict::Unreached,
        reason: String::new(),
        line: None,
    };
    let mut judged = vec![unreached; grading.items.len()];
    for (at, room) in order.into_iter().zip(walked.judged) {
        judged[at] = room;
    }
    let graded = Graded {
        judged,
        extra: walked.extra,
    };
    (
        graded,
        stations.into_iter().map(|station| station.text).collect(),
    )
}
