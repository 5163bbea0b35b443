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
    /// The id of the same review when it is imported again after it was taken back.
    pub fn again(self) -> ReviewId {
        ReviewId(Uuid::new_v5(&self.0, b"again"))
    }

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
    /// `loci recall`: graded by comparing what was written with the notes.
    Recall,
    /// `loci walk`.
    Walk,
    /// `loci explain`.
    Explain,
    /// `loci mock`: ticked after an answer of a mock interview.
    Mock,
    /// Rated in a notification, after its answer was shown.
    Card,
    /// `loci import`.
    Import,
}

impl Source {
    /// All of them.
    pub const ALL: [Source; 8] = [
        Source::Log,
        Source::Review,
        Source::Recall,
        Source::Walk,
        Source::Explain,
        Source::Mock,
        Source::Card,
        Source::Import,
    ];

    /// The word used in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Log => "log",
            Source::Review => "review",
            Source::Recall => "recall",
            Source::Walk => "walk",
            Source::Explain => "explain",
            Source::Mock => "mock",
            Source::Card => "card",
            Source::Import => "import",
        }
    }

    /// The source that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Source> {
        Source::ALL
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::locus::Kind;

    #[test]
    fn an_id_is_the_same_for_a_retry_and_another_for_anything_else() {
        let locus = |label| LocusId::first(Kind::Branch, &[label], 0);
        let batch = |number| BatchId(Uuid::from_u128(number));
        let logged = ReviewId::logged(batch(1), locus("a"));
        assert_eq!(logged, ReviewId::logged(batch(1), locus("a")));
        assert_ne!(logged, ReviewId::logged(batch(2), locus("a")));
        assert_ne!(logged, ReviewId::logged(batch(1), locus("b")));

        let imported = ReviewId::imported(locus("a"), 17, Rating::Good);
        assert_eq!(imported, ReviewId::imported(locus("a"), 17, Rating::Good));
        assert_ne!(imported, ReviewId::imported(locus("b"), 17, Rating::Good));
        assert_ne!(imported, ReviewId::imported(locus("a"), 173, Rating::Good));
        assert_ne!(imported, ReviewId::imported(locus("a"), 17, Rating::Easy));
    }

    #[test]
    fn a_source_is_read_back_from_its_word() {
        for source in Source::ALL {
            assert_eq!(Source::from_word(source.as_str()), Some(source));
        }
        assert_eq!(Source::from_word("dream"), None);
    }
}
