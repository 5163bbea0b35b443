//! The pictures of a review: what of a session is shown on which row. Pure: it changes nothing.
//!
//! Colours are the terminal's own; the number and word of a rating say the same without them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::legend;
use super::model::{Round, Session, Stage, Turn, label};
use crate::cli::inline::text::{cut, wrap};
use crate::cli::render::words::printable;
use crate::domain::now::BootInstant;
use crate::domain::rating::Rating;
use crate::ipc::protocol::{LoggedReview, PromptInfo};

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// With more children than this it is told which of them is rated.
const MANY: usize = 9;

/// What is to be drawn.
pub struct View<'a> {
    /// The review.
    pub session: &'a Session,
    /// Now.
    pub now: BootInstant,
    /// What happened last; empty if nothing did.
    pub said: &'a str,
    /// Which picture.
    pub page: Page,
}

/// Which picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// The review; of what is longer than the screen, from this line on.
    Review {
        /// The first line that is shown: of a new prompt, or of the label that is to be rated.
        from: usize,
    },
    /// What the keys do.
    Help,
}

/// Draws it. Gives the number of the first line that found no place, if there is one.
pub fn screen(frame: &mut Frame<'_>, view: &View<'_>) -> Option<usize> {
    let mut rows = Rows {
        area: frame.area(),
        frame,
    };
    match view.page {
        Page::Help => {
            help(&mut rows, view.session);
            None
        }
        Page::Review { from } => {
            let (round, info) = view.session.round()?;
            review(&mut rows, view, round, info, from)
        }
    }
}

/// The rows that are still free, from above and from below.
struct Rows<'a, 'b> {
    area: Rect,
    frame: &'a mut Frame<'b>,
}

impl Rows<'_, '_> {
    fn width(&self) -> usize {
        self.area.width.into()
    }

    fn left(&self) -> usize {
        self.area.height.into()
    }

    fn top(&mut self, line: Line<'_>) {
        if self.area.height > 0 {
            let row = Rect {
                height: 1,
                ..self.area
            };
            self.frame.render_widget(line, row);
            self.area.y += 1;
            self.area.height -= 1;
        }
    }

    fn bottom(&mut self, line: Line<'_>) {
        if self.area.height > 0 {
            self.area.height -= 1;
            let row = Rect {
                y: self.area.bottom(),
                height: 1,
                ..self.area
            };
            self.frame.render_widget(line, row);
        }
    }
}

fn review(
    rows: &mut Rows<'_, '_>,
    view: &View<'_>,
    round: &Round,
    info: &PromptInfo,
    from: usize,
) -> Option<usize> {
    let session = view.session;
    let height = rows.left();
    header(rows, view, round, info);
    if height >= 8 {
        let rule = "─".repeat(rows.width());
        rows.top(Line::styled(rule, DIM));
    }
    let space = rows.left().saturating_sub(1 + usize::from(height >= 6));
    let lines = match session.stage() {
        Stage::Recall => space,
        // The answer needs the room; on the smallest terminal all of it.
        Stage::Rate(_) if height < 6 => 0,
        Stage::Look | Stage::Rate(_) => (space / 3).max(1),
    };
    for line in shortened(&printable(&info.ask), lines, rows.width()) {
        rows.top(Line::styled(line, BOLD));
    }
    if height >= 10 {
        let remark = remark(session, round, info);
        let is_apart = height >= 12 && !remark.is_empty();
        rows.top(Line::styled(remark, DIM));
        if is_apart {
            rows.top(Line::default());
        }
    }
    // The footer stands below what happened last; it is drawn when it is known what space does.
    let mut below = Rows {
        area: rows.area,
        frame: rows.frame,
    };
    below.area.height = below.area.height.saturating_sub(1 + u16::from(height >= 6));
    let unseen = match session.stage() {
        Stage::Recall => None,
        Stage::Look => look(&mut below, info, from),
        Stage::Rate(at) => answers(&mut below, session, round, info, at, from),
    };
    let said = Line::styled(cut(view.said, rows.width()), DIM);
    if height >= 6 {
        rows.bottom(legend::footer(session, unseen, rows.width()));
        rows.bottom(said);
    } else if view.said.is_empty() {
        rows.bottom(legend::footer(session, unseen, rows.width()));
    } else {
        rows.bottom(said);
    }
    unseen
}

