//! A walk that was graded: room by room what became of it, and its ratings as one batch.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::rooms::{Palace, Way};
use crate::cli::context::{Context, make_private, text_of};
use crate::cli::exit::Trouble;
use crate::cli::log::{self, Sent, batch_id};
use crate::cli::render::out::Form;
use crate::cli::render::table::Table;
use crate::cli::render::words::{self, DIM, printable, styled};
use crate::cli::spoken::end::{self, Batches, Summary};
use crate::cli::spool;
use crate::cli::when;
use crate::domain::rating::Rating;
use crate::ipc::protocol::{At, GradeReply, Log, LoggedReview, OwnRating, VerdictInfo};

/// What fits into a request beside the rest, in ratings of usual paths; more travel as a file.
const ROOM_FOR_RATINGS: usize = 24 * 1024;

/// A walk, and what the notes say of it.
pub(super) struct Walked<'a> {
    pub(super) reply: &'a GradeReply,
    pub(super) palace: &'a Palace,
    pub(super) way: Way,
    /// How long it took; none if it was written elsewhere.
    pub(super) took_secs: Option<u32>,
    /// When the daemon graded it.
    pub(super) told_at: DateTime<Utc>,
}

/// The `data` of a walk that was logged.
#[derive(Debug, Serialize)]
struct Done<'a> {
    #[serde(flatten)]
    graded: &'a GradeReply,
    batch: Option<Uuid>,
    reviews: Vec<LoggedReview>,
    spooled: bool,
}

impl Walked<'_> {
    /// The verdicts in the order of the walk; rooms that were not asked are left out.
    fn verdicts(&self) -> Vec<&VerdictInfo> {
        let asked = |verdict: &&VerdictInfo| {
            let mut rooms = self.palace.rooms.iter();
            rooms.any(|room| room.path == verdict.path)
        };
        let mut verdicts: Vec<&VerdictInfo> = self.reply.verdicts.iter().filter(asked).collect();
        match self.way {
            Way::Forth => {}
            Way::Back => verdicts.reverse(),
        }
        verdicts
    }

    /// A line for each room, and what is no room.
    pub(super) fn text(&self) -> String {
        let mut table = Table::default();
        for verdict in self.verdicts() {
            let room = match verdict.point.as_deref().filter(|point| !point.is_empty()) {
                Some(point) => format!("{}: {}", printable(&verdict.label), printable(point)),
                None => printable(&verdict.label),
            };
            let why = match (verdict.verdict.as_str(), verdict.reason.as_str()) {
                ("exact", "" | "said") => String::new(),
                (what, "") => what.to_owned(),
                ("exact", reason) => printable(reason),
                (what, reason) => format!("{what}: {}", printable(reason)),
            };
            let rating = match verdict.rating {
                Some(rating) => words::rating(rating),
                None => format!("{:<5}", "-"),
            };
            let mut row = vec![rating, room];
            row.extend((!why.is_empty()).then(|| styled(DIM, &why)));
            table.row(row);
        }
        let mut text = table.render();
        for line in &self.reply.extra {
            text.push_str(&format!("not in this palace: {}\n", printable(line)));
        }
        text
    }

    /// What there is to log.
    pub(super) fn ratings(&self) -> Vec<OwnRating> {
        let rated = self.verdicts().into_iter().filter_map(|verdict| {
            Some(OwnRating {
                locus: verdict.path.clone(),
                rating: verdict.rating?,
            })
        });
        rated.collect()
    }

    fn summary(&self, reviews: Vec<LoggedReview>, spooled: usize) -> Summary {
        let verdicts = self.verdicts();
        let is_said = |verdict: &&&VerdictInfo| {
            let rating = verdict.rating.and_then(|it| Rating::from_number(it).ok());
            rating.is_some_and(Rating::is_recall)
        };
        let blank = verdicts
            .iter()
            .filter(|verdict| verdict.rating == Some(Rating::Again.number()));
        Summary {
            said: verdicts.iter().filter(is_said).count(),
            of: verdicts.len(),
            blank: blank.map(|verdict| verdict.label.clone()).collect(),
            took_secs: self.took_secs,
            reviews,
            spooled,
            batches: Batches::One,
            ..Summary::default()
        }
    }
}

/// Logs the ratings in one batch, and tells what was done.
pub(super) fn log(
    context: &mut Context,
    walked: &Walked<'_>,
    ratings: Vec<OwnRating>,
    state_dir: &Path,
) -> Result<(), Trouble> {
    let now = context.now();
    let number = ratings.len();
    let mut log = Log {
        batch_id: Some(batch_id(now.at)),
        scopes: Vec::new(),
        rating: Rating::Good.number(),
        missed: Vec::new(),
        hard: Vec::new(),
        at: None,
        at_kind: At::Stated,
        took_secs: walked.took_secs,
        note: None,
        source: Some("walk".to_owned()),
        answer: None,
        ratings,
        ratings_path: None,
        told_at: Some(when::rfc3339(walked.told_at, &now)),
    };
    let size: usize = log.ratings.iter().map(|it| it.locus.len() + 32).sum();
    if size > ROOM_FOR_RATINGS {
        let file = state_dir.join("walk-ratings.jsonl");
        write(state_dir, &file, &log.ratings)?;
        log.ratings_path = Some(text_of(&file)?);
        log.ratings = Vec::new();
    }
    let batch = log.batch_id;
    let file = log.ratings_path.clone();
    let sent = log::send(context, log, &now);
    if let Some(file) = file {
        // What stays is written over by the next walk.
        let _ = std::fs::remove_file(file);
    }
    let (reviews, spooled) = match sent? {
        Sent::Logged(reply) => (reply.value.reviews, 0),
        Sent::Spooled(log, reached) => {
            let whose = spool::whose(&context.paths);
            context.out.note(&log::kept(&log, reached, &whose, &now))?;
            (Vec::new(), number)
        }
    };
    match context.out.form {
        Form::Json => context.out.json(
            "walk",
            &Done {
                graded: walked.reply,
                batch,
                reviews,
                spooled: spooled > 0,
            },
        ),
        Form::Text => end::tell(context, "walk", &walked.summary(reviews, spooled)),
    }
}

fn write(folder: &Path, file: &Path, ratings: &[OwnRating]) -> Result<(), Trouble> {
    let cannot = |error: &dyn std::fmt::Display| {
        Trouble::Failed(format!("cannot write {}: {error}", file.display()))
    };
    let mut text = String::new();
    for rating in ratings {
        text.push_str(&serde_json::to_string(rating).map_err(|error| cannot(&error))?);
        text.push('\n');
    }
    make_private(folder).map_err(|error| cannot(&error))?;
    std::fs::write(file, text).map_err(|error| cannot(&error))
}

#[cfg(test)]
mod tests;
