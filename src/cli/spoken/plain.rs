//! A walk or an explanation line by line: in a pipe, on a dumb terminal, for screen readers.

use super::boxed::Boxed;
use super::model::{End, Face, Item, Manner, Wish};
use super::session::{Ended, Session};
use super::view::{ANSWER_SECS, question};
use super::wishes;
use crate::cli::exit::Trouble;
use crate::cli::lines::{Heard, Lines, Waiting};
use crate::cli::render::words::{self, BOLD, DIM, printable, styled};
use crate::clock::BootTimer;
use crate::domain::settings::RatingKeys;

/// Goes through it.
pub(super) fn run(session: &mut Session<'_>, boxed: &mut Option<Boxed>) -> Result<Ended, Trouble> {
    let mut lines = Lines::new()?;
    let mut waiting = Waiting::default();
    if let Some(boxed) = boxed.as_mut() {
        waiting.deadline = Some(until(boxed)?);
        waiting.watch = boxed.watch.take();
    }
    session.context.out.say(&legend(session))?;
    let mut told: Option<(usize, Face)> = None;
    loop {
        let stands = (session.spoken.at(), session.spoken.face());
        if !session.said.is_empty() {
            // Once: an event of the daemon must not tell it again.
            let said = std::mem::take(&mut session.said);
            let said = styled(DIM, &printable(&said));
            session.context.out.say(&format!("  {said}\n"))?;
        }
        if told.map(|(at, _)| at) != Some(stands.0) {
            session.context.out.say(&question_of(session))?;
        }
        if told != Some(stands) {
            let was_shown = matches!(told, Some((at, Face::Shown(_))) if at == stands.0);
            let text = match (stands.1, was_shown) {
                (Face::Shown(item), true) => next_of(session, item),
                (Face::Shown(item), false) => {
                    format!("{}{}", shown_of(session), next_of(session, item))
                }
                (Face::Asked, _) => String::new(),
                (Face::Answer | Face::Model, _) => whole_answer(session),
            };
            session.context.out.say(&text)?;
            told = Some(stands);
        }
        if stands.1 == Face::Model {
            return Ok(Ended::By(End::Through));
        }
        let wishes = match lines.next(&mut waiting)? {
            Heard::Line(line) => wishes::of_line(&line, session.keys),
            Heard::End => vec![Wish::Leave],
            Heard::Interrupted => return Ok(Ended::Interrupted),
            Heard::Deadline => return Ok(Ended::Stopped),
            Heard::Told(event) => match boxed.as_ref().and_then(|boxed| boxed.heard(&event)) {
                Some(ended) => return Ok(ended),
                None => continue,
            },
        };
        session.said.clear();
        for wish in wishes {
            if let Some(end) = session.wish(wish)? {
                return Ok(Ended::By(end));
            }
        }
    }
}

fn until(boxed: &Boxed) -> Result<BootTimer, Trouble> {
    let timer = BootTimer::new().and_then(|timer| {
        timer.arm(Some(boxed.deadline))?;
        Ok(timer)
    });
    timer.map_err(|error| Trouble::Failed(format!("cannot wait for the end of the box: {error}")))
}

fn legend(session: &Session<'_>) -> String {
    let spoken = &session.spoken;
    let number = spoken.stations.len() as u64;
    let (things, missed) = match spoken.manner {
        Manner::Walk => (words::count(number, "room"), "m blank"),
        Manner::Explain => (
            words::count(number, "station"),
            "m missed, G or M all of it",
        ),
    };
    let rates = match session.keys {
        RatingKeys::Two => format!("g said, {missed}"),
        RatingKeys::Four => "a again, h hard, g good, e easy".to_owned(),
    };
    format!("{things}. Enter shows; {rates}; b back, u undo, q leave\n")
}

/// The question of a station, with where that is.
fn question_of(session: &Session<'_>) -> String {
    let spoken = &session.spoken;
    let Some(station) = spoken.station() else {
        return String::new();
    };
    let (number, of) = (spoken.at() + 1, spoken.stations.len());
    let under: Vec<String> = station.under.iter().map(|it| printable(it)).collect();
    let under = under.join(" > ");
    let (about, ask) = match (spoken.manner, station.items.first()) {
        (Manner::Walk, Some(room)) => (format!("{under} · room {number} of {of}"), question(room)),
        (Manner::Walk | Manner::Explain, _) => {
            let things = words::count(station.items.len() as u64, "thing");
            let about = format!(
                "{number} of {of} · {things} · about {} s",
                station.hint_secs
            );
            (about, format!("Explain  {under}  aloud."))
        }
    };
    format!("\n{}\n{}\n", styled(DIM, &about), styled(BOLD, &ask))
}

/// What is revealed at a station.
fn shown_of(session: &Session<'_>) -> String {
    let spoken = &session.spoken;
    let items = spoken.station().map_or(&[][..], |station| &station.items);
    let line = |item: &Item| match spoken.manner {
        Manner::Walk => revealed(item),
        Manner::Explain => {
            let indent = "  ".repeat(item.depth + 1);
            format!("{indent}{}\n", printable(&item.label))
        }
    };
    items.iter().map(line).collect()
}

/// Which of what was revealed is to be rated.
fn next_of(session: &Session<'_>, item: usize) -> String {
    let spoken = &session.spoken;
    let item = spoken.station().and_then(|station| station.items.get(item));
    match (spoken.manner, item) {
        (Manner::Explain, Some(item)) => format!("{}?\n", printable(&item.label)),
        (Manner::Walk, _) | (Manner::Explain, None) => String::new(),
    }
}

/// After the last room: what is asked, then what the notes say.
fn whole_answer(session: &Session<'_>) -> String {
    let spoken = &session.spoken;
    match (spoken.face(), session.answer()) {
        (Face::Model, Some(answer)) => {
            let lines = answer
                .lines()
                .map(|line| format!("  {}\n", printable(line)));
            lines.collect()
        }
        (Face::Model, None) => {
            let items = spoken.stations.iter().flat_map(|station| &station.items);
            items.map(revealed).collect()
        }
        (Face::Answer | Face::Asked | Face::Shown(_), _) => {
            let ask = format!("Now the whole answer, aloud, {ANSWER_SECS} s.");
            let shows = match session.answer() {
                Some(_) => "the model answer",
                None => "the points",
            };
            format!("\n{}\nEnter shows {shows}\n", styled(BOLD, &ask))
        }
    }
}

fn revealed(item: &Item) -> String {
    let point = item.point.as_deref().unwrap_or_default();
    let image = match &item.body {
        Some(image) => format!("  {}\n", styled(DIM, &printable(image))),
        None => String::new(),
    };
    format!("  {}\n{image}", printable(point))
}
