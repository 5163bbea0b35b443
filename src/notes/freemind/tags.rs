//! Markup as tokens, by quick-xml, as lenient as can be: what a strict reader refuses is told, and reading goes
//! on behind it.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

/// What stands at a place of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
    /// Text between tags, as it is written, but for what a CDATA section shields.
    Text(&'a str),
    /// `<!DOCTYPE …>`.
    Doctype(&'a str),
    /// Something that a strict reader refuses.
    Fault(Fault),
}

/// A tag that opens an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The element's name.
    pub(super) name: &'a str,
    /// Whether it holds anything.
    pub(super) filled: Filled,
    /// How many bytes it takes.
    pub(super) length: usize,
    /// The name and the attributes.
    content: &'a str,
}

/// Whether an element may hold something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filled {
    /// It has an end tag.
    Open,
    /// It ends with its tag (`/>`).
    Empty,
}

/// What a strict reader refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A `<` that begins no tag.
    StrayBracket,
    /// A tag, a comment or a value that is not closed.
    Unclosed,
    /// There is so much of it that reading ends here.
    TooMuch,
}

impl Fault {
    /// What is told of it; lower case, no final dot.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Fault::StrayBracket => "a bare `<` must be written `&lt;`",
            Fault::Unclosed => "a tag, a value or a comment is not closed",
            Fault::TooMuch => "nothing more could be read",
        }
    }
}

impl<'a> Tag<'a> {
    /// The attributes with their values as they are written; `None` for one that is broken.
    pub(super) fn attributes(&self) -> impl Iterator<Item = Option<(&'a str, Cow<'a, str>)>> {
        Attributes::new(self.content, self.name.len()).map(|attribute| {
            let attribute = attribute.ok()?;
            Some((attribute.key.into_inner(), attribute.value))
        })
    }
}

/// How often a text may be read, all in all, before reading ends: a bound for texts made to be slow.
const READINGS: usize = 8;

/// The tokens of a text, with their places in bytes.
pub(super) struct Tags<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// Where the reader began.
    base: usize,
    /// How many bytes may yet be read a second time.
    again: usize,
    /// A token that comes after a fault.
    waiting: Option<(usize, Token<'a>)>,
}

impl<'a> Tags<'a> {
    pub(super) fn new(text: &'a str) -> Tags<'a> {
        // quick-xml passes a mark without counting it.
        let base = text.len() - text.trim_start_matches('\u{feff}').len();
        Tags {
            text,
            reader: lenient(&text[base..]),
            base,
            again: text.len().saturating_mul(READINGS),
            waiting: None,
        }
    }

    fn place(&self) -> usize {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        self.base.saturating_add(read).min(self.text.len())
    }

    /// Reads on at `from`, which was already passed.
    fn read_again(&mut self, from: usize) {
        match self.again.checked_sub(self.place().saturating_sub(from)) {
            Some(left) => {
                self.again = left;
                self.go_to(from);
            }
            None => {
                self.go_to(self.text.len());
                self.waiting = Some((from, Token::Fault(Fault::TooMuch)));
            }
        }
    }

    fn go_to(&mut self, from: usize) {
        self.base = from;
        self.reader = lenient(&self.text[from..]);
    }

    /// A tag that opens something, or what only looks like one.
    fn open(&mut self, at: usize, raw: &'a str) -> (usize, Token<'a>) {
        if !begins_markup(&raw[1..]) {
            // What was taken for one tag up to the next `>` may hold real ones.
            if let Some(next) = next_markup(raw) {
                self.read_again(at + next);
            }
            return (at, Token::Fault(Fault::StrayBracket));
        }
        let swallowed = raw.match_indices('<').skip(1).map(|(next, _)| next);
        let mut nodes = swallowed.filter(|next| is_of_a_map(&raw[*next..]));
        let Some(next) = nodes.next() else {
            return (at, Token::Open(tag(raw)));
        };
        // A quote that is not closed took the tags behind it for a value.
        self.read_again(at + next);
        if self.waiting.is_none() {
            self.waiting = Some((at, Token::Open(tag(&raw[..next]))));
        }
        (at, Token::Fault(Fault::Unclosed))
    }

    fn unclosed(&mut self, at: usize) -> (usize, Token<'a>) {
        let raw = &self.text[at..];
        match next_markup(raw) {
            Some(next) => {
                self.read_again(at + next);
                let cut = &raw[..next];
                if self.waiting.is_none() && cut[1..].starts_with(is_name_start) {
                    self.waiting = Some((at, Token::Open(tag(cut))));
                }
            }
            None => self.go_to(self.text.len()),
        }
        (at, Token::Fault(Fault::Unclosed))
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<(usize, Token<'a>)> {
        if let Some(waiting) = self.waiting.take() {
            return Some(waiting);
        }
        loop {
            let at = self.place();
            let event = self.reader.read_event();
            let raw = self.text.get(at..self.place()).unwrap_or_default();
            return Some(match event {
                Ok(Event::Start(_) | Event::Empty(_)) => self.open(at, raw),
                Ok(Event::End(_)) => (at, Token::Close(name(raw[2..].trim_start()))),
                Ok(Event::Text(_) | Event::GeneralRef(_)) => (at, Token::Text(raw)),
                Ok(Event::DocType(_)) => (at, Token::Doctype(raw)),
                Ok(Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => continue,
                Ok(Event::Eof) => return None,
                Err(_) => self.unclosed(at),
            });
        }
    }
}

fn lenient(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The tag that a text holds from `<` to `>`; the `>` may be missing.
fn tag(raw: &str) -> Tag<'_> {
    let content = raw[1..].trim_end();
    let content = content.strip_suffix('>').unwrap_or(content);
    let (content, filled) = match content.strip_suffix('/') {
        Some(content) => (content, Filled::Empty),
        None => (content, Filled::Open),
    };
    Tag {
        name: name(content),
        filled,
        length: raw.len(),
        content,
    }
}

fn name(content: &str) -> &str {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    content.split(ends).next().unwrap_or_default()
}

fn is_name_start(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | ':')
}

/// Says whether a text that stands behind a `<` makes it the start of markup.
fn begins_markup(text: &str) -> bool {
    text.starts_with(|c| is_name_start(c) || matches!(c, '/' | '!' | '?'))
}

/// The place of the next `<` that begins markup, behind the first character.
fn next_markup(text: &str) -> Option<usize> {
    let brackets = text.match_indices('<').map(|(at, _)| at);
    brackets
        .filter(|at| *at > 0)
        .find(|at| begins_markup(&text[at + 1..]))
}

/// Says whether a text begins with a tag that only a map has, so that it can be no part of a value.
fn is_of_a_map(text: &str) -> bool {
    let inner = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    matches!(name(inner), "node" | "map" | "richcontent")
}
