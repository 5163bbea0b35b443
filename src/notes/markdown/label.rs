//! The text of one paragraph or heading as a label: markup gone, code kept.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::heading::is_own_tag;
use super::super::page::{cleaned, is_blank, part_anchor, property};

/// Elements of HTML that may stand in a line of text. Anything else in angle brackets, such as the `<T>` of
/// `Option<T>`, is text.
const ELEMENTS: [&str; 42] = [
    "a", "abbr", "audio", "b", "bdi", "bdo", "big", "center", "cite", "code", "data", "del",
    "details", "dfn", "div", "em", "font", "hr", "i", "iframe", "img", "input", "ins", "kbd",
    "mark", "p", "picture", "q", "rp", "rt", "ruby", "s", "small", "source", "span", "strike",
    "strong", "sub", "summary", "sup", "u", "video",
];

/// A paragraph or heading while it is read.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Where it begins and ends in the text, in bytes.
    pub(super) span: Range<usize>,
    text: String,
    code: Vec<Range<usize>>,
    /// How many embedded pages or files are open.
    embeds: usize,
    /// An image has just ended; Logseq writes its size behind it.
    after_image: bool,
}

/// What a paragraph or heading says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The label without markup, our own tags and id.
    pub(super) label: Arc<str>,
    /// The id, from `^id` at its end or a line `id:: …`.
    pub(super) anchor: Option<String>,
    /// How many lines stand above the label in it.
    pub(super) skipped: usize,
    /// It has the tag `#interview`.
    pub(super) interview: bool,
    text: String,
    code: Vec<Range<usize>>,
}

impl Said {
    /// The text with our tags and without code, from which marks are read.
    pub(super) fn plain(&self) -> String {
        let mut plain = String::new();
        let mut at = 0;
        for code in &self.code {
            plain.push_str(&self.text[at..code.start]);
            plain.push('`');
            at = code.end;
        }
        plain.push_str(&self.text[at..]);
        plain
    }
}

impl Draft {
    /// Begins at an offset of the text.
    pub(super) fn at(start: usize) -> Draft {
        Draft {
            span: start..start,
            ..Draft::default()
        }
    }

    /// Takes one event inside it. `source` is the whole text, `span` where the event stands in it.
    pub(super) fn feed(&mut self, event: &Event<'_>, source: &str, span: Range<usize>) {
        self.span.end = self.span.end.max(span.end);
        let after_image = std::mem::take(&mut self.after_image);
        match event {
            Event::Start(Tag::Image { link_type, .. }) => {
                self.embeds += usize::from(is_page(*link_type) || self.embeds > 0);
            }
            Event::End(TagEnd::Image) => {
                self.embeds = self.embeds.saturating_sub(1);
                self.after_image = true;
            }
            _ if self.embeds > 0 => {}
            Event::Text(text) => {
                let size = after_image && text.starts_with("{:");
                let text = match text.split_once('}') {
                    Some((_, rest)) if size => rest,
                    Some(_) | None => text,
                };
                self.text.push_str(text);
            }
            Event::Code(code) => {
                let start = self.text.len();
                self.text.push_str(code);
                self.code.push(start..self.text.len());
            }
            Event::SoftBreak | Event::HardBreak => self.text.push('\n'),
            Event::InlineHtml(html) => self.push_html(html),
            Event::Start(Tag::Strong | Tag::Emphasis)
            | Event::End(TagEnd::Strong | TagEnd::Emphasis) => {
                self.text.push_str(kept_marks(source, span));
            }
            _ => {}
        }
    }

    fn push_html(&mut self, html: &str) {
        let name = html.trim_start_matches('<').trim_start_matches('/');
        let name = name
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        if name.eq_ignore_ascii_case("br") {
            self.text.push(' ');
        } else if !html.starts_with("<!") && !html.starts_with("<?") && !ELEMENTS.contains(&name) {
            self.text.push_str(html);
        }
    }

