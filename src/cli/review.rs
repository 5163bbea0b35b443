//! `loci review`: what is due, prompt by prompt, child by child. Each rating is on disk before the next is
//! asked.
//!
//! A new prompt is first shown, then asked; what was missed is asked once more at the end.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::Serialize;
use uuid::Uuid;

use super::args::Review as ReviewArgs;
use super::context::{Context, Input};
use super::due;
use super::exit::{Exit, Trouble};
use super::keys::{Key, Keys};
use super::log::{self, Sent, batch_id};
use super::render::out::Form;
use super::render::words::{self, BOLD, DIM, printable, styled};
use super::spool;
use super::when;
use crate::domain::now::{BootInstant, Now};
use crate::domain::rating::Rating;
use crate::ipc::protocol::{
    At, DueReply, Log, LoggedReview, PromptInfo, PromptLocus, Request, Undo, UndoReply,
};

/// A recall that took longer was interrupted by something else, so its time says nothing.
const LONGEST_MS: u64 = 5 * 60 * 1000;

/// `loci review`.
pub fn run(context: &mut Context, args: &ReviewArgs) -> Result<Exit, Trouble> {
    let reply = due::ask(context, args.scope.as_deref(), None, None)?;
    if reply.value.prompts.is_empty() {
        let done = Done::default();
        let text = due::nothing(context, &reply.value)?;
        context.out.show("review", &done, || text)?;
        return Ok(Exit::NothingDue);
    }
    if context.input == Input::Never && std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        let message = "a review needs your answers: leave out --no-input, or see loci due";
        return Err(Trouble::Usage(message.to_owned()));
    }
    interrupt_is_130()?;
    let ratings = context.active_config()?.settings.ratings;
    review(context, &reply.value, Keys::stdin(ratings))
}

/// Between two keys nothing is unsaved, so Ctrl-C simply ends the process with its exit code.
fn interrupt_is_130() -> Result<(), Trouble> {
    let always = Arc::new(AtomicBool::new(true));
    let code = i32::from(Exit::Interrupted.code());
    signal_hook::flag::register_conditional_shutdown(signal_hook::consts::SIGINT, code, always)
        .map(|_| ())
        .map_err(|error| Trouble::Failed(format!("cannot watch for Ctrl-C: {error}")))
}

/// Goes through the prompts with these keys.
fn review(context: &mut Context, due: &DueReply, keys: Keys) -> Result<Exit, Trouble> {
    let mut session = Session::new(context, due, keys);
    let end = session.run()?;
    let done = session.done();
    let text = summary(&done);
    if context.out.form == Form::Json {
        context.out.json("review", &done)?;
    } else {
        context.out.say(&text)?;
    }
    match end {
        End::Through | End::Left => Ok(Exit::Done),
        End::Interrupted => Err(Trouble::Interrupted),
    }
}

/// What a session did.
#[derive(Debug, Default, Serialize)]
struct Done {
    prompts: usize,
    reviews: Vec<LoggedReview>,
    missed: usize,
    spooled: usize,
}

fn summary(done: &Done) -> String {
    let rated = done.reviews.len() + done.spooled;
    if rated == 0 {
        return "\nnothing rated\n".to_owned();
    }
    let spooled = match done.spooled {
        0 => String::new(),
        spooled => format!(", {spooled} kept for the daemon"),
    };
    let undo = "undo the last one: loci undo\n";
    format!("\n{rated} rated, {} missed{spooled}\n{undo}", done.missed)
}

enum End {
    Through,
    Left,
    Interrupted,
}

/// A prompt to ask, or what was missed of it to ask again.
#[derive(Clone)]
struct Round {
    prompt: usize,
    items: Vec<usize>,
    turn: Turn,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    First,
    Again,
}

/// One rating that was given.
struct Given {
    round: usize,
    item: usize,
    batch: Uuid,
    rating: Rating,
    outcome: Outcome,
}

enum Outcome {
    Logged(Vec<LoggedReview>),
    Spooled,
}

/// What follows on an answer.
enum Next {
    /// The next child.
    On,
    /// An earlier child again.
    Back { round: usize, item: usize },
    /// The end.
    Over(End),
}

struct Session<'a> {
    context: &'a mut Context,
    prompts: &'a [PromptInfo],
    keys: Keys,
    rounds: Vec<Round>,
    given: Vec<Given>,
    /// Since when the child is in question, by the boot clock.
    since: BootInstant,
    /// Each child's share of the time in which the prompt was recalled.
    share_ms: u64,
}

