//! Whether a word that was said is another one with a slip. Letters alone cannot tell a slip from another word, so
//! a word that is known is never a slip, nor is one that turns the meaning around.

use super::clean::{is_abjad, is_letter};
use super::opposite::is_opposite;
use super::token::{Kind, Token};
use crate::domain::grade::vocabulary::{Guard, Vocabulary};

/// What differs between two words that are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    Accents,
    Number,
    Slip,
}

/// Letters beyond which a word has to be said as it is.
const LONGEST: usize = 64;

/// Compares a word that was said with one of a label that is written otherwise: what differs, and by how many
/// letters; `None` if it is another word.
pub(super) fn pair(label: &Token, said: &Token, known: &Vocabulary) -> Option<(Difference, usize)> {
    match kind(label, said) {
        Kind::Code => None,
        Kind::Name => acronyms(label, said).then_some((Difference::Number, 1)),
        Kind::Dense => {
            let is_dense = label.kind == said.kind;
            let slips = is_dense.then(|| substitutions(&label.loose, &said.loose))?;
            Some((Difference::Slip, slips?))
        }
        Kind::Minor | Kind::Word => prose(label, said, known),
    }
}

/// What the two are to each other. Capitals inside of what was said make it no code: they slip too.
fn kind(label: &Token, said: &Token) -> Kind {
    match said.kind {
        Kind::Name if said.loose.chars().all(char::is_alphabetic) => label.kind,
        Kind::Minor | Kind::Word | Kind::Dense | Kind::Name | Kind::Code => {
            label.kind.max(said.kind)
        }
    }
}

/// How many letters of a word may be put in the place of others.
pub(super) fn slips(kind: Kind, word: &str) -> usize {
    let letters = word.chars().count();
    match kind {
        Kind::Name | Kind::Code => 0,
        Kind::Dense if letters < 8 => 0,
        Kind::Dense => letters / 8,
        Kind::Minor | Kind::Word => match (letters, word.contains(is_abjad)) {
            (LONGEST.., _) | (..=2, _) | (..=5, true) => 0,
            (..=5, false) | (..=9, true) => 1,
            (..=9, false) | (_, true) => 2,
            (_, false) => 3,
        },
    }
}

fn prose(label: &Token, said: &Token, known: &Vocabulary) -> Option<(Difference, usize)> {
    // The letters come first: they tell most words apart, and cost less than looking words up.
    let (difference, slips) = letters(label.plain(), said.plain())?;
    let is_another = match difference {
        Difference::Number => false,
        // Common words are near each other by chance, but seldom by an accent or by two letters that changed places.
        Difference::Accents => known.knows_beside(&said.loose, &label.loose, Guard::Notes),
        Difference::Slip if is_swap(label.plain(), said.plain()) => {
            known.knows_beside(&said.loose, &label.loose, Guard::Notes)
        }
        Difference::Slip => known.knows_beside(&said.loose, &label.loose, Guard::All),
    };
    (!is_another && !known.confuses(&label.loose, &said.loose)).then_some((difference, slips))
}

/// Whether two neighbouring letters changed places.
fn is_swap(source: &str, word: &str) -> bool {
    let mut pairs = source.bytes().zip(word.bytes()).filter(|(a, b)| a != b);
    let (first, second, third) = (pairs.next(), pairs.next(), pairs.next());
    source.len() == word.len()
        && third.is_none()
        && first
            .zip(second)
            .is_some_and(|((a, b), (c, d))| (a, b) == (d, c))
}

/// What the letters of two words say of them.
fn letters(source: &str, word: &str) -> Option<(Difference, usize)> {
    let shorter = if source.len() < word.len() {
        source
    } else {
        word
    };
    shorter.chars().nth(1)?;
    if source == word {
        return Some((Difference::Accents, 1));
    }
    if is_plural(source, word) || is_plural(word, source) {
        return Some((Difference::Number, 1));
    }
    // The least word in which a letter may be missing has three.
    let is_short = shorter.chars().nth(2).is_none() && source.chars().nth(2).is_some();
    let most = if is_short {
        1
    } else {
        slips(Kind::Word, shorter)
    };
    let is_near = source.len().abs_diff(word.len()) <= most * char::MAX.len_utf8();
    if most == 0 || !is_near {
        return None;
    }
    let slips = strsim::osa_distance(source, word);
    (slips <= most && !is_opposite(source, word)).then_some((Difference::Slip, slips))
}

/// Endings of plurals, and of what they are the plural of.
const PLURALS: [(&str, &str); 8] = [
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ves", "f"),
    ("ves", "fe"),
    ("ices", "ex"),
    ("ices", "ix"),
    ("a", "um"),
];

/// Whether `many` is the plural of `one`, in English.
fn is_plural(many: &str, one: &str) -> bool {
    PLURALS.iter().any(|(plural, single)| {
        let stem = many.strip_suffix(plural);
        stem.is_some_and(|stem| stem.len() > 1 && one.strip_suffix(single) == Some(stem))
    })
}

/// Whether two abbreviations differ by a small `s`.
fn acronyms(label: &Token, said: &Token) -> bool {
    let is_plural = |many: &str, one: &str| {
        let stem = many.strip_suffix('s');
        stem == Some(one) && one.chars().all(char::is_uppercase) && one.chars().nth(1).is_some()
    };
    is_plural(label.written(), said.written()) || is_plural(said.written(), label.written())
}

/// In how many places two words of as many letters differ, if those are few and tell little.
fn substitutions(label: &str, said: &str) -> Option<usize> {
    let most = slips(Kind::Dense, label);
    if most == 0 || label.chars().count() != said.chars().count() {
        return None;
    }
    let mut found = 0;
    for (a, b) in label.chars().zip(said.chars()).filter(|(a, b)| a != b) {
        if is_telling(a) || is_telling(b) || found == most {
            return None;
        }
        found += 1;
    }
    Some(found)
}

/// Numbers, directions, opposites and negations of Chinese and Japanese: another one says something else.
fn is_telling(c: char) -> bool {
    "零〇一二三四五六七八九十百千万亿億兆两双单单上下左右前后後内外中东東西南北大小多少高低長长短新旧舊\
     正负負反有无無不非未没男女老古今早晚先先快慢进進出入开開关關加减減乘除首末始终終阴陰阳陽主客公私"
        .contains(c)
        || c.is_numeric()
        || !is_letter(c)
}
