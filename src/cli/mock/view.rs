//! The screen of a mock interview, over whatever rows there are. Pure: it draws what it is given.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::model::{Face, Interview};
use super::texts::{FOLLOW_UP, anchors, ask, item, mark, whereabouts};
use crate::cli::render::table::cut;
use crate::cli::render::words::{clock, printable};
use crate::cli::spoken::legend::fitted;
use crate::cli::spoken::wrap::wrap;
use crate::domain::mock::Side;

/// Below so many rows everything but what is asked is left out.
const ROOMY: u16 = 9;

/// What stands beside the model on the screen.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    /// What was just done, or why not; may be empty.
    pub(super) said: &'a str,
    /// What is left of the interview, and how long it is, in seconds.
    pub(super) left: (u32, u32),
    /// Now, as the model counts.
    pub(super) now_ms: u64,
}

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// Draws it all.
pub(super) fn draw(frame: &mut Frame<'_>, interview: &Interview, scene: &Scene<'_>) {
    let area = frame.area();
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let mut above = vec![header(interview, scene, columns)];
    let mut below = vec![Line::styled(fitted(keys(interview), columns), DIM)];
    let said = cut(&printable(scene.said), columns);
    if area.height >= ROOMY {
        above.push(Line::styled("─".repeat(columns), DIM));
        below.insert(0, Line::raw(said));
    } else if !said.is_empty() && rows > 4 {
        below.insert(0, Line::raw(said));
    }
    let free = rows.saturating_sub(above.len() + below.len());
    let mut body = body(interview, scene, columns, free);
    body.truncate(free);
    body.resize(free, Line::default());
    let lines = above.into_iter().chain(body).chain(below).take(rows);
    for (row, line) in (area.y..).zip(lines) {
        frame.render_widget(line, Rect::new(area.x, row, area.width, 1));
    }
}

/// Which question and what is done about it on the left, the clocks on the right.
fn header(interview: &Interview, scene: &Scene<'_>, columns: usize) -> Line<'static> {
    let of = interview.questions.len();
    let at = (interview.at() + 1).min(of);
    let doing = match interview.face() {
        Face::Think => "think",
        Face::Say => "speak",
        Face::FollowUp => "go deeper",
        Face::Tick(_) => "what was said?",
        Face::Mark(_) => "how was it?",
        Face::Over => "over",
    };
    let (left, limit) = scene.left;
    let mut clocks: Vec<String> = Vec::new();
    clocks.extend(interview.left_secs(scene.now_ms).map(clock));
    clocks.push(match columns < 40 {
        true => clock(left),
        false => format!("{} of {}", clock(left), clock(limit)),
    });
    let right = clocks.join(if columns < 40 { " " } else { " · " });
    let room = columns.saturating_sub(right.width() + 1);
    let wide = format!("Question {at} of {of} · {doing}");
    let left = match wide.width() <= room {
        true => wide,
        false => cut(&format!("{at}/{of} {doing}"), room),
    };
    let gap = columns.saturating_sub(left.width() + right.width());
    Line::from(vec![
        Span::styled(left, BOLD),
        Span::raw(" ".repeat(gap)),
        Span::raw(right),
    ])
}

fn body(
    interview: &Interview,
    scene: &Scene<'_>,
    columns: usize,
    free: usize,
) -> Vec<Line<'static>> {
    let Some(question) = interview.question() else {
        return Vec::new();
    };
    match interview.face() {
        Face::Think | Face::Say => {
            let mut lines = bold(&ask(question), columns);
            lines.push(Line::styled(cut(&whereabouts(question), columns), DIM));
            if free >= lines.len() + 2 {
                lines.extend([Line::default(), bar(interview, scene, columns)]);
            }
            lines
        }
        Face::FollowUp => {
            let mut lines = bold(FOLLOW_UP, columns);
            if free >= lines.len() + 2 {
                lines.extend([Line::default(), bar(interview, scene, columns)]);
            }
            lines
        }
        Face::Tick(next) => ticks(interview, next, columns, free),
        Face::Mark(next) => marks(interview, next, columns, free),
        Face::Over => Vec::new(),
    }
}