impl<'a> Session<'a> {
    fn new(context: &'a mut Context, due: &'a DueReply, keys: Keys) -> Session<'a> {
        let rounds = due.prompts.iter().enumerate();
        Session {
            since: context.now().boot,
            context,
            prompts: &due.prompts,
            keys,
            rounds: rounds
                .map(|(prompt, info)| Round {
                    prompt,
                    items: (0..info.items.len()).collect(),
                    turn: Turn::First,
                })
                .collect(),
            given: Vec::new(),
            share_ms: 0,
        }
    }

    fn run(&mut self) -> Result<End, Trouble> {
        let size = words::count(u64::try_from(self.prompts.len()).unwrap_or(0), "prompt");
        let legend = self.keys.legend();
        self.say(&format!("{size}. Enter shows; {legend}; u undo, q quit\n"))?;
        let mut round = 0;
        let mut from = None;
        loop {
            if round == self.rounds.len() {
                self.ask_missed_again();
            }
            if round == self.rounds.len() {
                return Ok(End::Through);
            }
            match self.round(round, from.take())? {
                Next::On => round += 1,
                Next::Back { round: back, item } => {
                    // What was missed is found anew once the first turn is through.
                    if self.rounds[back].turn == Turn::First {
                        self.rounds.retain(|round| round.turn == Turn::First);
                    }
                    round = back;
                    from = Some(item);
                }
                Next::Over(end) => return Ok(end),
            }
        }
    }

    /// Adds what was missed in the first turn, prompt by prompt; once.
    fn ask_missed_again(&mut self) {
        if self.rounds.iter().any(|round| round.turn == Turn::Again) {
            return;
        }
        let mut again: Vec<Round> = Vec::new();
        for given in &self.given {
            if given.rating.is_recall() {
                continue;
            }
            let prompt = self.rounds[given.round].prompt;
            match again.last_mut() {
                Some(last) if last.prompt == prompt => last.items.push(given.item),
                Some(_) | None => again.push(Round {
                    prompt,
                    items: vec![given.item],
                    turn: Turn::Again,
                }),
            }
        }
        self.rounds.append(&mut again);
    }

    /// Asks one prompt; from one of its children on if its question was asked before.
    fn round(&mut self, at: usize, from: Option<usize>) -> Result<Next, Trouble> {
        let round = self.rounds[at].clone();
        let info = &self.prompts[round.prompt];
        let start = match from {
            Some(item) => round
                .items
                .iter()
                .position(|other| *other == item)
                .unwrap_or(0),
            None => match self.question(&round, info)? {
                Next::On => 0,
                other => return Ok(other),
            },
        };
        for (place, item) in round.items.iter().enumerate().skip(start) {
            match self.child(at, place, *item, &round, info)? {
                Next::On => {}
                other => return Ok(other),
            }
        }
        Ok(Next::On)
    }

    /// The question; waits until the answer is wanted.
    fn question(&mut self, round: &Round, info: &PromptInfo) -> Result<Next, Trouble> {
        let ask = styled(BOLD, &printable(&info.ask));
        let about = match round.turn {
            Turn::First => format!("{}/{}", round.prompt + 1, self.prompts.len()),
            Turn::Again => "once more what was missed".to_owned(),
        };
        self.say(&format!("\n{ask}  {}\n", styled(DIM, &about)))?;
        if info.new && round.turn == Turn::First {
            let mut look = "new; look at it, then Enter\n".to_owned();
            for item in &info.items {
                look.push_str(&format!("  {}\n", label(item)));
            }
            self.say(&look)?;
            let next = self.wait_for_show()?;
            self.context.out.erase(look.lines().count())?;
            if !matches!(next, Next::On) {
                return Ok(next);
            }
            self.say("now from memory, then Enter\n")?;
        }
        let asked = self.context.now().boot;
        let next = self.wait_for_show()?;
        self.since = self.context.now().boot;
        let children = u64::try_from(round.items.len().max(1)).unwrap_or(1);
        self.share_ms = self.since.ms_since(asked).unwrap_or(0) / children;
        Ok(next)
    }

    fn wait_for_show(&mut self) -> Result<Next, Trouble> {
        loop {
            match self.keys.read()? {
                Key::Show => return Ok(Next::On),
                Key::Undo => {
                    if let Some(back) = self.undo()? {
                        return Ok(back);
                    }
                }
                Key::Quit | Key::End => return Ok(Next::Over(End::Left)),
                Key::Interrupt => return Ok(Next::Over(End::Interrupted)),
                Key::Rate(_) | Key::Unknown => {
                    self.say("Enter shows the answer\n")?;
                }
            }
        }
    }

    /// Shows one child, and has it rated.
    fn child(
        &mut self,
        at: usize,
        place: usize,
        item: usize,
        round: &Round,
        info: &PromptInfo,
    ) -> Result<Next, Trouble> {
        let Some(locus) = info.items.get(item) else {
            return Ok(Next::On);
        };
        let number = format!("{}/{}", place + 1, round.items.len());
        self.say(&format!("  {number:<5} {}  ", label(locus)))?;
        loop {
            match self.keys.read()? {
                Key::Rate(rating) => {
                    self.rate(at, item, rating, locus)?;
                    return Ok(Next::On);
                }
                Key::Undo => match self.undo()? {
                    Some(back) => return Ok(back),
                    None => self.say("\n  nothing to undo here  ")?,
                },
                Key::Quit | Key::End => {
                    self.say("\n")?;
                    return Ok(Next::Over(End::Left));
                }
                Key::Interrupt => {
                    self.say("\n")?;
                    return Ok(Next::Over(End::Interrupted));
                }
                Key::Show | Key::Unknown => {
                    let legend = self.keys.legend();
                    self.say(&format!("\n  {legend}: "))?;
                }
            }
        }
    }

    /// Logs one rating at once.
    fn rate(
        &mut self,
        round: usize,
        item: usize,
        rating: Rating,
        locus: &PromptLocus,
    ) -> Result<(), Trouble> {
        let now = self.context.now();
        let batch = batch_id(now.at);
        let log = Log {
            batch_id: Some(batch),
            scopes: vec![locus.path.clone()],
            rating: rating.number(),
            missed: Vec::new(),
            hard: Vec::new(),
            at: None,
            at_kind: At::Stated,
            took_secs: self.took(&now),
            note: None,
            source: Some("review".to_owned()),
            ratings: Vec::new(),
            ratings_path: None,
        };
        let (outcome, said) = match log::send(self.context, log, &now)? {
            Sent::Logged(reply) => {
                let reviews = reply.value.reviews;
                let next = reviews.first().map(next_day).unwrap_or_default();
                (Outcome::Logged(reviews), next)
            }
            Sent::Spooled(log, reached) => {
                self.say(&format!("{}\n", words::rating(rating.number())))?;
                let whose = spool::whose(&self.context.paths);
                let kept = log::kept(&log, reached, &whose, &now);
                self.context.out.note(&kept)?;
                (Outcome::Spooled, String::new())
            }
        };
        if let Outcome::Logged(_) = outcome {
            let said = styled(DIM, &said);
            self.say(&format!("{}  {said}\n", words::rating(rating.number())))?;
        }
        self.given.push(Given {
            round,
            item,
            batch,
            rating,
            outcome,
        });
        Ok(())
    }

    /// Seconds that this child took, its share of the question's time included.
    fn took(&mut self, now: &Now) -> Option<u32> {
        let own = now.boot.ms_since(self.since).unwrap_or(0);
        self.since = now.boot;
        let ms = own + self.share_ms;
        (ms <= LONGEST_MS)
            .then(|| u32::try_from(ms.div_ceil(1000)).ok())
            .flatten()
            .map(|secs| secs.max(1))
    }

    /// Takes the last rating back; where to go on.
    fn undo(&mut self) -> Result<Option<Next>, Trouble> {
        let Some(last) = self.given.pop() else {
            return Ok(None);
        };
        match last.outcome {
            Outcome::Logged(_) => {
                let request = Request::Undo(Undo {
                    count: None,
                    id: Some(last.batch),
                });
                self.context.call::<UndoReply>(&request)?;
            }
            Outcome::Spooled => {
                // It is on disk for the daemon to apply; only the daemon can take it back.
                self.given.push(last);
                self.say("\n  it waits for the daemon; undo it then: loci undo  ")?;
                return Ok(None);
            }
        }
        self.say("\n  undone\n")?;
        Ok(Some(Next::Back {
            round: last.round,
            item: last.item,
        }))
    }

    fn done(&self) -> Done {
        let mut done = Done {
            prompts: self.prompts.len(),
            missed: self
                .given
                .iter()
                .filter(|given| !given.rating.is_recall())
                .count(),
            ..Done::default()
        };
        for given in &self.given {
            match &given.outcome {
                Outcome::Logged(reviews) => done.reviews.extend(reviews.iter().cloned()),
                Outcome::Spooled => done.spooled += 1,
            }
        }
        done
    }

    fn say(&mut self, text: &str) -> Result<(), Trouble> {
        self.context.out.say(text)
    }
}

fn label(locus: &PromptLocus) -> String {
    match &locus.point {
        Some(point) => format!("{}: {}", printable(&locus.label), printable(point)),
        None => printable(&locus.label),
    }
}

fn next_day(review: &LoggedReview) -> String {
    match review.due.parse() {
        Ok(due) => when::due_day(due, when::days_before(due, review.interval_days)),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests;
