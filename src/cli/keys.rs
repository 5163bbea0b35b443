//! The keys of a review: what each means, and where the line mode takes them from: one key at a time on a
//! terminal, lines in a pipe.
//!
//! The terminal is put back after every key, so a crash between two keys leaves it as it was.

use std::collections::VecDeque;
use std::io::{BufRead, IsTerminal};

use super::exit::Trouble;
use super::inline::keys as pressed;
use super::inline::tty::Raw;
use crate::domain::rating::Rating;
use crate::domain::settings::RatingKeys;

/// What a key means in a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Space, in the line mode also Enter: show, go on.
    Show,
    /// Enter where keys are drawn: show; then all that is left was said.
    All,
    /// A rating.
    Rate(Rating),
    /// Down: more of what is longer than the screen.
    More,
    /// All of it, and all below, is known already.
    Know,
    /// Leave the rest of the prompt unrated.
    Skip,
    /// Take the last rating back.
    Undo,
    /// Leave.
    Quit,
    /// What do the keys do?
    Help,
    /// Ctrl-C.
    Interrupt,
    /// Ctrl-Z.
    Suspend,
    /// The input is over.
    End,
    /// Nothing that is known.
    Unknown,
}

/// Where keys come from.
pub enum Keys {
    /// A terminal: one key at a time, not shown.
    Terminal {
        /// Which ratings there are.
        ratings: RatingKeys,
        /// Bytes that came together with an earlier key.
        ahead: VecDeque<u8>,
    },
    /// A pipe: a line is a word, or a row of keys; an empty line is Enter.
    Lines {
        /// Which ratings there are.
        ratings: RatingKeys,
        /// The pipe.
        from: Box<dyn BufRead>,
        /// Keys of a line that were not asked for yet.
        ahead: VecDeque<Key>,
    },
}

impl Keys {
    /// The keys of this process's input.
    pub fn stdin(ratings: RatingKeys) -> Keys {
        if std::io::stdin().is_terminal() {
            Keys::Terminal {
                ratings,
                ahead: VecDeque::new(),
            }
        } else {
            Keys::lines(ratings, Box::new(std::io::stdin().lock()))
        }
    }

    /// Keys from lines.
    pub fn lines(ratings: RatingKeys, from: Box<dyn BufRead>) -> Keys {
        Keys::Lines {
            ratings,
            from,
            ahead: VecDeque::new(),
        }
    }

    /// What the user may press, in one line.
    pub fn legend(&self) -> &'static str {
        match self.ratings() {
            RatingKeys::Two => "g said, m missed",
            RatingKeys::Four => "a again, h hard, g good, e easy",
        }
    }

    fn ratings(&self) -> RatingKeys {
        match self {
            Keys::Terminal { ratings, .. } | Keys::Lines { ratings, .. } => *ratings,
        }
    }

    /// The next key.
    pub fn read(&mut self) -> Result<Key, Trouble> {
        match self {
            Keys::Terminal { ratings, ahead } => press(*ratings, ahead),
            Keys::Lines {
                ratings,
                from,
                ahead,
            } => {
                if ahead.is_empty() {
                    let mut line = String::new();
                    match from.read_line(&mut line) {
                        Ok(0) => return Ok(Key::End),
                        Ok(_) => ahead.extend(line_keys(line.trim(), *ratings)),
                        Err(error) => return Err(unreadable(&error)),
                    }
                }
                Ok(ahead.pop_front().unwrap_or(Key::Show))
            }
        }
    }
}

fn unreadable(error: &std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot read your answer: {error}"))
}

/// The keys of a line: one word, or a row of keys.
fn line_keys(line: &str, ratings: RatingKeys) -> Vec<Key> {
    if line.is_empty() {
        return vec![Key::Show];
    }
    let word = match line.to_ascii_lowercase().as_str() {
        "said" | "good" => Some(Key::Rate(Rating::Good)),
        "missed" | "again" => Some(Key::Rate(Rating::Again)),
        "all" => Some(Key::All),
        "know" | "known" => Some(Key::Know),
        "skip" => Some(Key::Skip),
        "undo" => Some(Key::Undo),
        "quit" => Some(Key::Quit),
        "hard" if ratings == RatingKeys::Four => Some(Key::Rate(Rating::Hard)),
        "easy" if ratings == RatingKeys::Four => Some(Key::Rate(Rating::Easy)),
        _ => None,
    };
    match word {
        Some(key) => vec![key],
        None => {
            let letters = line.chars().filter(|c| !c.is_whitespace());
            letters.map(|c| key(c, ratings)).collect()
        }
    }
}

