//! What is said of a graded and of a logged recall. Pure, but for the last line of a session.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::proposal::Choice;
use crate::cli::context::Context;
use crate::cli::log::listed;
use crate::cli::render::table::Table;
use crate::cli::render::words::{self, printable};
use crate::cli::tomorrow;
use crate::cli::when;
use crate::domain::rating::Rating;
use crate::ipc::protocol::{GradeReply, LoggedReview, VerdictInfo};

/// How many of each rating there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    counts: [usize; 4],
}

impl Tally {
    /// Counts ratings.
    pub(super) fn of(ratings: impl IntoIterator<Item = Rating>) -> Tally {
        let mut tally = Tally::default();
        for rating in ratings {
            tally.counts[usize::from(rating.number() - 1)] += 1;
        }
        tally
    }

    /// Counts what is proposed.
    pub(super) fn proposed(verdicts: &[VerdictInfo]) -> Tally {
        Tally::of(verdicts.iter().filter_map(proposed))
    }

    /// Counts what was chosen.
    pub(super) fn chosen(choices: impl IntoIterator<Item = Choice>) -> Tally {
        Tally::of(choices.into_iter().filter_map(|choice| match choice {
            Choice::Rate(rating) => Some(rating),
            Choice::Skip => None,
        }))
    }

    /// All of them.
    pub(super) fn all(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Those that were recalled at all.
    pub(super) fn recalled(&self) -> usize {
        self.all() - self.counts[0]
    }

    /// `20 good (71 %), 2 hard (7 %), 6 again (21 %)`.
    pub(super) fn in_percent(&self) -> String {
        let best_first = Rating::ALL.into_iter().rev();
        let parts: Vec<String> = best_first
            .map(|rating| (self.counts[usize::from(rating.number() - 1)], rating.word()))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word} ({})", percent(count, self.all())))
            .collect();
        parts.join(", ")
    }
}

/// A share in whole per cent.
fn percent(part: usize, of: usize) -> String {
    words::percent(part as f32 / of.max(1) as f32)
}

/// The rating that a verdict proposes.
pub(super) fn proposed(verdict: &VerdictInfo) -> Option<Rating> {
    Rating::from_number(verdict.rating?).ok()
}

/// A path below what was recalled.
pub(super) fn below<'a>(path: &'a str, head: &str) -> &'a str {
    let rest = path
        .strip_prefix(head)
        .and_then(|rest| rest.strip_prefix('/'));
    rest.filter(|rest| !rest.is_empty()).unwrap_or(path)
}

/// Why a branch gets its rating: the verdict and the reason; empty for what was simply said.
pub(super) fn why(verdict: &VerdictInfo) -> String {
    match (verdict.verdict.as_str(), verdict.reason.as_str()) {
        // What the verdict itself says already.
        ("exact", "said") => String::new(),
        ("missing", "not said") => "missing".to_owned(),
        ("unreached", reason) if !reason.is_empty() => reason.to_owned(),
        ("exact", reason) => reason.to_owned(),
        (word, "") => word.to_owned(),
        (word, reason) if reason.starts_with(word) => reason.to_owned(),
        (word, reason) => format!("{word}: {reason}"),
    }
}

/// `Python: 22 of 28 recalled; 20 good (71 %), …; 3 not reached`.
pub(super) fn headline(root: &str, graded: &GradeReply) -> String {
    let tally = Tally::proposed(&graded.verdicts);
    let unrated = match graded.verdicts.len() - tally.all() {
        0 => String::new(),
        n => format!("; {n} without a rating"),
    };
    let counts = match tally.all() {
        0 => String::new(),
        _ => format!("; {}", tally.in_percent()),
    };
    format!(
        "{}: {} of {} recalled{counts}{unrated}",
        printable(root),
        tally.recalled(),
        tally.all()
    )
}

/// The verdicts of a dry run.
pub(super) fn verdicts(root: &str, head: &str, graded: &GradeReply) -> String {
    let mut table = Table::default();
    for verdict in &graded.verdicts {
        let rating = match verdict.rating {
            Some(number) => words::rating(number),
            None => format!("{:<5}", "-"),
        };
        table.row([
            rating,
            printable(below(&verdict.path, head)),
            printable(&why(verdict)),
        ]);
    }
    let extra = extra(graded);
    format!("{}\n\n{}{extra}", headline(root, graded), table.render())
}

