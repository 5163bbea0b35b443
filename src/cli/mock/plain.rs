//! A mock interview line by line: in a pipe, on a dumb terminal, for screen readers.

use super::Ended;
use super::model::{Face, Wish};
use super::screen::{next_end, rings};
use super::session::{End, Session};
use super::texts::{FOLLOW_UP, anchors, ask, item, whereabouts};
use super::wishes;
use crate::cli::exit::Trouble;
use crate::cli::lines::{Heard, Lines, Waiting};
use crate::cli::render::words::{BOLD, DIM, clock, printable, styled};
use crate::cli::spoken::boxed::Boxed;
use crate::clock::{self, BootTimer};
use crate::domain::mock::Side;

/// Goes through it.
pub(super) fn run(session: &mut Session<'_>, boxed: &mut Boxed) -> Result<Ended, Trouble> {
    let mut lines = Lines::new()?;
    let mut waiting = Waiting {
        deadline: None,
        watch: boxed.watch.take(),
    };
    session.context.out.say(
        "Enter goes on, x if nothing comes; then g said, h late, m not said for each; 0 to 3; b back, q leave\n",
    )?;
    let mut told: Option<(usize, Face)> = None;
    loop {
        if let Some(ended) = session.listen(boxed, &mut waiting.watch)? {
            return Ok(ended);
        }
        let stands = (session.interview.at(), session.interview.face());
        if !session.said.is_empty() {
            // Once: an event of the daemon must not tell it again.
            let said = std::mem::take(&mut session.said);
            let said = styled(DIM, &printable(&said));
            session.context.out.say(&format!("  {said}\n"))?;
        }
        if told != Some(stands) {
            let text = text(session, told);
            session.context.out.say(&text)?;
            told = Some(stands);
        }
        let timer = BootTimer::new().and_then(|timer| {
            timer.arm(Some(next_end(session, boxed)))?;
            Ok(timer)
        });
        waiting.deadline = Some(timer.map_err(|error| {
            Trouble::Failed(format!("cannot wait for the end of the time: {error}"))
        })?);
        let letters = match lines.next(&mut waiting)? {
            Heard::Line(line) => match wishes::of_line(&line) {
                Some(keys) => keys,
                None => {
                    session.said = format!("`{}` is no key and no word of these", line.trim());
                    continue;
                }
            },
            Heard::End => vec!['q'],
            Heard::Interrupted => return Ok(Ended::Interrupted),
            Heard::Deadline if clock::boot() >= boxed.deadline => return Ok(Ended::Stopped),
            Heard::Deadline => {
                rings(session)?;
                match session.wish(Wish::TimeUp)? {
                    Some(End::Through) => return Ok(Ended::Through),
                    Some(End::Left) => return Ok(Ended::Left),
                    None => continue,
                }
            }
            Heard::Told(event) => match boxed.heard(&event) {
                Some(ended) => return Ok(Ended::from_box(ended)),
                None => continue,
            },
        };
        for letter in letters {
            let Some(wish) = wishes::of_letter(letter, session.interview.face()) else {
                session.said = format!("`{letter}` means nothing here");
                break;
            };
            match session.wish(wish)? {
                Some(End::Through) => return Ok(Ended::Through),
                Some(End::Left) => return Ok(Ended::Left),
                None => {}
            }
        }
    }
}

/// What is new on this face.
fn text(session: &Session<'_>, before: Option<(usize, Face)>) -> String {
    let interview = &session.interview;
    let Some(question) = interview.question() else {
        return String::new();
    };
    let limit = clock(interview.limit_secs().unwrap_or(0));
    match interview.face() {
        Face::Think => {
            let about = format!(
                "question {} of {} · {} · think, {limit}",
                interview.at() + 1,
                interview.questions.len(),
                whereabouts(question)
            );
            format!(
                "\n{}\n{}\n",
                styled(DIM, &about),
                styled(BOLD, &ask(question))
            )
        }
        Face::Say => format!("speak, {limit}\n"),
        Face::FollowUp => format!("{} {limit}\n", styled(BOLD, FOLLOW_UP)),
        Face::Tick(next) => {
            let was_shown = matches!(
                before,
                Some((at, Face::Tick(_) | Face::Mark(_))) if at == interview.at()
            );
            let mut text = String::new();
            if !was_shown {
                let all = question.items.iter();
                text.extend(all.map(|it| format!("  {}\n", item(it))));
            }
            match question.items.get(next) {
                Some(next) => text.push_str(&format!("{}?\n", item(next))),
                None => {
                    let answer = question.answer.as_deref().unwrap_or_default();
                    let said = answer
                        .lines()
                        .map(|line| format!("  {}\n", printable(line)));
                    text.extend(said);
                    text.push_str("Enter goes on\n");
                }
            }
            text
        }
        Face::Mark(next) => match Side::ALL.get(next) {
            None => "Enter goes on\n".to_owned(),
            Some(side) => {
                let (name, anchors) = anchors(*side);
                format!("{name}? {}\n", styled(DIM, anchors))
            }
        },
        Face::Over => String::new(),
    }
}