    /// What it says.
    pub(super) fn finish(self) -> Said {
        let mut said = Said::default();
        let mut dropped = self.highlights();
        dropped.extend(self.asides());
        let mut begun = false;
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let end = start + line.len();
            match property(line).filter(|_| !self.is_code(start)) {
                Some((key, value)) => {
                    if key == "id" && is_id(value) {
                        said.anchor = Some(value.to_owned());
                    }
                    dropped.push(start..end);
                    said.skipped += usize::from(!begun);
                }
                None => {
                    begun = true;
                    self.find_tags(start, line, &mut dropped, &mut said);
                }
            }
            start = end;
        }
        dropped.sort_by_key(|range| range.start);
        let label = match dropped.is_empty() && !self.text.contains('\n') {
            true => Cow::Borrowed(&self.text),
            false => Cow::Owned(without(&self.text, &dropped).replace('\n', " ")),
        };
        let label = cleaned(&label);
        let (label, anchor) = part_anchor(without_id(&label));
        said.label = label.into();
        said.anchor = anchor.map(str::to_owned).or(said.anchor);
        (said.text, said.code) = (self.text, self.code);
        said
    }

    fn is_code(&self, at: usize) -> bool {
        let after = self.code.partition_point(|code| code.end <= at);
        self.code.get(after).is_some_and(|code| code.start <= at)
    }

    /// Our own tags in a line, with the blanks before them.
    fn find_tags(
        &self,
        start: usize,
        line: &str,
        dropped: &mut Vec<Range<usize>>,
        said: &mut Said,
    ) {
        if !line.contains('#') {
            return;
        }
        let mut at = start;
        for word in line.split_inclusive(is_blank) {
            let bare = word.trim_end_matches(is_blank);
            if is_own_tag(bare) && !self.is_code(at) {
                said.interview |= bare.eq_ignore_ascii_case("#interview");
                dropped.push(at..at + word.trim_end_matches('\n').len());
            }
            at += word.len();
        }
    }

    /// What is no text of its own: comments of Obsidian and embedded blocks of Logseq, with the blanks before them.
    fn asides(&self) -> Vec<Range<usize>> {
        let mut asides = Vec::new();
        for (begin, end) in [("%%", "%%"), ("{{embed ", "}}")] {
            let mut at = 0;
            while let Some(start) = self.text[at..].find(begin).map(|found| at + found) {
                let inner = start + begin.len();
                if self.is_code(start) {
                    at = inner;
                    continue;
                }
                let Some(length) = self.text[inner..].find(end) else {
                    break;
                };
                at = inner + length + end.len();
                let before = self.text[..start].trim_end_matches([' ', '\t']).len();
                asides.push(before..at);
            }
        }
        asides
    }

    /// The `==` around highlighted text.
    fn highlights(&self) -> Vec<Range<usize>> {
        let mut pairs = Vec::new();
        // Looking for one character costs much less than for two.
        if !self.text.contains('=') {
            return pairs;
        }
        let mut open: Option<usize> = None;
        for (at, mark) in self.text.match_indices("==") {
            if self.is_code(at) {
                continue;
            }
            let before = self.text[..at].chars().next_back();
            let after = self.text[at + mark.len()..].chars().next();
            let worded = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '=');
            let blank = |c: Option<char>| c.is_none_or(|c| is_blank(c) || c == '=');
            match open {
                Some(start) if !blank(before) && !worded(after) => {
                    pairs.extend([start..start + mark.len(), at..at + mark.len()]);
                    open = None;
                }
                _ if !worded(before) && !blank(after) => open = Some(at),
                Some(_) | None => {}
            }
        }
        pairs
    }
}

/// A label without the box of a task before it.
pub(super) fn without_box(label: &str) -> &str {
    let rest = label
        .strip_prefix('[')
        .and_then(|rest| rest.strip_prefix([' ', 'x', 'X', '-', '/', '>', '!', '?']))
        .and_then(|rest| rest.strip_prefix(']'));
    match rest {
        Some(rest) if rest.is_empty() || rest.starts_with(is_blank) => {
            rest.trim_start_matches(is_blank)
        }
        Some(_) | None => label,
    }
}

fn is_page(link: LinkType) -> bool {
    matches!(link, LinkType::WikiLink { .. })
}

fn is_id(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// A heading without the `{#id}` that some generators of sites read.
fn without_id(label: &str) -> &str {
    let id = label
        .strip_suffix('}')
        .and_then(|open| open.rsplit_once(" {#"));
    match id {
        Some((before, id)) if !id.contains(is_blank) => before.trim_end_matches(is_blank),
        Some(_) | None => label,
    }
}

/// The marks of an emphasis that are letters of the text: those of `__init__` and `2*3*4`.
fn kept_marks(source: &str, span: Range<usize>) -> &str {
    const NAME_BYTES: usize = 64;
    let Some(text) = source.get(span.clone()) else {
        return "";
    };
    let name = text
        .strip_prefix("__")
        .filter(|_| text.len() <= NAME_BYTES)
        .and_then(|inner| inner.strip_suffix("__"));
    let is_name = name.is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    });
    if is_name {
        return "__";
    }
    let byte = |at: Option<usize>| {
        at.and_then(|at| source.as_bytes().get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let inside_word = byte(span.start.checked_sub(1)) && byte(Some(span.end));
    match (inside_word, text.starts_with("**"), text.starts_with('*')) {
        (true, true, _) => "**",
        (true, false, true) => "*",
        (true, false, false) | (false, _, _) => "",
    }
}

fn without(text: &str, dropped: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for range in dropped {
        if range.start >= at {
            kept.push_str(&text[at..range.start]);
        }
        at = at.max(range.end);
    }
    kept.push_str(&text[at..]);
    kept
}
