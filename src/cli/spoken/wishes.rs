//! What keys and typed lines wish. Pure.

use super::model::Wish;
use crate::domain::rating::Rating;
use crate::domain::settings::RatingKeys;

/// What a letter wishes; none if it means nothing.
pub(super) fn of_letter(letter: char, keys: RatingKeys) -> Option<Wish> {
    let wish = match (letter, keys) {
        (' ', _) => Wish::Show,
        ('G', _) => Wish::RateAll(Rating::Good),
        ('M' | 'A', _) => Wish::RateAll(Rating::Again),
        ('g' | '3', _) => Wish::Rate(Rating::Good),
        ('m' | 'a' | '1', _) => Wish::Rate(Rating::Again),
        ('h' | '2', RatingKeys::Four) => Wish::Rate(Rating::Hard),
        ('e' | '4', RatingKeys::Four) => Wish::Rate(Rating::Easy),
        ('b', _) => Wish::Back,
        ('u', _) => Wish::Undo,
        ('q' | 'Q', _) => Wish::Leave,
        _ => return None,
    };
    Some(wish)
}

/// What a typed line wishes: nothing on it is Enter; else a word, or a row of keys.
pub(super) fn of_line(line: &str, keys: RatingKeys) -> Vec<Wish> {
    let line = line.trim();
    let word = match line.to_ascii_lowercase().as_str() {
        "" => Some(Wish::Show),
        "said" | "good" => Some(Wish::Rate(Rating::Good)),
        "blank" | "missed" | "again" => Some(Wish::Rate(Rating::Again)),
        "hard" if keys == RatingKeys::Four => Some(Wish::Rate(Rating::Hard)),
        "easy" if keys == RatingKeys::Four => Some(Wish::Rate(Rating::Easy)),
        "back" => Some(Wish::Back),
        "undo" => Some(Wish::Undo),
        "quit" | "leave" => Some(Wish::Leave),
        _ => None,
    };
    match word {
        Some(wish) => vec![wish],
        None => {
            let letters = line.chars().filter(|letter| !letter.is_whitespace());
            letters.filter_map(|it| of_letter(it, keys)).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_enter_a_word_or_a_row_of_keys() {
        let (good, again) = (Wish::Rate(Rating::Good), Wish::Rate(Rating::Again));
        assert_eq!(of_line("", RatingKeys::Two), [Wish::Show]);
        assert_eq!(
            of_line(" gm G", RatingKeys::Two),
            [good, again, Wish::RateAll(Rating::Good)]
        );
        assert_eq!(of_line("Blank", RatingKeys::Two), [again]);
        assert_eq!(of_line("he", RatingKeys::Two), []);
        assert_eq!(
            of_line("h4", RatingKeys::Four),
            [Wish::Rate(Rating::Hard), Wish::Rate(Rating::Easy)]
        );
    }
}
