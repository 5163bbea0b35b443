//! A review line by line: for pipes, screen readers and terminals that cannot move their cursor.

use super::echo;
use super::legend;
use super::model::{About, Order, Outcome, Session, Stage, Step, Turn, label};
use super::send::{self, Done};
use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::inline;
use crate::cli::keys::{Key, Keys};
use crate::cli::render::words::{self, BOLD, DIM, printable, styled};
use crate::clock;

/// What the last line that was written belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    round: (usize, Turn),
    stage: Stage,
}

/// Goes through the session with these keys.
///
/// # Errors
/// If nothing can be read or written, or a rating cannot be kept.
pub fn run(context: &mut Context, session: &mut Session, mut keys: Keys) -> Result<(), Trouble> {
    let mut line = Line {
        context,
        shown: None,
    };
    let size = words::count(session.size() as u64, "prompt");
    let legend = keys.legend();
    line.say(&format!(
        "{size}. Enter shows; {legend}; s skip, u undo, q quit, ? keys\n"
    ))?;
    while session.end().is_none() {
        line.show(session)?;
        let key = keys.read()?;
        line.press(session, key)?;
    }
    Ok(())
}

struct Line<'a> {
    context: &'a mut Context,
    shown: Option<Place>,
}

impl Line<'_> {
    /// Writes what is asked, as far as it does not stand there already.
    fn show(&mut self, session: &Session) -> Result<(), Trouble> {
        let Some((round, info)) = session.round() else {
            return Ok(());
        };
        let place = Place {
            round: (round.prompt, round.turn),
            stage: session.stage(),
        };
        if self.shown == Some(place) {
            return Ok(());
        }
        let is_other = self.shown.is_none_or(|shown| shown.round != place.round);
        if is_other {
            let ask = styled(BOLD, &printable(&info.ask));
            let about = match round.turn {
                Turn::First => format!("{}/{}", round.prompt + 1, session.size()),
                Turn::Again => "once more what was missed".to_owned(),
            };
            self.say(&format!("\n{ask}  {}\n", styled(DIM, &about)))?;
        }
        match session.stage() {
            Stage::Look => {
                let many = words::count(info.items.len() as u64, "line");
                let mut look = format!("new; look at it ({many}), then Enter\n");
                for item in &info.items {
                    look.push_str(&format!("  {}\n", printable(&label(item))));
                }
                self.say(&look)?;
            }
            Stage::Recall => {
                let was_look = self.shown.is_some_and(|shown| shown.stage == Stage::Look);
                if was_look && !is_other {
                    // Nothing is taken away here; it leaves the screen upwards.
                    if self.context.out.is_terminal() {
                        let (_, rows) = inline::size();
                        self.say(&"\n".repeat(rows.into()))?;
                    }
                    self.say("now look away, and say it from memory; then Enter\n")?;
                    let ask = styled(BOLD, &printable(&info.ask));
                    self.say(&format!("{ask}\n"))?;
                }
            }
            Stage::Rate(at) => {
                let item = round.items.get(at).and_then(|item| info.items.get(*item));
                let number = format!("{}/{}", at + 1, round.items.len());
                let label = item.map(label).unwrap_or_default();
                self.say(&format!("  {number:<5} {}  ", printable(&label)))?;
            }
        }
        self.shown = Some(place);
        Ok(())
    }

    fn press(&mut self, session: &mut Session, key: Key) -> Result<(), Trouble> {
        if key == Key::Help {
            return self.help(session);
        }
        let was = session.stage();
        match session.press(key, clock::boot()) {
            Step::Shown => {
                if session.end().is_some() && matches!(was, Stage::Rate(_)) {
                    self.say("\n")?;
                }
            }
            Step::Hint(hint) => {
                let text = hint.text(session.ratings);
                match was {
                    Stage::Look | Stage::Recall => self.say(&format!("{text}\n"))?,
                    Stage::Rate(_) => self.say(&format!("\n  {text}: "))?,
                }
            }
            Step::Send(order) => match send::carry_out(self.context, &order, session.told_at)? {
                Done::Given {
                    batch,
                    outcome,
                    kept,
                } => {
                    let said = self.said(session, &order, &outcome);
                    self.say(&format!("{said}\n"))?;
                    if let Some(kept) = kept {
                        self.context.out.note(&kept)?;
                    }
                    session.sent(order, batch, outcome, clock::boot());
                }
                Done::Refused(why) => {
                    self.say("\n")?;
                    let why = format!("not rated: {}", printable(&why));
                    self.context.out.note(&why)?;
                    session.refused(&order, clock::boot());
                }
            },
            Step::TakeBack => self.take_back(session)?,
        }
        Ok(())
    }

    /// What the keys do; then what is asked stands there once more.
    fn help(&mut self, session: &Session) -> Result<(), Trouble> {
        let mut help = "\n".to_owned();
        for (key, does) in legend::in_lines(session.ratings) {
            help.push_str(&format!("  {key:<5} {does}\n"));
        }
        self.say(&help)?;
        if let Stage::Rate(_) = session.stage() {
            let again = self.shown.map(|shown| Place {
                stage: Stage::Recall,
                ..shown
            });
            self.shown = again;
        }
        Ok(())
    }

    /// What a rating led to, behind what it is a rating of.
    fn said(&self, session: &Session, order: &Order, outcome: &Outcome) -> String {
        let reviews = match outcome {
            Outcome::Logged(reviews) => reviews.as_slice(),
            Outcome::Spooled(_) => &[],
        };
        match (&order.about, session.round()) {
            (About::Known { .. }, Some((_, info))) => echo::line(info, order, outcome, None),
            (About::Known { .. }, None) | (About::Items(_), _) => {
                let rating = words::rating(order.rating.number());
                format!("{rating}  {}", styled(DIM, &echo::next(reviews)))
            }
        }
    }

    fn take_back(&mut self, session: &mut Session) -> Result<(), Trouble> {
        let Some(last) = session.last() else {
            return Ok(());
        };
        match send::take_back(self.context, last) {
            Ok(()) => {
                let said = format!("\n  undone: {}\n", printable(&session.told(last)));
                session.taken_back(clock::boot());
                self.shown = None;
                self.say(&said)
            }
            Err(trouble) => self.say(&format!("\n  not undone: {trouble}\n")),
        }
    }

    fn say(&mut self, text: &str) -> Result<(), Trouble> {
        self.context.out.say(text)
    }
}
