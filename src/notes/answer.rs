//! The lines that name a palace and hold its model answer.
//!
//! It finds them; which palace an answer belongs to is decided in `palace`.

use super::heading::{self, Outline};
use super::page::{Page, clean, is_blank};

/// The `Palace = X` of a line.
pub(super) fn place_line(line: &str) -> Option<String> {
    let text = line.trim_matches(is_blank);
    let heading = text.starts_with('#');
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    let named = lower
        .strip_prefix("memory ")
        .map_or(lower.as_str(), str::trim_start);
    let after = named
        .strip_prefix("palace")
        .or_else(|| named.strip_prefix("宫殿"))?;
    // Both cases are equally long behind the name unless a letter changes its length; then it is no name.
    let rest = bare.get(bare.len().checked_sub(after.len())?..)?;
    let rest = rest.trim_start_matches([' ', '\t', '*', '_', '`', '\u{a0}']);
    let value = rest.strip_prefix('=').or_else(|| {
        let typed = !heading && lower.len() == named.len();
        rest.strip_prefix([':', '：']).filter(|_| typed)
    })?;
    let value = heading::plain_title(value);
    (!value.is_empty()).then_some(value)
}

/// A block that holds the model answer of a palace.
#[derive(Debug)]
pub(super) struct Answer {
    /// The line that names it, from 0.
    pub(super) first: usize,
    /// Its last line, from 0.
    pub(super) last: usize,
    /// The answer, line by line; may be empty.
    pub(super) text: String,
}

/// Finds the blocks named "Interview Answer". A heading's block goes to the next heading, table or tree;
/// that of a plain line to the end of its paragraph, or to the quotation mark that closes it.
pub(super) fn find_answers(page: &Page<'_>, outline: &Outline) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut line = 0;
    while line < page.len() {
        let said = page.is_open(line).then(|| page.line(line));
        match said.and_then(heading::answer_rest) {
            Some(said) => {
                let answer = read_answer(page, outline, line, said);
                line = answer.last + 1;
                answers.push(answer);
            }
            None => line += 1,
        }
    }
    answers
}

fn read_answer(page: &Page<'_>, outline: &Outline, first: usize, said: &str) -> Answer {
    let whole_section = outline.heading_line(first) == Some(first);
    let mut said: Vec<String> = Some(clean(said))
        .filter(|said| !said.is_empty())
        .into_iter()
        .collect();
    let mut last = first;
    for line in first + 1..page.len() {
        let text = page.line(line).trim_matches(is_blank);
        let begun = !said.is_empty();
        let ends = !page.is_open(line)
            || outline.heading_line(line) == Some(line)
            || place_line(text).is_some()
            || heading::is_answer(text)
            || (begun && !whole_section && (text.is_empty() || is_closed(&said)));
        if ends {
            break;
        }
        if begun || !text.is_empty() {
            said.push(clean(text.strip_prefix('>').unwrap_or(text)));
            last = if text.is_empty() { last } else { line };
        }
    }
    Answer {
        first,
        last,
        text: said.join("\n").trim().to_owned(),
    }
}

/// Says whether an answer began with a quotation mark and has come to the one that closes it.
fn is_closed(said: &[String]) -> bool {
    let pairs = [('“', '”'), ('"', '"'), ('„', '“'), ('«', '»'), ('‘', '’')];
    let (Some(first), Some(last)) = (said.first(), said.last()) else {
        return false;
    };
    pairs.iter().any(|(open, close)| {
        first.starts_with(*open)
            && last.ends_with(*close)
            && (said.len() > 1 || last.chars().count() > 1)
    })
}
