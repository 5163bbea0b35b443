//! A text as numbered lines: fences, front matter, and which lines are already spoken for.
//!
//! It knows nothing of trees, tables or lists, and never allocates per line more than a few bytes.

use std::borrow::Cow;

use super::problem::{Level, Problem};

/// The longest line that is read, in bytes.
pub(super) const LINE_BYTES: usize = 64 * 1024;

/// The longest text that is read, in bytes.
pub(super) const NOTE_BYTES: usize = 64 * 1024 * 1024;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the open text.
    Open,
    /// The line that opens or closes a fence.
    Fence,
    /// Inside a fence without a language.
    Plain,
    /// Inside a fence of some language.
    Code,
    /// Inside a fence that shows a change (`diff`); nothing in it is read.
    Diff,
    /// Inside a fence that holds a diagram of Mermaid.
    Mermaid,
    /// Part of the front matter.
    Front,
    /// Inside a comment of Obsidian, `%% … %%`, or one of its borders; nothing in it is read.
    Comment,
}

/// The lines of one text. Lines are counted from 0 here; [`Page::number`] gives what people see.
pub(super) struct Page<'a> {
    text: &'a str,
    starts: Vec<u32>,
    places: Vec<Place>,
    taken: Vec<bool>,
}

impl<'a> Page<'a> {
    /// Splits a text into lines. A text or line over its bound is reported and read as empty.
    pub(super) fn new(text: &'a str, problems: &mut Vec<Problem>) -> Page<'a> {
        let mut text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > NOTE_BYTES {
            problems.push(Problem {
                line: 1,
                level: Level::Error,
                message: "the note is longer than 64 MiB; split it".to_owned(),
            });
            text = "";
        }
        let mut page = Page {
            text,
            starts: line_starts(text),
            places: Vec::new(),
            taken: Vec::new(),
        };
        page.taken = vec![false; page.len()];
        page.places = page.find_places();
        for line in 0..page.len() {
            if page.raw(line).len() > LINE_BYTES {
                problems.push(Problem {
                    line: page.number(line),
                    level: Level::Error,
                    message: "the line is longer than 64 KiB and was skipped; split it".to_owned(),
                });
            }
        }
        page
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The number of a line as people see it, from 1.
    pub(super) fn number(&self, line: usize) -> u32 {
        line as u32 + 1
    }

    /// A line's text without its end; empty if the line is too long to be read.
    pub(super) fn line(&self, line: usize) -> &'a str {
        let raw = self.raw(line);
        if raw.len() > LINE_BYTES { "" } else { raw }
    }

    /// Where a line stands.
    pub(super) fn place(&self, line: usize) -> Place {
        self.places[line]
    }

    /// Says whether a line holds nothing but blanks.
    pub(super) fn is_blank(&self, line: usize) -> bool {
        self.line(line).chars().all(is_blank)
    }

    /// Marks the lines from `first` to `last` as spoken for: invisible to what is read later.
    pub(super) fn take(&mut self, first: usize, last: usize) {
        self.taken[first..=last].fill(true);
    }

    /// Says whether something else has taken a line.
    pub(super) fn is_taken(&self, line: usize) -> bool {
        self.taken[line]
    }

    /// Says whether a line is open text that nothing has taken.
    pub(super) fn is_open(&self, line: usize) -> bool {
        !self.taken[line] && self.places[line] == Place::Open
    }

    /// The front matter's lines, without its borders.
    pub(super) fn front(&self) -> impl Iterator<Item = &'a str> + '_ {
        (0..self.len())
            .take_while(|line| self.places[*line] == Place::Front)
            .map(|line| self.line(line))
    }

    /// The three nearest lines above `line` that hold text, nearest first. It looks past blank lines and
    /// fences, and ends at what something else has taken.
    pub(super) fn above(&self, line: usize) -> impl Iterator<Item = usize> + '_ {
        (0..line)
            .rev()
            .take_while(|line| !self.taken[*line] && self.places[*line] != Place::Front)
            .filter(|line| !matches!(self.places[*line], Place::Fence | Place::Comment))
            .filter(|line| !self.is_blank(*line))
            .take(3)
    }