/// What was logged, and how to take it back.
pub(super) fn logged(
    head: &str,
    graded: &GradeReply,
    reviews: &[LoggedReview],
    today: NaiveDate,
) -> String {
    let ratings = reviews
        .iter()
        .filter_map(|it| Rating::from_number(it.rating).ok());
    let tally = Tally::of(ratings);
    let mut text = format!("logged: {}\n", tally.in_percent());
    let missed: Vec<String> = reviews
        .iter()
        .filter(|review| review.rating == Rating::Again.number())
        .map(|review| below(&review.path, head).to_owned())
        .collect();
    if !missed.is_empty() {
        text.push_str(&format!("missed: {}\n", listed(&missed)));
    }
    text.push_str(&extra(graded));
    let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for day in reviews.iter().filter_map(|review| review.due.parse().ok()) {
        *days.entry(day).or_default() += 1;
    }
    let next: Vec<String> = days
        .iter()
        .take(3)
        .map(|(day, count)| format!("{count} {}", when::due_day(*day, today)))
        .collect();
    if !next.is_empty() {
        text.push_str(&format!("next due: {}\n", next.join("; ")));
    }
    text.push_str("undo: loci undo\n");
    text
}

/// What was written and is nothing in the notes.
fn extra(graded: &GradeReply) -> String {
    match graded.extra.is_empty() {
        true => String::new(),
        false => format!("not in the notes: {}\n", listed(&graded.extra)),
    }
}

/// The last lines of a session: what was done, how much of it was recalled, and what tomorrow takes.
pub(super) fn closing(
    context: &Context,
    tally: &Tally,
    branches: usize,
    took_secs: Option<u32>,
) -> String {
    let took = took_secs.map_or_else(String::new, |secs| format!(" in {}", words::span(secs)));
    let mut text = format!(
        "\n{} of {} rated{took}\nrecall {}: {} of {}\n",
        tally.all(),
        words::count(branches as u64, "branch"),
        percent(tally.recalled(), tally.all()),
        tally.recalled(),
        tally.all()
    );
    if let Some(tomorrow) = tomorrow::ask(context) {
        text.push_str(&format!("{tomorrow}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(path: &str, verdict: &str, rating: Option<u8>, reason: &str) -> VerdictInfo {
        VerdictInfo {
            path: path.to_owned(),
            label: path.to_owned(),
            point: None,
            verdict: verdict.to_owned(),
            rating,
            reason: reason.to_owned(),
            recalled: None,
        }
    }

    fn graded() -> GradeReply {
        GradeReply {
            verdicts: vec![
                verdict("p/a", "exact", Some(3), "said"),
                verdict("p/a/b", "close", Some(2), "a slip: \"bb\""),
                verdict("p/c", "missing", Some(1), "not said"),
                verdict("p/d", "unreached", None, "not reached"),
            ],
            extra: vec!["spam".to_owned()],
        }
    }

    #[test]
    fn verdicts_are_told_with_their_counts_and_reasons() {
        let text = anstream::adapter::strip_str(&verdicts("P", "p", &graded())).to_string();
        assert_eq!(
            text,
            "P: 2 of 3 recalled; 1 good (33 %), 1 hard (33 %), 1 again (33 %); 1 without a rating\n\n\
             good   a\n\
             hard   a/b  close: a slip: \"bb\"\n\
             again  c    missing\n\
             -      d    not reached\n\
             not in the notes: spam\n"
        );
    }

    #[test]
    fn what_was_logged_is_told_with_what_was_missed_and_when_it_is_due() {
        let review = |path: &str, rating: u8, due: &str| LoggedReview {
            id: uuid::Uuid::nil(),
            locus: uuid::Uuid::nil(),
            path: path.to_owned(),
            label: path.to_owned(),
            rating,
            at: String::new(),
            stability: 1.0,
            difficulty: 5.0,
            interval_days: 1,
            due: due.to_owned(),
        };
        let reviews = [
            review("p/a", 3, "2026-11-25"),
            review("p/c", 1, "2026-11-23"),
            review("p/e", 1, "2026-11-23"),
        ];
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(
            logged("p", &graded(), &reviews, today),
            "logged: 1 good (33 %), 2 again (67 %)\nmissed: c, e\nnot in the notes: spam\n\
             next due: 2 tomorrow; 1 in 3 d, Wed 25 Nov\nundo: loci undo\n"
        );
    }

    #[test]
    fn a_path_is_told_below_what_was_recalled() {
        assert_eq!(below("n/p/a", "n/p"), "a");
        assert_eq!(below("n/pa/a", "n/p"), "n/pa/a");
        assert_eq!(below("p", "p"), "p");
    }
}