/// How much of the time of what is going on is used.
fn bar(interview: &Interview, scene: &Scene<'_>, columns: usize) -> Line<'static> {
    let (Some(left), Some(limit)) = (interview.left_secs(scene.now_ms), interview.limit_secs())
    else {
        return Line::default();
    };
    let width = columns.min(40);
    let used = usize::try_from(limit.saturating_sub(left)).unwrap_or(0) * width;
    let used = used / usize::try_from(limit.max(1)).unwrap_or(1);
    Line::from(vec![
        Span::raw("#".repeat(used.min(width))),
        Span::styled(".".repeat(width - used.min(width)), DIM),
    ])
}

/// What a good answer touches, the next one to be ticked in sight; and once all are ticked, how it could be said.
fn ticks(interview: &Interview, next: usize, columns: usize, free: usize) -> Vec<Line<'static>> {
    let Some(question) = interview.question() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if free > question.items.len().min(4) {
        lines.push(Line::styled(cut(&printable(&question.ask), columns), BOLD));
    }
    let rows = free.saturating_sub(lines.len()).max(1);
    let first = (next + 1).min(question.items.len()).saturating_sub(rows);
    for (at, touched) in question.items.iter().enumerate().skip(first).take(rows) {
        let here = at == next;
        let box_of = match (here, interview.tick(at)) {
            (true, None) => "[>]",
            (_, rating) => mark(rating),
        };
        let pointer = if here { ">" } else { " " };
        let text = format!("{pointer}{box_of} {}", item(touched));
        let style = if here { BOLD } else { Style::new() };
        lines.push(Line::styled(cut(&text, columns), style));
    }
    let is_whole = next >= question.items.len();
    if let (true, Some(answer)) = (is_whole, &question.answer) {
        let said = wrap(answer, columns).into_iter();
        let said: Vec<Line<'_>> = said.map(|line| Line::styled(line, DIM)).collect();
        // What was ticked was seen; how it could be said was not.
        if lines.len() + 1 + said.len() > free {
            lines.truncate(usize::from(free > said.len()));
        } else {
            lines.push(Line::default());
        }
        let is_cut = lines.len() + said.len() > free;
        lines.extend(said);
        if let (true, Some(last)) = (is_cut, free.checked_sub(1)) {
            lines.truncate(last);
            lines.push(Line::styled("…", DIM));
        }
    }
    lines
}

fn marks(interview: &Interview, next: usize, columns: usize, free: usize) -> Vec<Line<'static>> {
    let sides = Side::ALL.into_iter().enumerate();
    let skip = match free < Side::ALL.len() {
        true => next.min(Side::ALL.len() - 1),
        false => 0,
    };
    let line = |(at, side): (usize, Side)| {
        let (name, anchors) = anchors(side);
        let here = at == next;
        let pointer = if here { ">" } else { " " };
        let points = match interview.points(at) {
            Some(points) => points.number().to_string(),
            None => "_".to_owned(),
        };
        let text = format!("{pointer} {name:<9} {points}   {anchors}");
        let style = match (here, interview.points(at)) {
            (true, _) => BOLD,
            (false, Some(_)) => Style::new(),
            (false, None) => DIM,
        };
        Line::styled(cut(&text, columns), style)
    };
    sides.skip(skip).map(line).collect()
}

fn keys(interview: &Interview) -> &'static [(&'static str, &'static str)] {
    let items = interview.question().map_or(0, |it| it.items.len());
    match interview.face() {
        Face::Think => &[("space", "speak now"), ("x", "blank"), ("q", "leave")],
        Face::Say => &[("space", "done"), ("x", "blank, show me"), ("q", "leave")],
        Face::FollowUp => &[("space", "done"), ("q", "leave")],
        Face::Tick(next) if next >= items => &[("space", "go on"), ("b", "back"), ("q", "leave")],
        Face::Tick(_) => &[
            ("g", "said"),
            ("h", "late"),
            ("m", "not said"),
            ("G M", "all"),
            ("b", "back"),
            ("q", "leave"),
        ],
        Face::Mark(next) if next >= Side::ALL.len() => {
            &[("space", "go on"), ("b", "back"), ("q", "leave")]
        }
        Face::Mark(_) => &[("0 1 2 3", "points"), ("b", "back"), ("q", "leave")],
        Face::Over => &[],
    }
}

fn bold(text: &str, columns: usize) -> Vec<Line<'static>> {
    let lines = wrap(text, columns).into_iter();
    lines.map(|line| Line::styled(line, BOLD)).collect()
}

#[cfg(test)]
mod tests;
