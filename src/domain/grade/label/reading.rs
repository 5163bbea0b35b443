//! Two labels side by side, word by word: what they have in common, and what becomes of the rest.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

use super::bag::MINOR;
use super::minor::is_relating;
use super::token::{Kind, Token};
use super::word::{Difference, pair};
use super::{Fit, Grade, Prepared};
use crate::domain::grade::vocabulary::Vocabulary;

/// Words of a label that may differ, at most: beyond that it is another text.
const DIFFERING: usize = 8;
/// Letters of two words without their blank of which one may be wrong too; more than that are no words.
const JOINED: RangeInclusive<usize> = 8..=64;

/// Words of two labels, as (of the label, of what was said).
type Pair = (usize, usize);

/// Two labels, and the words that they have in common.
pub(super) struct Reading<'a> {
    label: &'a Prepared,
    said: &'a Prepared,
    same: Vec<Pair>,
    /// Words of the label that were not said so, in order.
    left: Vec<usize>,
    /// Words that were said and are not so in the label, in order.
    right: Vec<usize>,
}

/// What was found, while it is being put together.
struct Found {
    grade: Grade,
    /// Letters that differ, in halves for what is no slip.
    cost: f32,
    slips: Vec<String>,
    why: Vec<String>,
}

impl<'a> Reading<'a> {
    /// Pairs the words that are the same; `None` if too many are not.
    pub(super) fn new(label: &'a Prepared, said: &'a Prepared) -> Option<Reading<'a>> {
        let mut reading = Reading {
            label,
            said,
            same: Vec::new(),
            left: Vec::new(),
            right: Vec::new(),
        };
        let mut lefts = label.sorted.iter().map(|at| *at as usize).peekable();
        let mut rights = said.sorted.iter().map(|at| *at as usize).peekable();
        while let (Some(l), Some(r)) = (lefts.peek().copied(), rights.peek().copied()) {
            match label.tokens[l].loose.cmp(&said.tokens[r].loose) {
                Ordering::Less => reading.left.extend(lefts.next()),
                Ordering::Greater => reading.right.extend(rights.next()),
                Ordering::Equal => reading.same.extend(lefts.next().zip(rights.next())),
            }
            if reading.left.len().max(reading.right.len()) > DIFFERING {
                return None;
            }
        }
        reading.left.extend(lefts);
        reading.right.extend(rights);
        let (left, right) = (reading.left.len(), reading.right.len());
        if left.max(right) > DIFFERING
            || (left.abs_diff(right) > 1 && label.letters != said.letters)
        {
            return None;
        }
        reading.left.sort_unstable();
        reading.right.sort_unstable();
        reading.same.sort_unstable();
        Some(reading)
    }

    /// Whether it is the label after all.
    pub(super) fn fit(mut self, known: &Vocabulary) -> Option<Fit> {
        let mut found = Found {
            grade: Grade::Close,
            cost: 0.0,
            slips: Vec::new(),
            why: Vec::new(),
        };
        let is_rewritten = self.rewritten(&mut found)?;
        if self.left.is_empty() && self.right.is_empty() {
            if !is_rewritten && self.is_in_order() {
                return Some(Fit::exact());
            }
        } else if self.is_joined() {
            found.joined(self.label.tokens.len().cmp(&self.said.tokens.len()));
            return Some(found.fit(self.label));
        } else if self.label.letters.min(self.said.letters) <= 2 {
            return None;
        } else if let Some(slip) = self.joined_with_a_slip(known) {
            found.joined(self.label.tokens.len().cmp(&self.said.tokens.len()));
            found.slip(slip, 1);
            return Some(found.fit(self.label));
        } else {
            self.leave_out_a_minor(&mut found)?;
            self.pair_the_rest(&mut found, known)?;
        }
        if !self.is_in_order() {
            // Without the word that related them, the others may say the opposite.
            if self.label.tokens.len() != self.said.tokens.len() || !self.may_be_reordered() {
                return None;
            }
            found.because("another word order", 0.5);
        }
        Some(found.fit(self.label))
    }

    /// Whether code that both have is written otherwise, in capitals or the brackets of a call. `None` if that makes
    /// it something else: `-b` is not `-B`.
    fn rewritten(&self, found: &mut Found) -> Option<bool> {
        let differs = |(l, r): &&Pair| {
            let (label, said) = (&self.label.tokens[*l], &self.said.tokens[*r]);
            label.kind.max(said.kind) == Kind::Code && label.written() != said.written()
        };
        let mut is_rewritten = false;
        for (l, _) in self.same.iter().filter(differs) {
            if self.label.tokens[*l].letters() <= 2 {
                return None;
            }
            is_rewritten = true;
        }
        if is_rewritten {
            found.because("other capitals or brackets", 0.5);
        }
        Some(is_rewritten)
    }

    /// Whether both are the same letters in the same order, with blanks elsewhere. Numbers are not joined.
    fn is_joined(&self) -> bool {
        let letters = |of: &'a Prepared| of.tokens.iter().flat_map(|token| token.loose.chars());
        let is_parted = |of: &Prepared| {
            let ends = |c: Option<char>| c.is_some_and(char::is_numeric);
            of.tokens.windows(2).any(|two| {
                ends(two[0].loose.chars().next_back()) && ends(two[1].loose.chars().next())
            })
        };
        letters(self.label).eq(letters(self.said))
            && !is_parted(self.label)
            && !is_parted(self.said)
    }

    /// What was said in the place of two words, or as two words for one, with one letter wrong.
    fn joined_with_a_slip(&self, known: &Vocabulary) -> Option<String> {
        let (left, right) = match (&*self.left, &*self.right) {
            (left @ [a, b], right @ [_]) if a + 1 == *b => (left, right),
            (left @ [_], right @ [a, b]) if a + 1 == *b => (left, right),
            _ => return None,
        };
        let of = |prepared: &'a Prepared, which: &[usize], most: Kind| {
            let tokens = which.iter().map(|at| &prepared.tokens[*at]);
            let is_prose = |token: &Token| token.kind <= most && !token.has_digits();
            let letters = || tokens.clone().map(Token::plain).collect::<String>();
            tokens.clone().all(is_prose).then(letters)
        };
        // `DataqTypes` has a capital inside, and is no code for that.
        let (label, said) = (
            of(self.label, left, Kind::Word)?,
            of(self.said, right, Kind::Name)?,
        );
        let is_known = |at: &usize| known.knows(&self.said.tokens[*at].loose);
        let may_slip = |word: &str| JOINED.contains(&word.chars().count());
        let is_led = label.ends_with(&said) || said.ends_with(&label);
        let may_fit = may_slip(&label) && may_slip(&said) && !is_led;
        let is_near = may_fit && strsim::osa_distance(&label, &said) == 1;
        (is_near && !right.iter().any(is_known)).then(|| {
            let words = right.iter().map(|at| self.said.tokens[*at].written());
            words.collect::<Vec<_>>().join(" ")
        })
    }

    /// Leaves out the one word that one of the two has more, if it carries little and is at most a third.
    fn leave_out_a_minor(&mut self, found: &mut Found) -> Option<()> {
        let (more, of, grade, word) = match self.left.len().cmp(&self.right.len()) {
            Ordering::Equal => return Some(()),
            Ordering::Greater => (&mut self.left, self.label, Grade::Partial, "without"),
            Ordering::Less => (&mut self.right, self.said, Grade::Close, "with"),
        };
        let may_go = |at: &usize| {
            let token = &of.tokens[*at];
            let is_little = token.kind == Kind::Minor && at + 1 < of.tokens.len();
            token.letters() * 3 <= of.letters && (is_little || is_initials(token, *at, of))
        };
        let at = more.iter().position(may_go)?;
        let token = &of.tokens[more.remove(at)];
        found.grade = grade;
        found.because(
            &format!("{word} \"{}\"", token.written()),
            token.letters() as f32,
        );
        (self.left.len() == self.right.len()).then_some(())
    }

    /// Pairs each word that is left with one that was said nearly so.
    fn pair_the_rest(&mut self, found: &mut Found, known: &Vocabulary) -> Option<()> {
        let is_as_many = self.label.tokens.len() == self.said.tokens.len();
        for l in &self.left {
            let near = self.right.iter().enumerate().find_map(|(at, r)| {
                let (label, said) = (&self.label.tokens[*l], &self.said.tokens[*r]);
                Some((at, *r, pair(label, said, known)?))
            });
            let (at, r, (difference, letters)) = near?;
            self.right.remove(at);
            self.same.push((*l, r));
            let word = self.said.tokens[r].written();
            match difference {
                // `tuple list` is a list of tuples, and no `tuple of lists`.
                Difference::Number if !is_as_many => return None,
                Difference::Slip => found.slip(word.to_owned(), letters),
                Difference::Accents => found.because("other accents", 0.5),
                Difference::Number if word.len() > self.label.tokens[*l].loose.len() => {
                    found.because("plural for singular", 0.5);
                }
                Difference::Number => found.because("singular for plural", 0.5),
            }
        }
        self.same.sort_unstable();
        Some(())
    }

    fn is_in_order(&self) -> bool {
        self.same.is_sorted_by_key(|(_, r)| *r)
    }

    /// Whether the order says nothing: there is no operator in it, the numbers come in the same order, no word such
    /// as `of` relates the others, and the first and the last did not change places around what is no list.
    fn may_be_reordered(&self) -> bool {
        let both = [self.label, self.said];
        let has_sign = |of: &Prepared| of.tokens.iter().any(Token::is_sign);
        // Of two words one alone relates nothing: `from / import`.
        let relates = |of: &Prepared| {
            of.tokens.len() > 2 && of.tokens.iter().any(|token| is_relating(&token.loose))
        };
        let numbers = |of: &'a Prepared| of.tokens.iter().filter(|token| token.has_digits());
        let same_numbers = numbers(self.label)
            .map(|token| &token.loose)
            .eq(numbers(self.said).map(|token| &token.loose));
        let is_list = both.iter().any(|of| of.is_list);
        same_numbers
            && !both.iter().any(|of| has_sign(of) || relates(of))
            && (is_list || !self.is_turned_round())
    }

    /// Whether the first and the last word changed places around others, as who does something and to whom:
    /// `parent calls child`.
    fn is_turned_round(&self) -> bool {
        match &*self.same {
            [(_, first), inner @ .., (_, last)] => {
                !inner.is_empty()
                    && inner.is_sorted_by_key(|(_, r)| *r)
                    && inner.iter().all(|(_, r)| last < r && r < first)
            }
            [] | [_] => false,
        }
    }
}