/// What is special about the prompt.
fn remark(session: &Session, round: &Round, info: &PromptInfo) -> String {
    match (session.stage(), round.turn) {
        (Stage::Look, _) => "new: look at it; then it is asked".to_owned(),
        (Stage::Recall | Stage::Rate(_), Turn::Again) => {
            let (missed, all) = (round.items.len(), info.items.len());
            format!("what was missed: {missed} of {all}")
        }
        (Stage::Recall | Stage::Rate(_), Turn::First) => String::new(),
    }
}

/// A text in so many lines; where it needs more, the last one ends with `…`.
fn shortened(text: &str, lines: usize, columns: usize) -> Vec<String> {
    let mut wrapped = wrap(text, columns);
    if wrapped.len() > lines {
        let rest = wrapped.split_off(lines.saturating_sub(1)).join(" ");
        wrapped.push(cut(&rest, columns));
    }
    wrapped.truncate(lines);
    wrapped
}

/// The path; how far it is, and how long it took.
fn header(rows: &mut Rows<'_, '_>, view: &View<'_>, round: &Round, info: &PromptInfo) {
    let (used, limit) = view.session.time(view.now);
    let number = match round.turn {
        Turn::First => format!("{}/{}", round.prompt + 1, view.session.size()),
        Turn::Again => "once more".to_owned(),
    };
    let number = match view.session.stage() {
        Stage::Rate(at) if round.items.len() > MANY => {
            format!("{} of {} · {number}", at + 1, round.items.len())
        }
        Stage::Look | Stage::Recall | Stage::Rate(_) => number,
    };
    let of = limit.map_or_else(String::new, |limit| format!(" of {limit}"));
    let right = format!("{number} · {used}{of}");
    let right = cut(&right, rows.width());
    let room = rows.width().saturating_sub(right.width() + 2);
    let path = cut(&printable(info.scope.trim_end_matches('/')), room);
    let gap = " ".repeat(rows.width().saturating_sub(path.width() + right.width()));
    rows.top(Line::from(vec![
        Span::raw(path),
        Span::raw(gap),
        Span::styled(right, DIM),
    ]));
}

/// The children of a new prompt, from a line on; the first line that finds no place.
fn look(rows: &mut Rows<'_, '_>, info: &PromptInfo, from: usize) -> Option<usize> {
    let (width, room) = (rows.width().saturating_sub(2), rows.left());
    let mut lines: Vec<(usize, String)> = Vec::new();
    for (at, item) in info.items.iter().enumerate() {
        let wrapped = tall(&printable(&label(item)), width, room);
        for (number, line) in wrapped.into_iter().enumerate() {
            let mark = if number == 0 { "· " } else { "  " };
            lines.push((at, format!("{mark}{line}")));
        }
    }
    let from = if from < lines.len() { from } else { 0 };
    let end = (from + room.max(1)).min(lines.len());
    let next = lines.get(end).map(|(item, _)| *item);
    let first = next.and_then(|next| lines.iter().position(|(item, _)| *item == next));
    // A child begins on the next page rather than being parted, unless it is taller than a page.
    let (end, is_parted) = match first {
        Some(first) if first > from => (first, false),
        Some(_) => (end, true),
        None => (end, false),
    };
    for (at, (_, line)) in lines.iter().enumerate().take(end).skip(from) {
        let is_open = is_parted && at + 1 == end;
        rows.top(Line::raw(if is_open { open(line) } else { line.clone() }));
    }
    next.map(|_| end)
}

/// The lines of a label; where it is taller than the screen, each leaves a column for the mark that it goes on.
fn tall(label: &str, width: usize, room: usize) -> Vec<String> {
    let lines = wrap(label, width);
    match lines.len() > room {
        true => wrap(label, width.saturating_sub(1)),
        false => lines,
    }
}

