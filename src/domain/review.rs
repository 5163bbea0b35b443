//! One recall of one locus, as it stands in the journal.

use uuid::Uuid;

use super::day::{Stamp, StudyDay};
use super::locus::LocusId;
use super::now::Secs;
use super::rating::Rating;

/// The id of a batch: all that one command wrote. The client makes it (UUIDv7), so a retry is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BatchId(pub Uuid);

/// The id of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReviewId(pub Uuid);

impl ReviewId {
    /// The id of a logged review: UUIDv5(batch, locus), so a retry never logs twice.
    pub fn logged(batch: BatchId, locus: LocusId) -> ReviewId {
        ReviewId(Uuid::new_v5(&batch.0, locus.0.as_bytes()))
    }

    /// The id of an imported review: UUIDv5(locus, at, rating), so a second import adds nothing.
    pub fn imported(locus: LocusId, at_ms: i64, rating: Rating) -> ReviewId {
        ReviewId(Uuid::new_v5(
            &locus.0,
            format!("{at_ms} {}", rating.number()).as_bytes(),
        ))
    }
}

/// Where a review came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// `loci log` and its short forms.
    Log,
    /// `loci review`.
    Review,
    /// `loci import`.
    Import,
}

impl Source {
    /// The word used in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Log => "log",
            Source::Review => "review",
            Source::Import => "import",
        }
    }

    /// The source that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Source> {
        [Source::Log, Source::Review, Source::Import]
            .into_iter()
            .find(|source| source.as_str() == word)
    }
}

/// One recall of one locus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// What was recalled.
    pub locus: LocusId,
    /// How well.
    pub rating: Rating,
    /// When, and on which study day.
    pub stamp: Stamp,
    /// The due day that was chosen when it was logged.
    pub due: StudyDay,
    /// This locus's share of the time that the recall took, if it was measured.
    pub took: Option<Secs>,
    /// Where it came from.
    pub source: Source,
    /// The user's remark.
    pub note: Option<String>,
}

impl Review {
    /// The order in which reviews are folded: by instant, then by id.
    pub fn order(&self) -> (i64, ReviewId) {
        (self.stamp.at_ms, self.id)
    }
}
