//! How a walk or an explanation ends: three lines, or one object.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use super::model::{Item, Manner};
use crate::cli::context::Context;
use crate::cli::exit::Trouble;
use crate::cli::render::out::Form;
use crate::cli::render::words::{self, printable};
use crate::cli::tomorrow::{self, Tomorrow};
use crate::cli::when;
use crate::domain::grade::Verdict;
use crate::domain::rating::Rating;
use crate::ipc::protocol::{LoggedReview, VerdictInfo};

/// Names of blanks that are told at most.
const NAMED: usize = 5;

/// What was done.
#[derive(Debug, Clone)]
pub struct Summary {
    /// How it was spoken.
    pub manner: Manner,
    /// How many were said.
    pub said: usize,
    /// Of how many.
    pub of: usize,
    /// What was not said, verbatim.
    pub blank: Vec<String>,
    /// How long it took; none if nobody knows.
    pub took_secs: Option<u32>,
    /// Each item and its rating, in order.
    pub verdicts: Vec<(Item, Option<Rating>)>,
    /// The reviews that were written.
    pub reviews: Vec<LoggedReview>,
    /// How many ratings wait for the daemon.
    pub spooled: usize,
    /// What one undo takes back.
    pub batches: Batches,
}

/// What one undo takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batches {
    /// Each press of a key.
    Each,
    /// All of it.
    One,
}

impl Default for Summary {
    fn default() -> Summary {
        Summary {
            manner: Manner::Walk,
            said: 0,
            of: 0,
            blank: Vec::new(),
            took_secs: None,
            verdicts: Vec::new(),
            reviews: Vec::new(),
            spooled: 0,
            batches: Batches::Each,
        }
    }
}

/// The `data` of `loci walk` and `loci explain`.
#[derive(Debug, Serialize)]
pub struct Done {
    /// One for each item.
    pub verdicts: Vec<VerdictInfo>,
    /// Lines that are nothing in the notes; what is spoken has none.
    pub extra: Vec<String>,
    /// The reviews that were written.
    pub reviews: Vec<LoggedReview>,
    /// Whether some ratings only wait in the spool, because no daemon was reachable.
    pub spooled: bool,
}

/// Tells it: three lines of text, or JSON.
pub fn tell(context: &mut Context, kind: &str, summary: &Summary) -> Result<(), Trouble> {
    if context.out.form == Form::Json {
        let done = Done {
            verdicts: summary.verdicts.iter().map(verdict).collect(),
            extra: Vec::new(),
            reviews: summary.reviews.clone(),
            spooled: summary.spooled > 0,
        };
        return context.out.json(kind, &done);
    }
    let today = context.today();
    let tomorrow = tomorrow::ask(context);
    context.out.echo(&text(summary, today, tomorrow))
}

