//! The characters of a label as they are compared: compatible forms made one (NFKC), typographic signs as they
//! are typed, what cannot be seen left out. Capitals are kept here; [`fold`] takes them away.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The text in NFKC, with straight quotes, plain dashes and typed arrows; a raised number is `^` and the number,
/// so that `O(n²)` is `O(n^2)`.
pub(super) fn characters(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut typed = String::with_capacity(text.len());
    let mut is_raised = false;
    for c in text.chars() {
        if is_superscript(c) && !is_raised {
            typed.push('^');
        }
        is_raised = is_superscript(c);
        match sign(c) {
            Some(sign) => typed.push_str(sign),
            None if is_invisible(c) => {}
            None => typed.push(c),
        }
    }
    Cow::Owned(typed.nfkc().collect())
}

/// A text without capitals, as Unicode folds them: `ß` is `ss`, a final sigma is a sigma. Stays in NFKC.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c == 'ı' {
            // Its capital is that of another letter.
            folded.push(c);
        } else {
            folded.extend(c.to_uppercase().flat_map(char::to_lowercase));
        }
    }
    folded.nfkc().collect()
}

/// A folded text without the accents of Latin, Greek and Cyrillic letters; `None` if it has none. In other
/// scripts such a mark makes another letter.
pub(super) fn without_accents(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut is_ours = false;
    let plain: String = text
        .nfd()
        .filter(|c| {
            if is_combining_mark(*c) {
                return !is_ours;
            }
            is_ours = matches!(c, 'a'..='z' | '\u{df}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}');
            true
        })
        .nfc()
        .collect();
    (plain != text).then_some(plain)
}

/// A letter, a digit, or a mark that belongs to one.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c))
}

/// A letter of a script that is written without blanks, or whose letters are syllables: few of them say much.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{0f00}'..='\u{0fff}' | '\u{1000}'..='\u{109f}'
        | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{3100}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && is_letter(c)
}

/// A letter of a script that leaves out its vowels (Hebrew, Arabic): one other letter makes another word.
pub(super) fn is_abjad(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08ff}')
}

/// A picture or an ornament, which says nothing beside words. Sharps and flats are no ornaments.
pub(super) fn is_ornament(c: char) -> bool {
    matches!(c,
        '·' | '•' | '‣' | '\u{20e3}' | '\u{23e9}'..='\u{23ff}' | '\u{2500}'..='\u{266c}'
        | '\u{2670}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_superscript(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '⁰' | '\u{2074}'..='\u{2079}' | 'ⁿ')
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// How a sign of typography is typed.
fn sign(c: char) -> Option<&'static str> {
    Some(match c {
        '‘' | '’' | '‚' | '‛' | '′' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' => {
            "\""
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '→' | '⟶' => "->",
        '←' | '⟵' => "<-",
        '⇒' => "=>",
        '≤' => "<=",
        '≥' => ">=",
        '≠' => "!=",
        '×' => "*",
        '÷' | '⁄' | '∕' => "/",
        '、' | '،' => ",",
        '。' => ".",
        '؛' => ";",
        '؟' => "?",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_folded_as_unicode_says() {
        for (text, folded) in [
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("ΛΟΓΟΣ", "λογοσ"),
            ("λόγος", "λόγοσ"),
            ("kıl", "kıl"),
            ("ǅ", "dž"),
        ] {
            assert_eq!(fold(&characters(text)), folded, "{text}");
        }
    }

    #[test]
    fn accents_are_marks_in_some_scripts_and_letters_in_others() {
        assert_eq!(without_accents("élève").as_deref(), Some("eleve"));
        assert_eq!(without_accents("ёж").as_deref(), Some("еж"));
        for whole in ["eleve", "ば", "한글", "हिन्दी", "ø"] {
            assert_eq!(without_accents(whole), None, "{whole}");
        }
    }
}
