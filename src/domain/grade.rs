//! What a recall held: written or spoken from memory, compared with the notes, branch by branch and room by
//! room. It proposes ratings; it never guesses a synonym, and never rates what was not reached.
//!
//! [`tree::grade`] compares mind maps, [`route::grade`] walks; both compare labels by [`label::compare`].

use super::rating::Rating;

mod assign;
pub mod label;
mod order;
pub mod route;
mod texts;
pub mod tree;
pub mod vocabulary;
mod wording;

/// What became of one branch or room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Said, in its place.
    Exact,
    /// Said with a slip, in another word order, or joined.
    Close,
    /// Said but for a minor word.
    Partial,
    /// Called something else; only what hangs below shows what was meant.
    Renamed,
    /// Said under the wrong parent.
    Misplaced,
    /// Not said; of a room also: its place was said with another point.
    Missing,
    /// Said out of order.
    Swapped,
    /// Not reached before the time was over, or not asked.
    Unreached,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 8] = [
        Verdict::Exact,
        Verdict::Close,
        Verdict::Partial,
        Verdict::Renamed,
        Verdict::Misplaced,
        Verdict::Missing,
        Verdict::Swapped,
        Verdict::Unreached,
    ];

    /// The word used in JSON and in a proposal.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Exact => "exact",
            Verdict::Close => "close",
            Verdict::Partial => "partial",
            Verdict::Renamed => "renamed",
            Verdict::Misplaced => "misplaced",
            Verdict::Missing => "missing",
            Verdict::Swapped => "swapped",
            Verdict::Unreached => "unreached",
        }
    }

    /// The rating that it proposes; none for what was not reached. Easy is only ever the user's own word.
    pub fn rating(self) -> Option<Rating> {
        match self {
            Verdict::Exact => Some(Rating::Good),
            Verdict::Close | Verdict::Partial | Verdict::Misplaced | Verdict::Swapped => {
                Some(Rating::Hard)
            }
            Verdict::Renamed | Verdict::Missing => Some(Rating::Again),
            Verdict::Unreached => None,
        }
    }
}

/// What became of one item of the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What became of it.
    pub verdict: Verdict,
    /// Why, in words for people: lower case, no final dot, such as `a slip: "retuns"`.
    pub reason: String,
    /// The line that was taken for it, from 0 as given; `None` if there is none.
    pub line: Option<usize>,
}

/// What a recall held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graded {
    /// Parallel to the source's items.
    pub judged: Vec<Judged>,
    /// The lines that are nothing in the source, in their order, from 0 as given. They cost nothing.
    pub extra: Vec<usize>,
}

/// How far a recall went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// To its end: what was not said is missing.
    Finished,
    /// Its time was over: what comes in the source after the last line that was reached is unreached; what was
    /// skipped before it is missing.
    Stopped,
}
