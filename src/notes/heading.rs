//! Headings: which part of a text a line belongs to, and what that part is marked as.
//!
//! A heading is a Markdown one (`#`, or underlined) or, in text without any, a *title line*: a line of its
//! own that begins with an emoji, is in capitals or in bold. Marks hold for all that stands below a heading.

use super::answer::place_line;
use super::mark::{Marks, front_marks, setting};
use super::page::{Page, clean, is_blank};

/// The level of a title line: below every Markdown heading.
const TITLE_LEVEL: usize = 7;

/// A heading with all that stands below it, to the next one of its level.
#[derive(Debug)]
pub(super) struct Section {
    /// The heading's line, from 0.
    line: usize,
    level: usize,
    /// The section around it.
    parent: Option<usize>,
    /// The heading without its decoration.
    pub(super) title: String,
    /// Its marks and those of all sections around it.
    marks: Marks,
}

/// Says whether a value of front matter is a no, in the spellings that YAML has for it.
fn is_no(value: &str) -> bool {
    ["false", "no", "off"]
        .iter()
        .any(|no| value.eq_ignore_ascii_case(no))
}

/// The headings of a text.
#[derive(Debug)]
pub(super) struct Outline {
    sections: Vec<Section>,
    front: Marks,
    /// The front matter says `loci: false`.
    pub(super) refused: bool,
}

impl Outline {
    /// Reads the headings of what is not yet taken.
    pub(super) fn read(page: &Page<'_>) -> Outline {
        let front = page
            .front()
            .map(front_marks)
            .fold(Marks::default(), Marks::and);
        let refused = page
            .front()
            .any(|line| setting(line, "loci").is_some_and(is_no));
        let mut outline = Outline {
            sections: Vec::new(),
            front,
            refused,
        };
        for line in 0..page.len() {
            if page.is_open(line)
                && let Some((level, text)) = heading_at(page, line)
            {
                outline.push(line, level, text);
            }
        }
        outline
    }

    /// The innermost section that a line stands in, or whose heading it is.
    pub(super) fn at(&self, line: usize) -> Option<usize> {
        self.sections
            .partition_point(|section| section.line <= line)
            .checked_sub(1)
    }

    /// The section at an index that [`Outline::at`] gave.
    pub(super) fn section(&self, index: usize) -> &Section {
        &self.sections[index]
    }

    /// The title of the section around a line, if there is one with letters.
    pub(super) fn title(&self, line: usize) -> Option<&str> {
        let title = &self.section(self.at(line)?).title;
        (!title.is_empty()).then_some(title.as_str())
    }

    /// Where the section that a line stands in begins, from 0.
    pub(super) fn heading_line(&self, line: usize) -> Option<usize> {
        self.at(line).map(|section| self.section(section).line)
    }

    /// The marks of the note as a whole.
    pub(super) fn note_marks(&self) -> Marks {
        self.front
    }

    /// The marks of the note and of all headings around a line.
    pub(super) fn marks(&self, line: usize) -> Marks {
        self.at(line).map_or(self.front, |section| {
            self.section(section).marks.and(self.front)
        })
    }

    /// Says whether `section` is `around` or lies in it. The text before the first heading holds nothing
    /// but itself.
    pub(super) fn is_within(&self, section: Option<usize>, around: Option<usize>) -> bool {
        let mut inner = section;
        while inner.is_some() && inner != around {
            inner = inner.and_then(|section| self.section(section).parent);
        }
        inner == around && (around.is_some() || section.is_none())
    }

    fn push(&mut self, line: usize, level: usize, text: &str) {
        let mut parent = self.sections.len().checked_sub(1);
        while let Some(up) = parent.filter(|up| self.sections[*up].level >= level) {
            parent = self.sections[up].parent;
        }
        let around = parent.map_or(Marks::default(), |up| self.sections[up].marks);
        let marks = Marks::of(text).and(around);
        self.sections.push(Section {
            line,
            level,
            parent,
            title: plain_title(text),
            marks,
        });
    }
}

/// The heading on a line, with its level.
fn heading_at<'a>(page: &Page<'a>, line: usize) -> Option<(usize, &'a str)> {
    let text = page.line(line).trim_matches(is_blank);
    let level = text.len() - text.trim_start_matches('#').len();
    if (1..=6).contains(&level) && text[level..].starts_with(is_blank) {
        return Some((level, without_closing(&text[level..])));
    }
    let below = line + 1;
    let underlined =
        below < page.len() && page.is_open(below) && !text.is_empty() && !text.contains('|');
    match underlined.then(|| underline(page.line(below))).flatten() {
        Some(level) if !is_item(text) && !is_rule(text) => Some((level, text)),
        Some(_) | None => {
            let title = is_title(text) && !is_answer(text) && place_line(text).is_none();
            title.then_some((TITLE_LEVEL, text))
        }
    }
}

/// A heading's text without the `##` that may close it; `C#` keeps its own.
fn without_closing(text: &str) -> &str {
    let open = text.trim_end_matches('#');
    if open.ends_with(is_blank) { open } else { text }
}

/// The level of the heading that a line underlines.
fn underline(line: &str) -> Option<usize> {
    let line = line.trim_end_matches(is_blank);
    let all = |mark: char| line.len() >= 2 && line.chars().all(|c| c == mark);
    if all('=') {
        Some(1)
    } else if all('-') {
        Some(2)
    } else {
        None
    }
}

fn is_rule(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, '-' | '=' | '*' | '_' | ' '))
}

fn is_item(text: &str) -> bool {
    text.starts_with(['>', '-', '*', '+']) && !text.starts_with("**")
}