/// Whether a word abbreviates all others of its label, which say the same.
fn is_initials(token: &Token, at: usize, of: &Prepared) -> bool {
    let others = of
        .tokens
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at);
    let initials = others.filter_map(|(_, other)| other.loose.chars().next());
    token.letters() <= MINOR as usize && of.tokens.len() > 2 && token.loose.chars().eq(initials)
}

impl Found {
    fn because(&mut self, why: &str, cost: f32) {
        if !self.why.iter().any(|known| known == why) {
            self.why.push(why.to_owned());
        }
        self.cost += cost;
    }

    fn slip(&mut self, word: String, letters: usize) {
        self.slips.push(format!("\"{word}\""));
        self.cost += letters as f32;
    }

    fn joined(&mut self, words: Ordering) {
        let why = match words {
            Ordering::Greater => "words joined",
            Ordering::Less => "a word split",
            Ordering::Equal => "a blank elsewhere",
        };
        self.because(why, 0.5);
    }

    fn fit(mut self, label: &Prepared) -> Fit {
        match &*self.slips {
            [] => {}
            [slip] => self.why.insert(0, format!("a slip: {slip}")),
            slips => self.why.insert(0, format!("slips: {}", slips.join(", "))),
        }
        Fit {
            grade: self.grade,
            similarity: (1.0 - self.cost / label.letters.max(1) as f32).clamp(0.0, 0.99),
            apart: self.cost,
            why: self.why.join(", "),
        }
    }
}