/// A line of a label that goes on.
fn open(line: &str) -> String {
    format!("{line}…")
}

/// The children with their ratings, those around the one that is to be rated; of one that is taller than the screen
/// what stands from a line on. Gives the first line of it that finds no place.
fn answers(
    rows: &mut Rows<'_, '_>,
    session: &Session,
    round: &Round,
    info: &PromptInfo,
    current: usize,
    from: usize,
) -> Option<usize> {
    let room = rows.left();
    let mut lines: Vec<(usize, Line<'_>)> = Vec::new();
    for (place, item) in round.items.iter().enumerate() {
        let Some(locus) = info.items.get(*item) else {
            continue;
        };
        let rated = session.rating_of(*item).filter(|_| place < current);
        let label = printable(&label(locus));
        for line in answer(&label, rated, place == current, rows.width(), room) {
            lines.push((place, line));
        }
    }
    let first = lines.iter().position(|(place, _)| *place == current);
    let last = lines.iter().rposition(|(place, _)| *place == current);
    let (first, last) = (first.unwrap_or(0), last.unwrap_or(0));
    if last - first >= room {
        let start = first + if from > last - first { 0 } else { from };
        let end = (start + room.max(1)).min(last + 1);
        let is_open = end <= last;
        for (at, (_, mut line)) in lines.into_iter().enumerate().take(end).skip(start) {
            if is_open && at + 1 == end {
                line.push_span(Span::raw("…"));
            }
            rows.top(line);
        }
        return is_open.then_some(end - first);
    }
    // The one in question is whole if it can be, with one line before it.
    let start = first
        .saturating_sub(1)
        .max((last + 1).saturating_sub(room))
        .min(first)
        .min(lines.len().saturating_sub(room));
    for (_, line) in lines.into_iter().skip(start).take(room) {
        rows.top(line);
    }
    None
}

/// One child: a mark, its rating, its label over as many lines as it needs, its day.
fn answer(
    label: &str,
    rated: Option<(Rating, Option<&LoggedReview>)>,
    is_current: bool,
    width: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let is_wide = width >= 40;
    let column = if is_wide { 9 } else { 2 };
    let (word, style) = match rated {
        None => ("·".to_owned(), DIM),
        Some((rating, _)) if is_wide => (
            format!("{} {}", rating.number(), rating.word()),
            colour(rating),
        ),
        Some((rating, _)) => (rating.number().to_string(), colour(rating)),
    };
    let day = match rated {
        Some((_, Some(review))) if is_wide => super::echo::next(std::slice::from_ref(review)),
        Some(_) | None => String::new(),
    };
    let room = width.saturating_sub(2 + column);
    let mark = if is_current { "> " } else { "  " };
    let text = if is_current { BOLD } else { Style::new() };
    let mut lines = Vec::new();
    for (number, part) in tall(label, room, rows).into_iter().enumerate() {
        let (mark, word) = if number == 0 {
            (mark, word.as_str())
        } else {
            ("  ", "")
        };
        let padding = " ".repeat(column.saturating_sub(word.width()));
        let gap = room.saturating_sub(part.width());
        let mut spans = vec![
            Span::styled(mark, text),
            Span::styled(word.to_owned(), style),
            Span::raw(padding),
            Span::styled(part, text),
        ];
        if number == 0 && day.width() + 2 <= gap {
            spans.push(Span::raw(" ".repeat(gap - day.width())));
            spans.push(Span::styled(day.clone(), DIM));
        }
        lines.push(Line::from(spans));
    }
    lines
}

fn colour(rating: Rating) -> Style {
    Style::new().fg(match rating {
        Rating::Again => Color::Red,
        Rating::Hard => Color::Yellow,
        Rating::Good => Color::Green,
        Rating::Easy => Color::Cyan,
    })
}

fn help(rows: &mut Rows<'_, '_>, session: &Session) {
    rows.bottom(Line::styled(cut("any key: back", rows.width()), DIM));
    for line in legend::help(session.ratings, rows.left(), rows.width()) {
        rows.top(line);
    }
}

#[cfg(test)]
mod tests;