    fn raw(&self, line: usize) -> &'a str {
        let start = self.starts[line] as usize;
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.text.len(), |next| *next as usize - 1);
        let raw = &self.text[start..end];
        let raw = raw.strip_suffix('\n').unwrap_or(raw);
        raw.strip_suffix('\r').unwrap_or(raw)
    }

    fn find_places(&self) -> Vec<Place> {
        let mut places = vec![Place::Open; self.len()];
        let body = self.front_end();
        places[..body].fill(Place::Front);
        let mut open: Option<Fence> = None;
        let mut comment = body;
        for (line, place) in places.iter_mut().enumerate().skip(body) {
            if open.is_none()
                && line >= comment
                && let Some(last) = self.comment_end(line)
            {
                comment = last + 1;
            }
            if line < comment {
                *place = Place::Comment;
                continue;
            }
            let mark = Fence::parse(self.line(line));
            match (&open, mark) {
                (Some(fence), Some(mark)) if mark.closes(fence) => {
                    *place = Place::Fence;
                    open = None;
                }
                (Some(fence), _) => *place = fence.inside,
                (None, Some(mark)) if mark.opens() => {
                    *place = Place::Fence;
                    open = Some(mark);
                }
                (None, Some(_) | None) => {}
            }
        }
        places
    }

    /// The last line of the comment that begins with a line and holds nothing but whole lines; a comment without an
    /// end is none. It takes linear time in all: the search ends where the next one may begin.
    fn comment_end(&self, first: usize) -> Option<usize> {
        let rest = self.line(first).trim_matches(is_blank).strip_prefix("%%")?;
        let closes = |text: &str| {
            let at = text.find("%%")?;
            Some(text[at + 2..].chars().all(is_blank))
        };
        if let Some(whole) = closes(rest) {
            return whole.then_some(first);
        }
        (first + 1..self.len())
            .find_map(|line| closes(self.line(line)).map(|whole| (line, whole)))
            .filter(|(_, whole)| *whole)
            .map(|(line, _)| line)
    }

    /// How many lines the front matter takes, borders included; 0 if there is none. The first lines of a page of
    /// Logseq, `key:: value`, are one without borders.
    fn front_end(&self) -> usize {
        if self.len() == 0 || self.line(0).trim_end() != "---" {
            let properties =
                (0..self.len()).take_while(|line| property(self.line(*line)).is_some());
            return properties.count();
        }
        (1..self.len())
            .find(|line| matches!(self.line(*line).trim_end(), "---" | "..."))
            .map_or(0, |line| line + 1)
    }
}

/// One border of a fenced block.
struct Fence {
    mark: char,
    length: usize,
    info: bool,
    inside: Place,
}

impl Fence {
    fn parse(line: &str) -> Option<Fence> {
        let line = line.trim_start_matches(is_blank);
        let mark = line
            .chars()
            .next()
            .filter(|mark| matches!(mark, '`' | '~' | ':'))?;
        let line = line.trim_end_matches(is_blank);
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        if length < 2 || (mark == '`' && info.contains('`')) {
            return None;
        }
        // Besides `mermaid`, there are `{mermaid}`, `{.mermaid}` and `mermaid{theme=dark}`.
        let language = info
            .trim_start_matches([' ', '\t', '{', '.'])
            .split(|c: char| c.is_whitespace() || matches!(c, '{' | '}'))
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let inside = match language.as_str() {
            "" | "text" | "txt" | "plain" | "plaintext" => Place::Plain,
            "diff" | "patch" => Place::Diff,
            "mermaid" => Place::Mermaid,
            _ => Place::Code,
        };
        Some(Fence {
            mark,
            length,
            info: !info.trim_matches(is_blank).is_empty(),
            inside,
        })
    }

