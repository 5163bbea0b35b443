//! A review in the inline terminal: it draws, waits for a key, and sends what that leads to.

use super::draw::{self, Page, View};
use super::echo;
use super::model::{Session, Stage, Step};
use super::send::{self, Done};
use crate::cli::context::{Context, Input};
use crate::cli::exit::Trouble;
use crate::cli::inline::{Heard, Inline, Waiting};
use crate::cli::keys::{self, Key};
use crate::cli::render::words::printable;
use crate::clock;

/// Goes through the session in the terminal, which is as before when this returns.
///
/// # Errors
/// If the terminal cannot be used, or a rating cannot be kept.
pub fn run(
    context: &mut Context,
    session: &mut Session,
    mut inline: Inline,
) -> Result<(), Trouble> {
    // A question in lines would garble what is drawn.
    let asks = std::mem::replace(&mut context.input, Input::Never);
    let mut screen = Screen {
        context,
        session,
        said: String::new(),
        page: Page::Review { from: 0 },
        unseen: None,
    };
    let ended = screen.run(&mut inline);
    drop(inline);
    context.input = asks;
    ended
}

struct Screen<'a> {
    context: &'a mut Context,
    session: &'a mut Session,
    /// What happened last.
    said: String,
    page: Page,
    /// The first line that found no place on the screen.
    unseen: Option<usize>,
}

impl Screen<'_> {
    fn run(&mut self, inline: &mut Inline) -> Result<(), Trouble> {
        let mut waiting = Waiting::default();
        while self.session.end().is_none() {
            let view = View {
                session: self.session,
                now: clock::boot(),
                said: &self.said,
                page: self.page,
            };
            let mut unseen = None;
            inline.draw(|frame| unseen = draw::screen(frame, &view))?;
            self.unseen = unseen;
            match inline.next(&mut waiting)? {
                Heard::Key(key) => self.press(keys::meaning(key, self.session.ratings))?,
                Heard::Interrupted => self.press(Key::Interrupt)?,
                // A text that was pasted by mistake rates nothing. The others were not asked for.
                Heard::Resized
                | Heard::Paste(_)
                | Heard::Deadline
                | Heard::Tick
                | Heard::Told(_) => {}
            }
        }
        Ok(())
    }

    fn press(&mut self, key: Key) -> Result<(), Trouble> {
        match (self.page, key, self.unseen) {
            (_, Key::Interrupt, _) => {}
            (Page::Help, _, _) => {
                self.page = Page::Review { from: 0 };
                return Ok(());
            }
            (Page::Review { .. }, Key::Help, _) => {
                self.page = Page::Help;
                return Ok(());
            }
            (Page::Review { .. }, key, Some(from)) if self.pages_on(key) => {
                self.page = Page::Review { from };
                return Ok(());
            }
            (Page::Review { .. }, _, _) => {}
        }
        let page = std::mem::replace(&mut self.page, Page::Review { from: 0 });
        let was = (
            self.session.stage(),
            self.session.round().map(|it| it.0.clone()),
        );
        let step = self.session.press(key, clock::boot());
        let is = (
            self.session.stage(),
            self.session.round().map(|it| it.0.clone()),
        );
        if was == is && matches!(step, Step::Hint(_)) {
            // A key that does nothing does not turn back the pages.
            self.page = page;
        }
        match step {
            Step::Shown => self.said.clear(),
            Step::Hint(hint) => self.said = hint.text(self.session.ratings).to_owned(),
            Step::Send(order) => match send::carry_out(self.context, &order, self.session.told_at)?
            {
                Done::Given {
                    batch,
                    outcome,
                    kept,
                } => {
                    if let Some((_, info)) = self.session.round() {
                        self.said = echo::line(info, &order, &outcome, kept.as_deref());
                    }
                    self.session.sent(order, batch, outcome, clock::boot());
                }
                Done::Refused(why) => {
                    self.said = format!("not rated: {}", printable(&why));
                    self.session.refused(&order, clock::boot());
                }
            },
            Step::TakeBack => self.take_back(),
        }
        Ok(())
    }

    /// Whether a key shows more of what is longer than the screen.
    fn pages_on(&self, key: Key) -> bool {
        match self.session.stage() {
            Stage::Look => matches!(key, Key::Show | Key::All | Key::More),
            Stage::Rate(_) => matches!(key, Key::Show | Key::More),
            Stage::Recall => false,
        }
    }

    fn take_back(&mut self) {
        let Some(last) = self.session.last() else {
            return;
        };
        self.said = match send::take_back(self.context, last) {
            Ok(()) => {
                let said = format!("undone: {}", printable(&self.session.told(last)));
                self.session.taken_back(clock::boot());
                said
            }
            Err(trouble) => format!("not undone: {}", printable(&trouble.to_string())),
        };
    }
}
