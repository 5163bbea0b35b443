//! How reasons are worded: lower case, no final dot, with what was said in quotes.

use super::label::{Fit, Grade};

/// Characters of a label that are quoted, at most.
const QUOTED: usize = 40;

/// The beginning of a text, in quotes.
pub(super) fn quote(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("\"{}…\"", text[..end].trim_end()),
        None => format!("\"{text}\""),
    }
}

/// What differs in what was said; `None` if nothing does.
pub(super) fn slip(fit: &Fit, said: &str) -> Option<String> {
    match fit.grade {
        Grade::Exact => None,
        Grade::Close | Grade::Partial if fit.why.is_empty() => {
            Some(format!("said as {}", quote(said)))
        }
        Grade::Close | Grade::Partial => Some(fit.why.clone()),
    }
}

/// Parts of a reason, one after the other.
pub(super) fn join(first: String, second: Option<String>) -> String {
    match second {
        Some(second) => format!("{first}; {second}"),
        None => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_cut_at_a_letter() {
        assert_eq!(quote(" kitchen "), "\"kitchen\"");
        let quoted = quote(&"ä".repeat(100));
        assert_eq!(quoted, format!("\"{}…\"", "ä".repeat(40)));
    }
}
