//! The screen of a walk and of an explanation, over whatever rows there are. Pure: it draws what it is given.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::legend;
use super::model::{Face, Item, Manner, Spoken};
use super::wrap::wrap;
use crate::cli::render::table::cut;
use crate::cli::render::words::{clock, printable};
use crate::domain::rating::Rating;
use crate::domain::settings::RatingKeys;

/// How long the whole answer may take, in seconds.
pub(super) const ANSWER_SECS: u32 = 45;

/// Below so many rows everything but the question and the answer is left out.
const ROOMY: u16 = 9;

/// What stands beside the model on the screen.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The palace or map, verbatim.
    pub name: &'a str,
    /// The palace's model answer.
    pub answer: Option<&'a str>,
    /// Which ratings there are.
    pub keys: RatingKeys,
    /// What was just done, or why not; may be empty.
    pub said: &'a str,
    /// What is left of the box, and its limit, in seconds; none without a box.
    pub left: Option<(u32, u32)>,
    /// Which page of the model answer, from 0.
    pub page: usize,
    /// Now, as the model counts.
    pub now_ms: u64,
}

const BOLD: Style = Style::new().add_modifier(Modifier::BOLD);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);

/// Draws it all.
pub(super) fn draw(frame: &mut Frame<'_>, spoken: &Spoken, scene: &Scene<'_>) {
    let area = frame.area();
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let pages = pages(spoken, scene, area.width, area.height);
    let mut above = vec![header(spoken, scene, columns, pages)];
    let mut below = vec![Line::styled(legend::of(spoken, scene, columns), DIM)];
    if area.height >= ROOMY {
        above.push(Line::styled("─".repeat(columns), DIM));
        if let Some(line) = stations(spoken, columns) {
            above.extend([line, Line::default()]);
        }
        below.insert(0, Line::raw(said(scene.said, columns)));
    } else if !scene.said.is_empty() && rows > 4 && spoken.face() != Face::Model {
        below.insert(0, Line::raw(said(scene.said, columns)));
    }
    let free = rows.saturating_sub(above.len() + below.len());
    let mut body = body(spoken, scene, columns, free);
    body.truncate(free);
    body.resize(free, Line::default());
    let lines = above.into_iter().chain(body).chain(below).take(rows);
    for (row, line) in (area.y..).zip(lines) {
        frame.render_widget(line, Rect::new(area.x, row, area.width, 1));
    }
}

/// What was just done, in one line: where there is no room for all of it, the rating stands, and what was rated is
/// shortened.
fn said(text: &str, columns: usize) -> String {
    let text = printable(text);
    let parts = text.rsplit_once("  ").filter(|_| text.width() > columns);
    let Some((what, became)) = parts else {
        return cut(&text, columns);
    };
    let became = match became.width() + 8 > columns {
        true => became.split(',').next().unwrap_or(became),
        false => became,
    };
    let room = columns.saturating_sub(became.width() + 2);
    cut(&format!("{}  {became}", cut(what, room)), columns)
}

/// How many pages the model answer has on a screen of this size.
pub(super) fn pages(spoken: &Spoken, scene: &Scene<'_>, columns: u16, rows: u16) -> usize {
    let free = match rows >= ROOMY {
        true => rows.saturating_sub(6),
        false => rows.saturating_sub(2),
    };
    let lines = model_answer(spoken, scene, usize::from(columns)).len();
    lines.div_ceil(usize::from(free).max(1)).max(1)
}

