//! The end of a review in three lines: what was done and its undo, how much was recalled, what tomorrow asks.

use super::model::{End, Tally};
use crate::cli::render::words;
use crate::cli::tomorrow::Tomorrow;
use crate::domain::now::Secs;

/// The three lines; one if nothing was rated. `start` is the command that starts the user's daemon.
pub fn text(
    tally: &Tally,
    used: Secs,
    end: End,
    tomorrow: Option<Tomorrow>,
    start: &str,
) -> String {
    if tally.rated == 0 {
        return "nothing rated\n".to_owned();
    }
    let count = |number: usize, one: &str| words::count(number as u64, one);
    let mut text = match end {
        End::TimeUp => "time's up: ".to_owned(),
        End::Through | End::Left | End::Interrupted => String::new(),
    };
    text.push_str(&format!(
        "{}, {} rated, {} missed in {used}",
        count(tally.prompts, "prompt"),
        tally.rated,
        tally.missed
    ));
    if tally.spooled > 0 {
        text.push_str(&format!(", {} kept for the daemon", tally.spooled));
    }
    let undo = match (tally.batches, tally.spooled) {
        (0, _) => "undo: loci spool".to_owned(),
        (1, 0) => "undo: loci undo".to_owned(),
        (all, 0) => format!("undo all: loci undo {all}"),
        (1, _) => "undo: loci undo, and loci spool for what is kept".to_owned(),
        (all, _) => format!("undo all: loci undo {all}, and loci spool for what is kept"),
    };
    text.push_str(&format!("; {undo}\n"));
    // Nothing was asked where all that was said is "I know this".
    if let Some(percent) = (tally.said * 100 + tally.asked / 2).checked_div(tally.asked) {
        text.push_str(&format!(
            "recall {percent} %: {} of {} at the first answer\n",
            tally.said, tally.asked
        ));
    }
    match (tomorrow, end) {
        (Some(tomorrow), _) => text.push_str(&format!("{tomorrow}\n")),
        (None, End::Interrupted) => {}
        (None, End::Through | End::TimeUp | End::Left) => {
            text.push_str(&format!(
                "tomorrow is not known: the daemon does not answer; start it: {start}\n"
            ));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "loci start --demo";

    const TALLY: Tally = Tally {
        prompts: 6,
        asked: 23,
        said: 21,
        rated: 25,
        missed: 2,
        spooled: 0,
        batches: 8,
    };

    #[test]
    fn a_session_ends_in_three_lines() {
        let tomorrow = Some(Tomorrow {
            minutes: 4,
            count: 12,
        });
        assert_eq!(
            text(&TALLY, Secs(190), End::Through, tomorrow, START),
            "6 prompts, 25 rated, 2 missed in 3:10; undo all: loci undo 8\n\
             recall 91 %: 21 of 23 at the first answer\n\
             tomorrow 4 min, 12 loci\n"
        );
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        let spooled = Tally {
            asked: 0,
            said: 0,
            spooled: 1,
            batches: 0,
            ..TALLY
        };
        assert_eq!(
            text(&spooled, Secs(5), End::Left, None, START),
            "6 prompts, 25 rated, 2 missed in 0:05, 1 kept for the daemon; undo: loci spool\n\
             tomorrow is not known: the daemon does not answer; start it: loci start --demo\n"
        );
        let both = Tally {
            spooled: 3,
            ..TALLY
        };
        let said = text(&both, Secs(5), End::Left, None, START);
        let undo = "; undo all: loci undo 8, and loci spool for what is kept\n";
        assert!(said.contains(undo), "{said}");
        assert!(
            text(&TALLY, Secs(300), End::TimeUp, None, START).starts_with("time's up: 6 prompts")
        );
        let lines = text(&TALLY, Secs(5), End::Interrupted, None, START);
        assert_eq!(lines.lines().count(), 2);
        let nothing = text(&Tally::default(), Secs(5), End::Left, None, START);
        assert_eq!(nothing, "nothing rated\n");
    }
}
