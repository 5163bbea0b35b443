//! How well a locus was recalled.

/// One of the four FSRS ratings. Missing is Again; Hard, Good and Easy are all recalls.
///
/// ```
/// use loci::domain::rating::Rating;
///
/// assert_eq!("good".parse(), Ok(Rating::Good));
/// assert_eq!("3".parse(), Ok(Rating::Good));
/// assert!(Rating::Hard.is_recall() && !Rating::Again.is_recall());
/// assert_eq!(
///     "meh".parse::<Rating>().map_err(|error| error.to_string()),
///     Err("`meh` is no rating: use again, hard, good or easy, or 1 to 4".to_owned()),
/// );
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// Not recalled.
    Again,
    /// Recalled, but in the wrong place, out of order, or only close.
    Hard,
    /// Recalled.
    Good,
    /// Known already; only ever the user's own word.
    Easy,
}

impl Rating {
    /// All four, from worst to best.
    pub const ALL: [Rating; 4] = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy];

    /// Its number, 1 to 4, as FSRS, JSON and SQL write it.
    pub fn number(self) -> u8 {
        match self {
            Rating::Again => 1,
            Rating::Hard => 2,
            Rating::Good => 3,
            Rating::Easy => 4,
        }
    }

    /// The rating with this number, 1 to 4.
    pub fn from_number(number: u8) -> Result<Rating, NoRating> {
        Rating::ALL
            .into_iter()
            .find(|rating| rating.number() == number)
            .ok_or_else(|| NoRating {
                given: number.to_string(),
            })
    }

    /// Its word: `again`, `hard`, `good` or `easy`.
    pub fn word(self) -> &'static str {
        match self {
            Rating::Again => "again",
            Rating::Hard => "hard",
            Rating::Good => "good",
            Rating::Easy => "easy",
        }
    }

    /// Whether the locus was recalled at all (Hard or better).
    pub fn is_recall(self) -> bool {
        self >= Rating::Hard
    }
}

impl std::str::FromStr for Rating {
    type Err = NoRating;

    /// Reads a word (any case) or a number 1 to 4.
    fn from_str(text: &str) -> Result<Rating, NoRating> {
        let given = text.trim();
        Rating::ALL
            .into_iter()
            .find(|rating| {
                given.eq_ignore_ascii_case(rating.word()) || given == rating.number().to_string()
            })
            .ok_or_else(|| NoRating {
                given: given.to_owned(),
            })
    }
}

/// A text or number that is no rating.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no rating: use again, hard, good or easy, or 1 to 4")]
pub struct NoRating {
    /// What was given instead.
    pub given: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_read_and_nothing_else() {
        for rating in Rating::ALL {
            assert_eq!(rating.word().parse(), Ok(rating));
            assert_eq!(rating.number().to_string().parse(), Ok(rating));
            assert_eq!(Rating::from_number(rating.number()), Ok(rating));
        }
        for bad in ["0", "5", "meh", "", "01", "3.0", "goood"] {
            assert!(bad.parse::<Rating>().is_err(), "{bad}");
        }
        assert!(Rating::from_number(0).is_err() && Rating::from_number(5).is_err());
    }
}