/// `4 of 5 rooms · blank: Bedroom · recall 80 %`, `walked in 1:52 · next walk Thu · tomorrow 4 min`, the undo.
pub fn text(summary: &Summary, today: NaiveDate, tomorrow: Option<Tomorrow>) -> String {
    let rated = summary.said + summary.blank.len();
    if rated == 0 {
        return "nothing rated\n".to_owned();
    }
    let (one, blank, did, again) = match summary.manner {
        Manner::Walk => ("room", "blank", "walked", "walk"),
        Manner::Explain => ("branch", "missed", "explained", "recall"),
    };
    let things = words::count(summary.of as u64, one);
    let mut first = vec![format!("{} of {things} said", summary.said)];
    if !summary.blank.is_empty() {
        let named = summary.blank.iter().take(NAMED).map(|it| printable(it));
        let named = named.collect::<Vec<_>>().join(", ");
        first.push(match summary.blank.len().saturating_sub(NAMED) {
            0 => format!("{blank}: {named}"),
            more => format!("{blank}: {named} and {more} more"),
        });
    }
    if summary.of > rated {
        first.push(format!("{} not reached", summary.of - rated));
    }
    let recall = summary.said as f32 / rated as f32;
    first.push(format!("recall {}", words::percent(recall)));
    let mut second = Vec::new();
    if let Some(secs) = summary.took_secs {
        second.push(format!("{did} in {}", words::clock(secs)));
    }
    let days = summary.reviews.iter().filter_map(|it| it.due.parse().ok());
    if let Some(next) = days.min() {
        second.push(format!("next {again} {}", day(next, today)));
    }
    second.extend(tomorrow.map(|tomorrow| tomorrow.to_string()));
    let undo = match (summary.batches, summary.reviews.len()) {
        (Batches::One, _) | (Batches::Each, 0..=1) => "undo: loci undo".to_owned(),
        (Batches::Each, all) => format!("undo all: loci undo {all}"),
    };
    let third = match (summary.spooled, summary.reviews.is_empty()) {
        (0, _) => undo,
        (kept, true) => format!("{kept} kept for the daemon: loci daemon start"),
        (kept, false) => format!("{undo} · {kept} kept for the daemon: loci daemon start"),
    };
    let lines = [first.join(" · "), second.join(" · "), third];
    let lines = lines.iter().filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// A day that is near by its weekday.
fn day(day: NaiveDate, today: NaiveDate) -> String {
    let is_near = today
        .checked_add_days(Days::new(7))
        .is_some_and(|limit| day < limit && day > today);
    match (day - today).num_days() {
        1 => "tomorrow".to_owned(),
        _ if is_near => day.format("%a").to_string(),
        _ => when::due_day(day, today),
    }
}

fn verdict((item, rating): &(Item, Option<Rating>)) -> VerdictInfo {
    let (verdict, reason) = match rating {
        None => (Verdict::Unreached, "not rated"),
        Some(Rating::Again) => (Verdict::Missing, "not said"),
        Some(Rating::Hard) => (Verdict::Close, "said, but only close"),
        Some(Rating::Good | Rating::Easy) => (Verdict::Exact, "said"),
    };
    VerdictInfo {
        path: item.path.clone(),
        label: item.label.clone(),
        point: item.point.clone(),
        verdict: verdict.as_str().to_owned(),
        rating: rating.map(Rating::number),
        reason: reason.to_owned(),
        recalled: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(due: &str) -> LoggedReview {
        LoggedReview {
            id: uuid::Uuid::nil(),
            locus: uuid::Uuid::nil(),
            path: "house/gate".to_owned(),
            label: "Gate".to_owned(),
            rating: 3,
            at: "2026-11-22T14:30:00+00:00".to_owned(),
            stability: 3.0,
            difficulty: 5.0,
            interval_days: 4,
            due: due.to_owned(),
        }
    }

    #[test]
    fn a_walk_ends_in_three_lines() {
        let today = "2026-11-22".parse().unwrap();
        let mut summary = Summary {
            said: 4,
            of: 5,
            blank: vec!["Bedroom".to_owned()],
            took_secs: Some(112),
            reviews: vec![review("2026-12-05"), review("2026-11-26")],
            ..Summary::default()
        };
        assert_eq!(
            text(
                &summary,
                today,
                Some(Tomorrow {
                    minutes: 4,
                    count: 9
                })
            ),
            "4 of 5 rooms said · blank: Bedroom · recall 80 %\n\
             walked in 1:52 · next walk Thu · tomorrow 4 min, 9 loci\n\
             undo all: loci undo 2\n"
        );
        summary.of = 7;
        (summary.spooled, summary.reviews) = (5, Vec::new());
        assert_eq!(
            text(&summary, today, None),
            "4 of 7 rooms said · blank: Bedroom · 2 not reached · recall 80 %\n\
             walked in 1:52\n\
             5 kept for the daemon: loci daemon start\n"
        );
        assert_eq!(text(&Summary::default(), today, None), "nothing rated\n");
    }

    #[test]
    fn a_near_day_is_told_by_its_weekday() {
        let today = "2026-11-22".parse().unwrap();
        let told = |due: &str| day(due.parse().unwrap(), today);
        assert_eq!(told("2026-11-23"), "tomorrow");
        assert_eq!(told("2026-11-28"), "Sat");
        assert_eq!(told("2026-11-29"), "in 7 d, Sun 29 Nov");
        assert_eq!(told("2026-11-22"), "today");
    }
}