/// What it is about on the left, the clock on the right.
fn header(spoken: &Spoken, scene: &Scene<'_>, columns: usize, pages: usize) -> Line<'static> {
    let (at, of) = (spoken.at() + 1, spoken.stations.len());
    let what = match (spoken.manner, spoken.face()) {
        (_, Face::Model) if pages > 1 => {
            let page = scene.page.min(pages - 1) + 1;
            format!("the whole answer {page}/{pages}")
        }
        (_, Face::Answer | Face::Model) => "the whole answer".to_owned(),
        (Manner::Walk, Face::Asked | Face::Shown(_)) => format!("room {at} of {of}"),
        (Manner::Explain, Face::Asked | Face::Shown(_)) => format!("{at} of {of}"),
    };
    let mut clocks = Vec::new();
    match (spoken.manner, spoken.face()) {
        (_, Face::Answer) => clocks.push(clock(spoken.left_secs(ANSWER_SECS, scene.now_ms))),
        (Manner::Explain, Face::Asked) => {
            let hint = spoken.station().map_or(0, |station| station.hint_secs);
            clocks.push(clock(spoken.left_secs(hint, scene.now_ms)));
        }
        (Manner::Explain | Manner::Walk, Face::Shown(_) | Face::Model)
        | (Manner::Walk, Face::Asked) => {}
    }
    let narrow = columns < 40;
    clocks.extend(scene.left.map(|(left, limit)| match narrow {
        true => clock(left),
        false => format!("{} of {}", clock(left), clock(limit)),
    }));
    let right = clocks.join(if narrow { " " } else { " · " });
    let room = columns.saturating_sub(right.width() + usize::from(!right.is_empty()));
    let named = format!("{} · {what}", printable(scene.name));
    // Where one is matters more than what it is called.
    let left = match named.width() <= room {
        true => named,
        false if what.width() + 7 > room => cut(&what, room),
        false => {
            let name = cut(&printable(scene.name), room - what.width() - 3);
            format!("{name} · {what}")
        }
    };
    let gap = columns.saturating_sub(left.width() + right.width());
    Line::from(vec![
        Span::styled(left, BOLD),
        Span::raw(" ".repeat(gap)),
        Span::raw(right),
    ])
}

/// How an item or a station stands.
fn mark(rating: Option<Rating>) -> &'static str {
    match rating {
        None => "[ ]",
        Some(Rating::Again) => "[-]",
        Some(Rating::Hard) => "[~]",
        Some(Rating::Good | Rating::Easy) => "[x]",
    }
}

/// The line of rooms, around the one that is asked; none for a map, whose branches would give themselves away.
fn stations(spoken: &Spoken, columns: usize) -> Option<Line<'static>> {
    match spoken.manner {
        Manner::Explain => return None,
        Manner::Walk => {}
    }
    let is_walking = matches!(spoken.face(), Face::Asked | Face::Shown(_));
    let text = |at: usize| {
        let here = is_walking && at == spoken.at();
        let mark = if here { "[>]" } else { mark(spoken.worst(at)) };
        let place = spoken.stations[at].items.first();
        let place = place.map_or(String::new(), |item| printable(&item.label));
        (
            here,
            format!("{mark} {}", cut(&place, columns.saturating_sub(8))),
        )
    };
    // From the one that is asked to both sides, as far as there is room.
    let (mut first, mut behind) = (spoken.at(), spoken.at() + 1);
    let mut width = text(first).1.width();
    loop {
        let sides = usize::from(first > 0) + usize::from(behind < spoken.stations.len());
        let room = columns.saturating_sub(3 * sides);
        let fits = |at: usize| width + text(at).1.width() + 3 <= room;
        let left = first.checked_sub(1).filter(|at| fits(*at));
        let right = Some(behind).filter(|at| *at < spoken.stations.len() && fits(*at));
        let is_left_next = spoken.at() - first < behind - spoken.at();
        match (left, right) {
            (Some(at), _) if is_left_next || right.is_none() => {
                width += text(at).1.width() + 3;
                first = at;
            }
            (_, Some(at)) => {
                width += text(at).1.width() + 3;
                behind = at + 1;
            }
            (_, None) => break,
        }
    }
    let mut spans = Vec::new();
    if first > 0 {
        spans.push(Span::styled("…  ", DIM));
    }
    for at in first..behind {
        let (here, text) = text(at);
        if at > first {
            spans.push(Span::raw("   "));
        }
        spans.push(Span::styled(text, if here { BOLD } else { Style::new() }));
    }
    if behind < spoken.stations.len() {
        spans.push(Span::styled("  …", DIM));
    }
    Some(Line::from(spans))
}