/// What a key means where the whole of a prompt is drawn.
pub fn meaning(key: pressed::Key, ratings: RatingKeys) -> Key {
    match key {
        pressed::Key::Enter => Key::All,
        pressed::Key::Char(c) => self::key(c, ratings),
        pressed::Key::Ctrl('d') => Key::End,
        pressed::Key::Ctrl('z') => Key::Suspend,
        pressed::Key::Down => Key::More,
        pressed::Key::Ctrl(_)
        | pressed::Key::Tab
        | pressed::Key::Backspace
        | pressed::Key::Delete
        | pressed::Key::Esc
        | pressed::Key::Up
        | pressed::Key::Left
        | pressed::Key::Right
        | pressed::Key::Home
        | pressed::Key::End => Key::Unknown,
    }
}

fn key(c: char, ratings: RatingKeys) -> Key {
    match (c.to_ascii_lowercase(), ratings) {
        ('\r' | '\n' | ' ', _) => Key::Show,
        ('\u{3}', _) => Key::Interrupt,
        ('\u{4}', _) => Key::End,
        ('\u{1a}', _) => Key::Suspend,
        ('k', _) => Key::Know,
        ('s', _) => Key::Skip,
        ('u', _) => Key::Undo,
        ('q', _) => Key::Quit,
        ('?', _) => Key::Help,
        ('g' | '3', _) => Key::Rate(Rating::Good),
        ('m' | 'a' | '1', _) => Key::Rate(Rating::Again),
        ('h' | '2', RatingKeys::Four) => Key::Rate(Rating::Hard),
        ('e' | '4', RatingKeys::Four) => Key::Rate(Rating::Easy),
        _ => Key::Unknown,
    }
}

fn press(ratings: RatingKeys, ahead: &mut VecDeque<u8>) -> Result<Key, Trouble> {
    if ahead.is_empty() {
        let _mode = Raw::enter().map_err(|error| unreadable(&error))?;
        let mut bytes = [0; 64];
        let count = loop {
            match rustix::io::read(std::io::stdin(), &mut bytes) {
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(unreadable(&error.into())),
                Ok(count) => break count,
            }
        };
        match bytes.first() {
            _ if count == 0 => return Ok(Key::End),
            // An arrow or function key: its letters are no ratings.
            Some(0x1b) => return Ok(Key::Unknown),
            Some(_) | None => ahead.extend(&bytes[..count]),
        }
    }
    let byte = ahead.pop_front().unwrap_or(0);
    Ok(key(char::from(byte), ratings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_alone_means_another_thing_where_all_is_drawn() {
        let two = |key| meaning(key, RatingKeys::Two);
        assert_eq!(two(pressed::Key::Enter), Key::All);
        assert_eq!(two(pressed::Key::Char(' ')), Key::Show);
        assert_eq!(two(pressed::Key::Char('m')), Key::Rate(Rating::Again));
        assert_eq!(two(pressed::Key::Ctrl('d')), Key::End);
        assert_eq!(two(pressed::Key::Esc), Key::Unknown);
    }

    fn keys(text: &'static str, ratings: RatingKeys) -> Vec<Key> {
        let mut keys = Keys::lines(ratings, Box::new(text.as_bytes()));
        let mut all = Vec::new();
        loop {
            match keys.read().unwrap() {
                Key::End => return all,
                key => all.push(key),
            }
        }
    }

    #[test]
    fn a_line_is_enter_a_word_or_a_row_of_keys() {
        let (good, again) = (Key::Rate(Rating::Good), Key::Rate(Rating::Again));
        assert_eq!(
            keys("\ng\nm\ngm g\nmissed\nu\nq", RatingKeys::Two),
            [
                Key::Show,
                good,
                again,
                good,
                again,
                good,
                again,
                Key::Undo,
                Key::Quit
            ]
        );
        assert_eq!(
            keys("h\n4\nhard\n", RatingKeys::Four),
            [Rating::Hard, Rating::Easy, Rating::Hard].map(Key::Rate)
        );
        assert_eq!(keys("h\n", RatingKeys::Two), [Key::Unknown]);
        assert_eq!(
            keys("all\nk\nskip\ns\n?", RatingKeys::Two),
            [Key::All, Key::Know, Key::Skip, Key::Skip, Key::Help]
        );
    }
}