/// Says whether a line of plain text stands as a title: it begins with an emoji, is in bold, or is in
/// capitals, and is no sentence.
pub(super) fn is_title(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    let bold = text
        .strip_prefix("**")
        .and_then(|rest| rest.strip_suffix("**"));
    let stands_out = text.starts_with(is_emoji)
        || bold.is_some_and(|inner| !inner.contains("**"))
        || is_shouted(text);
    let sentence = || text.ends_with(['.', ',', ';', '…', '。']) || text.chars().count() > 100;
    let worded = || text.chars().any(char::is_alphanumeric);
    stands_out && !text.contains('|') && !sentence() && worded()
}

/// Says whether a text is two words or more in capitals.
fn is_shouted(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    letters.all(char::is_uppercase)
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 6
        && text.split_whitespace().nth(1).is_some()
}

fn is_emoji(c: char) -> bool {
    let bullet = matches!(
        c,
        '✔' | '✅' | '☑' | '✓' | '✗' | '✘' | '❌' | '☐' | '◦' | '▪' | '●' | '○'
    );
    let picture = matches!(c, '\u{231a}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b1b}'..='\u{2b55}' | '\u{1f000}'..='\u{1faff}');
    let arrow = matches!(c, '\u{2794}'..='\u{27be}');
    picture && !bullet && !arrow
}

/// Says whether a line opens the model answer of a palace.
pub(super) fn is_answer(text: &str) -> bool {
    answer_rest(text).is_some()
}

/// What follows the words "Interview Answer" on their line, if the line opens a model answer: the text
/// after a colon, else nothing.
pub(super) fn answer_rest(text: &str) -> Option<&str> {
    const NAME: &str = "interview answer";
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let head = text.get(..NAME.len())?;
    let rest = text[NAME.len()..].trim_start_matches(['*', '_', ' ']);
    if !head.eq_ignore_ascii_case(NAME) {
        return None;
    }
    if let Some(said) = rest.strip_prefix(':') {
        return Some(said.trim_start_matches(['*', '_']).trim_matches(is_blank));
    }
    let named = rest.is_empty() || rest.starts_with(['(', '#', '—', '–', '-']);
    named.then_some("")
}

/// A heading without emoji, emphasis and our own tags at its ends.
pub(super) fn plain_title(text: &str) -> String {
    let text = clean(text);
    let kept: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_own_tag(word))
        .collect();
    let text = kept.join(" ");
    let mut text = text.as_str();
    // A number in a keycap (1️⃣) is decoration too, and begins with a digit.
    while let Some(digit) = text.chars().next() {
        let keycap = digit.is_ascii_digit()
            && text[1..]
                .trim_start_matches('\u{fe0f}')
                .starts_with('\u{20e3}');
        if keycap {
            text = text[1..].trim_start_matches(['\u{fe0f}', '\u{20e3}', ' ']);
        } else if digit.is_alphanumeric()
            || matches!(digit, '(' | '[' | '`' | '"' | '\'' | '.' | '#')
        {
            break;
        } else {
            text = &text[digit.len_utf8()..];
        }
    }
    text.trim_end_matches(['*', '_', ':', ' ']).to_owned()
}

/// Says whether a word is one of the tags that are for loci alone.
pub(super) fn is_own_tag(word: &str) -> bool {
    ["#map", "#mindmap", "#palace", "#interview"]
        .iter()
        .any(|tag| word.eq_ignore_ascii_case(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Outline {
        Outline::read(&Page::new(text, &mut Vec::new()))
    }

    #[test]
    fn a_mark_holds_for_all_below_its_heading() {
        let outline = outline("# Mind maps\n\n## Rust\ntext\n# Other\ntext");
        assert!(outline.marks(3).map);
        assert!(!outline.marks(5).map);
        assert_eq!(outline.title(3), Some("Rust"));
    }

    #[test]
    fn title_lines_stand_in_for_headings() {
        let text = "🏠 MEMORY PALACE #1 — Rooms (COMMON)\nx\n📌 This is a sentence.\n**Bold** text\n\
                    **In bold**\nTIME RULE\n✔ point\nHTTP\n🧠 1️⃣ FIRST PART";
        let outline = outline(text);
        let titles: Vec<&str> = outline.sections.iter().map(|s| s.title.as_str()).collect();
        let expected = [
            "MEMORY PALACE #1 — Rooms (COMMON)",
            "In bold",
            "TIME RULE",
            "FIRST PART",
        ];
        assert_eq!(titles, expected);
        assert!(outline.marks(1).palace && !outline.marks(4).palace);
    }

    #[test]
    fn a_note_can_refuse() {
        assert!(outline("---\nloci: false # not mine\n---\n").refused);
        for no in ["False", "FALSE", "no", "off"] {
            assert!(outline(&format!("---\nloci: {no}\n---\n")).refused, "{no}");
        }
        assert!(!outline("---\nloci: map\n---\n").refused);
        assert!(!outline("---\nloci: true\n---\n").refused);
        assert!(!outline("loci: false\n").refused);
    }

    #[test]
    fn an_answer_is_found_by_its_name() {
        assert_eq!(answer_rest("Interview Answer (Naturally flows)"), Some(""));
        assert_eq!(answer_rest("### 🎤 Interview answer"), Some(""));
        assert_eq!(
            answer_rest("**Interview Answer:** It is so."),
            Some("It is so.")
        );
        assert_eq!(answer_rest("Interview answers are short"), None);
        assert_eq!(answer_rest("Interview answer them all"), None);
    }
}