    /// Two backticks and colons are fences of Mermaid alone.
    fn opens(&self) -> bool {
        let usual = matches!(self.mark, '`' | '~') && self.length >= 3;
        usual || (self.inside == Place::Mermaid && self.mark != '~')
    }

    fn closes(&self, open: &Fence) -> bool {
        self.mark == open.mark && self.length >= open.length && !self.info
    }
}

/// What ends the lines of a text: a line feed, also behind a carriage return; or, where there is none, a carriage
/// return alone, as old Macs wrote it.
pub(super) fn line_end(text: &str) -> char {
    match text.contains('\n') {
        true => '\n',
        false => '\r',
    }
}

fn line_starts(text: &str) -> Vec<u32> {
    let end = line_end(text);
    let ends = text
        .bytes()
        .enumerate()
        .filter(|(_, byte)| *byte == end as u8);
    let mut starts: Vec<u32> = std::iter::once(0)
        .chain(ends.map(|(at, _)| at as u32 + 1))
        .collect();
    if starts
        .last()
        .is_some_and(|start| *start as usize == text.len())
    {
        starts.pop();
    }
    starts
}

/// The key and value of a property of Logseq or Dataview: `key:: value`.
pub(super) fn property(line: &str) -> Option<(&str, &str)> {
    // Most lines have no colon, which is found faster than that they have no two.
    if !line.contains(':') {
        return None;
    }
    let (key, value) = line.trim_matches(is_blank).split_once("::")?;
    let named = key.starts_with(|c: char| c.is_alphabetic())
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
    let parted = value.is_empty() || value.starts_with([' ', '\t']);
    (named && parted).then(|| (key, value.trim_matches(is_blank)))
}

/// Says whether a character is a blank of any width, also none.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// A text as it is kept: trimmed, and without characters that could steer a terminal.
pub(super) fn clean(text: &str) -> String {
    cleaned(text).into_owned()
}

/// The same, borrowed where there is nothing to clean away.
pub(super) fn cleaned(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if plain || text.chars().all(|c| kept(c) == Some(c)) {
        return Cow::Borrowed(text.trim_matches(is_blank));
    }
    let kept: String = text.chars().filter_map(kept).collect();
    Cow::Owned(kept.trim_matches(is_blank).to_owned())
}

