//! A walk or an explanation on the inline terminal.

use super::boxed::Boxed;
use super::model::{Face, Manner, Wish};
use super::pressed::Pressed;
use super::session::{Ended, Session};
use super::view::{self, ANSWER_SECS};
use super::wishes;
use crate::cli::exit::Trouble;
use crate::cli::inline::{Heard, Inline, ROWS, Waiting};
use crate::clock;
use crate::domain::now::BootInstant;

/// Goes through it. A clock ticks only while one is shown.
pub(super) fn run(
    session: &mut Session<'_>,
    inline: &mut Inline,
    boxed: &mut Option<Boxed>,
) -> Result<Ended, Trouble> {
    let mut waiting = Waiting {
        deadline: boxed.as_ref().map(|boxed| boxed.deadline),
        tick: None,
        watch: boxed.as_mut().and_then(|boxed| boxed.watch.take()),
    };
    loop {
        waiting.tick = ticks(session).then(|| BootInstant {
            ms: session.spoken.asked_ms(),
            ..clock::boot()
        });
        let left = boxed.as_ref().map(Boxed::left);
        let mut pages = 1;
        inline.draw(|frame| {
            let (area, scene) = (frame.area(), session.scene(left));
            pages = view::pages(&session.spoken, &scene, area.width, area.height.min(ROWS));
            view::draw(frame, &session.spoken, &scene);
        })?;
        let wish = match inline.next(&mut waiting)? {
            Heard::Key(key) => match Pressed::of(key) {
                Pressed::Letter(letter) => wishes::of_letter(letter, session.keys),
                Pressed::On => Some(Wish::Show),
                Pressed::Back => Some(Wish::Back),
                Pressed::Leave => Some(Wish::Leave),
                Pressed::Nothing => None,
            },
            Heard::Paste(_) | Heard::Resized | Heard::Tick => None,
            Heard::Interrupted => return Ok(Ended::Interrupted),
            Heard::Deadline => return Ok(Ended::Stopped),
            Heard::Told(event) => match boxed.as_ref().and_then(|boxed| boxed.heard(&event)) {
                Some(ended) => return Ok(ended),
                None => None,
            },
        };
        match wish {
            Some(Wish::Show)
                if session.spoken.face() == Face::Model && session.page + 1 < pages =>
            {
                session.page += 1;
            }
            Some(wish) => {
                if let Some(end) = session.wish(wish)? {
                    return Ok(Ended::By(end));
                }
            }
            None => {}
        }
    }
}

/// Whether a clock is shown that goes: that of the box, or of the whole answer until it is over.
fn ticks(session: &Session<'_>) -> bool {
    let spoken = &session.spoken;
    match (spoken.manner, spoken.face()) {
        (Manner::Explain, _) => true,
        (Manner::Walk, Face::Answer) => spoken.left_secs(ANSWER_SECS, clock::boot().ms) > 0,
        (Manner::Walk, Face::Asked | Face::Shown(_) | Face::Model) => false,
    }
}
