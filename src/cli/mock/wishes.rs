//! What keys and typed lines wish. Pure.

use super::model::{Face, Wish};
use crate::domain::mock::Points;
use crate::domain::rating::Rating;

/// What a letter wishes while a face is shown; none if it means nothing then.
pub(super) fn of_letter(letter: char, face: Face) -> Option<Wish> {
    let points = |letter: char| {
        let number = letter.to_digit(10).and_then(|it| u8::try_from(it).ok());
        number.and_then(Points::new)
    };
    let wish = match (letter, face) {
        (' ', _) => Wish::Go,
        ('q' | 'Q', _) => Wish::Leave,
        ('b', _) => Wish::Back,
        ('x', _) => Wish::Blank,
        ('g', _) => Wish::Tick(Rating::Good),
        ('h', _) => Wish::Tick(Rating::Hard),
        ('m', _) => Wish::Tick(Rating::Again),
        ('G', _) => Wish::TickAll(Rating::Good),
        ('M', _) => Wish::TickAll(Rating::Again),
        (letter, Face::Mark(_)) => Wish::Mark(points(letter)?),
        (_, Face::Think | Face::Say | Face::FollowUp | Face::Tick(_) | Face::Over) => return None,
    };
    Some(wish)
}

/// The keys that a typed line stands for, each to be read once the one before was done: nothing on it is Enter; else
/// a word, or a row of keys. None if it is neither: then nothing of it is done.
pub(super) fn of_line(line: &str) -> Option<Vec<char>> {
    let line = line.trim();
    let key = match line.to_ascii_lowercase().as_str() {
        "" => ' ',
        "said" | "good" => 'g',
        "late" | "hard" => 'h',
        "not said" | "missed" | "again" => 'm',
        "blank" => 'x',
        "back" => 'b',
        "quit" | "leave" => 'q',
        _ => {
            let keys = line.chars().filter(|it| !it.is_whitespace());
            let keys: Vec<char> = keys.collect();
            return keys
                .iter()
                .all(|it| "ghmGMxbqQ0123".contains(*it))
                .then_some(keys);
        }
    };
    Some(vec![key])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_marks_only_where_marks_are_asked() {
        let three = Wish::Mark(Points::new(3).unwrap());
        assert_eq!(of_letter('3', Face::Mark(0)), Some(three));
        assert_eq!(of_letter('4', Face::Mark(0)), None);
        assert_eq!(of_letter('3', Face::Tick(0)), None);
        assert_eq!(
            of_letter('h', Face::Tick(0)),
            Some(Wish::Tick(Rating::Hard))
        );
        assert_eq!(of_letter('x', Face::Say), Some(Wish::Blank));
    }

    #[test]
    fn a_line_is_enter_a_word_or_a_row_of_keys() {
        assert_eq!(of_line(" "), Some(vec![' ']));
        assert_eq!(of_line("Late"), Some(vec!['h']));
        assert_eq!(of_line("gg hm"), Some(vec!['g', 'g', 'h', 'm']));
        assert_eq!(of_line("3210"), Some(vec!['3', '2', '1', '0']));
        assert_eq!(of_line("all good"), None);
        assert_eq!(of_line("4"), None);
    }
}