fn body(spoken: &Spoken, scene: &Scene<'_>, columns: usize, free: usize) -> Vec<Line<'static>> {
    match spoken.face() {
        Face::Asked | Face::Shown(_) => match spoken.manner {
            Manner::Walk => room(spoken, columns, free),
            Manner::Explain => branch(spoken, columns, free),
        },
        Face::Answer => {
            let ask = format!("Now the whole answer, aloud, {ANSWER_SECS} s.");
            bold(&ask, columns)
        }
        Face::Model => {
            let lines = model_answer(spoken, scene, columns);
            let page = lines.chunks(free.max(1)).nth(scene.page);
            page.unwrap_or_default().to_vec()
        }
    }
}

/// What the user is asked in a room.
pub(super) fn question(item: &Item) -> String {
    let place = printable(&item.label).to_uppercase();
    format!("You stand in the {place}. What is here? Say it.")
}

fn room(spoken: &Spoken, columns: usize, free: usize) -> Vec<Line<'static>> {
    let Some(item) = spoken.station().and_then(|station| station.items.first()) else {
        return Vec::new();
    };
    let full = wrap(&question(item), columns);
    let shows = match spoken.face() {
        Face::Shown(_) => true,
        Face::Asked | Face::Answer | Face::Model => false,
    };
    let mut lines = match (shows, full.len() + 2 <= free) {
        (_, true) => bold(&question(item), columns),
        (false, false) if full.len() <= free => bold(&question(item), columns),
        (false, false) => {
            let ask = format!("{}: what is here?", printable(&item.label).to_uppercase());
            bold(&ask, columns)
        }
        (true, false) => Vec::new(),
    };
    if shows {
        if !lines.is_empty() && lines.len() + 2 < free {
            lines.push(Line::default());
        }
        let point = item.point.as_deref().unwrap_or_default();
        let point = match point.trim().is_empty() {
            true => "(nothing stands there)",
            false => point,
        };
        lines.extend(
            wrap(point, columns)
                .into_iter()
                .map(|line| Line::styled(line, BOLD)),
        );
        let image = item.body.as_deref().unwrap_or_default();
        lines.extend(
            wrap(image, columns)
                .into_iter()
                .map(|line| Line::styled(line, DIM)),
        );
    }
    lines
}

fn branch(spoken: &Spoken, columns: usize, free: usize) -> Vec<Line<'static>> {
    let Some(station) = spoken.station() else {
        return Vec::new();
    };
    let under: Vec<String> = station.under.iter().map(|label| printable(label)).collect();
    let things = match station.items.len() {
        1 => "1 thing".to_owned(),
        number => format!("{number} things"),
    };
    let Face::Shown(next) = spoken.face() else {
        let ask = format!("Explain  {}  aloud. ({things})", under.join(" > "));
        return match wrap(&ask, columns).len() <= free {
            true => bold(&ask, columns),
            false => bold(
                &format!("{} ({things})", under.last().map_or("", |it| it)),
                columns,
            ),
        };
    };
    let mut lines = Vec::new();
    if free > station.items.len().min(4) {
        lines.push(Line::styled(cut(&under.join(" > "), columns), BOLD));
    }
    let rows = free.saturating_sub(lines.len()).max(1);
    // The one that is rated next stays in sight, with what was before it as far as possible.
    let first = (next + 1).saturating_sub(rows);
    for (at, item) in station.items.iter().enumerate().skip(first).take(rows) {
        let here = at == next;
        let mark = match (here, spoken.rating(spoken.at(), at)) {
            (true, None) => "[>]",
            (_, rating) => mark(rating),
        };
        let pointer = if here { ">" } else { " " };
        let indent = "  ".repeat(item.depth.min(columns / 8));
        let text = format!("{pointer}{mark} {indent}{}", printable(&item.label));
        let style = if here { BOLD } else { Style::new() };
        lines.push(Line::styled(cut(&text, columns), style));
    }
    lines
}

/// The model answer; without one the points in order.
fn model_answer(spoken: &Spoken, scene: &Scene<'_>, columns: usize) -> Vec<Line<'static>> {
    match scene.answer {
        Some(answer) => wrap(answer, columns).into_iter().map(Line::raw).collect(),
        None => {
            let items = spoken.stations.iter().flat_map(|station| &station.items);
            let line = |(number, item): (usize, &Item)| {
                let point = item.point.as_deref().unwrap_or_default();
                let text = format!("{number}. {}", printable(point));
                Line::raw(cut(&text, columns))
            };
            (1..).zip(items).map(line).collect()
        }
    }
}

fn bold(text: &str, columns: usize) -> Vec<Line<'static>> {
    let lines = wrap(text, columns).into_iter();
    lines.map(|line| Line::styled(line, BOLD)).collect()
}

#[cfg(test)]
mod tests;
