//! What became of each room, once it is known which line stands for which, and why, in words.

use super::Said;
use super::pairing::{How, Taken, Walk};
use crate::domain::grade::label::{Fit, Grade};
use crate::domain::grade::order;
use crate::domain::grade::wording::{join, quote, slip};
use crate::domain::grade::{Extent, Graded, Judged, Verdict};

/// Judges every room, and lists the lines that are none.
pub(super) fn graded(walk: &Walk<'_>, taken: &Taken, extent: Extent) -> Graded {
    let lines: Vec<Option<usize>> = taken
        .iter()
        .map(|taken| taken.as_ref().map(|(line, _)| *line))
        .collect();
    let last = (0..taken.len()).max_by_key(|room| lines[*room]);
    let reached = match extent {
        Extent::Finished => taken.len(),
        Extent::Stopped => last
            .filter(|room| lines[*room].is_some())
            .map_or(0, |r| r + 1),
    };
    let mut disorder = disorder(walk, taken);
    let judged = (0..taken.len()).map(|room| match &taken[room] {
        Some((line, how)) => said(walk, room, *line, how, disorder[room].take()),
        None if room < reached => judged(Verdict::Missing, "not said".to_owned(), None),
        None => judged(Verdict::Unreached, "not reached".to_owned(), None),
    });
    let judged = judged.collect();
    let mut extra = vec![true; walk.lines.len()];
    for line in lines.iter().flatten() {
        extra[*line] = false;
    }
    Graded {
        judged,
        extra: (0..extra.len()).filter(|line| extra[*line]).collect(),
    }
}

fn judged(verdict: Verdict, reason: String, line: Option<usize>) -> Judged {
    Judged {
        verdict,
        reason,
        line,
    }
}

fn said(walk: &Walk<'_>, room: usize, line: usize, how: &How, disorder: Option<String>) -> Judged {
    let (place, in_order) = match how {
        How::ByPoint(fit) => return by_point(walk, line, fit),
        How::InOrder(place) => (place, true),
        How::OutOfOrder(place) => (place, false),
    };
    let point = match walk.point(room, line) {
        Some(fit) => Some(fit),
        None if walk.holds(room) => {
            let reason = join(point_missed(walk, room, line), disorder);
            return judged(Verdict::Missing, reason, Some(line));
        }
        None => None,
    };
    let said = &walk.lines[line];
    let slips = [
        slip(place, said.place).map(|slip| format!("the place: {slip}")),
        point.as_ref().and_then(|fit| slip(fit, said.point?)),
    ];
    let slips = slips
        .into_iter()
        .flatten()
        .reduce(|all, next| join(all, Some(next)));
    let (verdict, reason) = if in_order {
        let other = || match place.grade == Grade::Exact && !walk.is_verbatim(room, line) {
            true => format!("said as {}", quote(said.place)),
            false => "said".to_owned(),
        };
        (verdict(place, point.as_ref()), slips.unwrap_or_else(other))
    } else {
        let disorder = disorder.unwrap_or_else(|| "said out of order".to_owned());
        (Verdict::Swapped, join(disorder, slips))
    };
    judged(verdict, reason, Some(line))
}

/// The worse of place and point.
fn verdict(place: &Fit, point: Option<&Fit>) -> Verdict {
    let grade = point.map_or(place.grade, |point| point.grade.min(place.grade));
    match grade {
        Grade::Exact => Verdict::Exact,
        Grade::Close => Verdict::Close,
        Grade::Partial => Verdict::Partial,
    }
}

/// Why a room is missed though its place was said.
fn point_missed(walk: &Walk<'_>, room: usize, line: usize) -> String {
    let point = quote(walk.rooms[room].point);
    let Some(said) = walk.lines[line]
        .point
        .filter(|said| !said.trim().is_empty())
    else {
        return format!("only the place was said, not the point: {point}");
    };
    let said = quote(said);
    match walk.home_of_point(line).filter(|home| *home != room) {
        Some(home) => {
            let home = quote(walk.rooms[home].place);
            format!("right place, but the point is {point}; {said} is in {home}")
        }
        None => format!("right place, but the point is {point}, not {said}"),
    }
}

/// A room whose point was said, but not its place.
fn by_point(walk: &Walk<'_>, line: usize, fit: &Fit) -> Judged {
    let Said { place, point } = walk.lines[line];
    // A text alone may be a point.
    let (place, point) = point.map_or(("", place), |point| (place.trim(), point));
    let reason = match place {
        "" => "its point was said without its place".to_owned(),
        place => format!("its point was said in {}", quote(place)),
    };
    let reason = join(reason, slip(fit, point));
    judged(Verdict::Misplaced, reason, Some(line))
}

/// For each room that was said out of order, how.
fn disorder(walk: &Walk<'_>, taken: &Taken) -> Vec<Option<String>> {
    let names: Vec<&str> = walk.rooms.iter().map(|room| room.place).collect();
    // Of a room known by its point alone it is not known where it was meant to stand.
    let placed = |taken: &Option<(usize, How)>| match taken {
        Some((line, How::InOrder(_) | How::OutOfOrder(_))) => Some(*line),
        Some((_, How::ByPoint(_))) | None => None,
    };
    let lines: Vec<Option<usize>> = taken.iter().map(placed).collect();
    let kept: Vec<bool> = taken
        .iter()
        .map(|taken| matches!(taken, Some((_, How::InOrder(_)))))
        .collect();
    let said = order::Said {
        names: &names,
        lines: &lines,
        kept: &kept,
    };
    said.out_of_order()
}