fn kept(c: char) -> Option<char> {
    match c {
        '\t' => Some(' '),
        '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Parts a cleaned label from the ` ^id` at its end. Digits alone are a power, not an id.
pub(super) fn part_anchor(label: &str) -> (&str, Option<&str>) {
    let Some((before, id)) = label.rsplit_once('^') else {
        return (label, None);
    };
    let known = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && id.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !id.chars().all(|c| c.is_ascii_digit());
    let kept = before.trim_end_matches(is_blank);
    if known && !kept.is_empty() && kept.len() < before.len() {
        (kept, Some(id))
    } else {
        (label, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_and_a_mark_at_the_start_are_understood() {
        let mut problems = Vec::new();
        let page = Page::new("\u{feff}a\r\nb\n\nc", &mut problems);
        let lines: Vec<&str> = (0..page.len()).map(|line| page.line(line)).collect();
        assert_eq!(lines, ["a", "b", "", "c"]);
        let page = Page::new("a\r\rb\r", &mut problems);
        let lines: Vec<&str> = (0..page.len()).map(|line| page.line(line)).collect();
        assert_eq!(lines, ["a", "", "b"]);
        assert_eq!(Page::new("", &mut problems).len(), 0);
        assert_eq!(Page::new("a\n", &mut problems).len(), 1);
        assert!(problems.is_empty());
    }

    #[test]
    fn a_line_too_long_is_told_and_skipped() {
        let mut problems = Vec::new();
        let text = format!("a\n{}\nb", "x".repeat(LINE_BYTES + 1));
        let page = Page::new(&text, &mut problems);
        assert_eq!((page.line(1), page.line(2)), ("", "b"));
        assert_eq!((problems[0].line, problems[0].level), (2, Level::Error));
    }

    #[test]
    fn fences_and_front_matter_are_told_apart() {
        let text = "---\nloci: false\n---\n```rust\nx\n~~~\n```\ny\n~~~~\nz\n~~~\n~~~~\nw";
        let page = Page::new(text, &mut Vec::new());
        let places: Vec<Place> = (0..page.len()).map(|line| page.place(line)).collect();
        use Place::{Code, Fence, Front, Open, Plain};
        let expected = [
            Front, Front, Front, Fence, Code, Code, Fence, Open, Fence, Plain, Plain, Fence, Open,
        ];
        assert_eq!(places, expected);
    }

    #[test]
    fn comments_of_obsidian_are_no_text() {
        use Place::{Comment, Fence, Open, Plain};
        for (text, expected) in [
            (
                "a\n%%\n- b\n%%\nc",
                vec![Open, Comment, Comment, Comment, Open],
            ),
            ("%% a %%\nb %% c %%\n%% d", vec![Comment, Open, Open]),
            ("%% a\nb %%\nc", vec![Comment, Comment, Open]),
            (
                "%%\na %% b\n%%\nc\n%%",
                vec![Open, Open, Comment, Comment, Comment],
            ),
            ("```\n%%\n```\n%%\n", vec![Fence, Plain, Fence, Open]),
            ("%%\n```\n%%\na", vec![Comment, Comment, Comment, Open]),
        ] {
            let page = Page::new(text, &mut Vec::new());
            let places: Vec<Place> = (0..page.len()).map(|line| page.place(line)).collect();
            assert_eq!(places, expected, "{text}");
        }
    }

    #[test]
    fn mermaid_has_fences_of_its_own() {
        use Place::{Code, Fence, Mermaid, Open};
        for (text, expected) in [
            ("```mermaid\na\n```\nb", [Fence, Mermaid, Fence, Open]),
            ("~~~ Mermaid x=1\na\n~~~\nb", [Fence, Mermaid, Fence, Open]),
            ("```{.mermaid}\na\n```\nb", [Fence, Mermaid, Fence, Open]),
            ("```mermaid{a=b}\na\n```\nb", [Fence, Mermaid, Fence, Open]),
            (
                "::: mermaid\n:::urgent\n:::\nb",
                [Fence, Mermaid, Fence, Open],
            ),
            ("``mermaid\na\n``\nb", [Fence, Mermaid, Fence, Open]),
            ("``mermaid\na\n```\nb", [Fence, Mermaid, Fence, Open]),
            (":::note\na\n:::\nb", [Open; 4]),
            ("``\na\n``\nb", [Open; 4]),
            ("~~~~md\n```mermaid\n```\n~~~~", [Fence, Code, Code, Fence]),
        ] {
            let page = Page::new(text, &mut Vec::new());
            let places: Vec<Place> = (0..page.len()).map(|line| page.place(line)).collect();
            assert_eq!(places, expected, "{text}");
        }
    }

    #[test]
    fn a_label_loses_what_steers_a_terminal_and_nothing_else() {
        assert_eq!(clean(" a\u{1b}[31m\tb\u{0}\u{202e} `c` "), "a[31m b `c`");
    }

    #[test]
    fn an_anchor_is_an_id_after_a_blank() {
        assert_eq!(part_anchor("Kitchen ^k1"), ("Kitchen", Some("k1")));
        assert_eq!(part_anchor("Kitchen ^a-b2"), ("Kitchen", Some("a-b2")));
        for whole in ["x ^2", "a^b", "^id", "a ^ b", "a ^b c", "regex ^"] {
            assert_eq!(part_anchor(whole), (whole, None));
        }
    }
}
