//! A mock interview on the inline terminal.

use super::model::{Face, Wish};
use super::session::{End, Session};
use super::view::{self, Scene};
use super::wishes;
use crate::cli::exit::Trouble;
use crate::cli::inline::{Heard, Inline, Waiting};
use crate::cli::spoken::boxed::Boxed;
use crate::cli::spoken::pressed::Pressed;
use crate::clock;
use crate::domain::now::BootInstant;

use super::Ended;

/// Goes through it. Its clock ticks all the time: a limit is what it is about.
pub(super) fn run(
    session: &mut Session<'_>,
    inline: &mut Inline,
    boxed: &mut Boxed,
) -> Result<Ended, Trouble> {
    let mut waiting = Waiting {
        watch: boxed.watch.take(),
        ..Waiting::default()
    };
    loop {
        if let Some(ended) = session.listen(boxed, &mut waiting.watch)? {
            return Ok(ended);
        }
        let since = session.interview.since_ms();
        let at = |ms| BootInstant {
            ms,
            ..clock::boot()
        };
        waiting.tick = Some(at(since));
        waiting.deadline = Some(next_end(session, boxed));
        let scene = Scene {
            said: &session.said,
            left: boxed.left(),
            now_ms: clock::boot().ms,
        };
        inline.draw(|frame| view::draw(frame, &session.interview, &scene))?;
        let wish = match inline.next(&mut waiting)? {
            Heard::Key(key) => match Pressed::of(key) {
                Pressed::Letter(letter) => wishes::of_letter(letter, session.interview.face()),
                Pressed::On => Some(Wish::Go),
                Pressed::Back => Some(Wish::Back),
                Pressed::Leave => Some(Wish::Leave),
                Pressed::Nothing => None,
            },
            Heard::Paste(_) | Heard::Resized | Heard::Tick => None,
            Heard::Interrupted => return Ok(Ended::Interrupted),
            Heard::Deadline if clock::boot() >= boxed.deadline => return Ok(Ended::Stopped),
            Heard::Deadline => {
                rings(session)?;
                Some(Wish::TimeUp)
            }
            Heard::Told(event) => match boxed.heard(&event) {
                Some(ended) => return Ok(Ended::from_box(ended)),
                None => None,
            },
        };
        if let Some(wish) = wish
            && let Some(end) = session.wish(wish)?
        {
            return Ok(match end {
                End::Through => Ended::Through,
                End::Left => Ended::Left,
            });
        }
    }
}

/// When the next time is over: that of what is going on, or all of it.
pub(super) fn next_end(session: &Session<'_>, boxed: &Boxed) -> BootInstant {
    let own = session.interview.ends_ms();
    let own = own.map(|ms| BootInstant {
        ms,
        ..boxed.deadline
    });
    own.map_or(boxed.deadline, |own| own.min(boxed.deadline))
}

/// Who speaks does not look at the screen.
pub(super) fn rings(session: &mut Session<'_>) -> Result<(), Trouble> {
    match session.interview.face() {
        Face::Think | Face::Say | Face::FollowUp => session.context.out.alarm("\x07"),
        Face::Tick(_) | Face::Mark(_) | Face::Over => Ok(()),
    }
}
