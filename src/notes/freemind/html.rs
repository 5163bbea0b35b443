//! The plain text of a piece of HTML: a label or a note that a map keeps as rich content. It reads any text,
//! in one pass.

use super::entity;
use crate::notes::page::clean;

/// Says whether a text is a page of HTML: Freeplane writes formatted labels so.
pub(super) fn is_page(text: &str) -> bool {
    let start = text.trim_start().as_bytes();
    start.len() > 5 && start[..5].eq_ignore_ascii_case(b"<html") && matches!(start[5], b'>' | b' ')
}

/// The text of a piece of HTML: a line for each paragraph, item or row, none of them blank.
pub(super) fn text(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        rest = match c {
            '<' => text.markup(rest),
            '&' => {
                let mut one = String::new();
                let (length, _) = entity::push(rest, &mut one);
                one.chars().for_each(|c| text.push(c));
                &rest[length..]
            }
            _ => {
                text.push(c);
                &rest[c.len_utf8()..]
            }
        };
    }
    let lines = text.written.lines().map(clean);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// What stands between two words.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Blank,
    Line,
}

#[derive(Default)]
struct Text<'a> {
    written: String,
    gap: Gap,
    /// The element whose text is not shown, while it is open.
    hidden: Option<&'a str>,
}

impl<'a> Text<'a> {
    fn push(&mut self, c: char) {
        if self.hidden.is_some() {
            return;
        }
        if c.is_whitespace() {
            return self.part(Gap::Blank);
        }
        match self.gap {
            Gap::Nothing => {}
            Gap::Blank => self.written.push(' '),
            Gap::Line => self.written.push('\n'),
        }
        self.gap = Gap::Nothing;
        self.written.push(c);
    }

    fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// Passes what begins with `<`; gives the rest.
    fn markup(&mut self, from: &'a str) -> &'a str {
        if let Some(comment) = from.strip_prefix("<!--") {
            return comment.split_once("-->").map_or("", |(_, rest)| rest);
        }
        if let Some(data) = from.strip_prefix("<![CDATA[") {
            let (data, rest) = data.split_once("]]>").unwrap_or((data, ""));
            data.chars().for_each(|c| self.push(c));
            return rest;
        }
        let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
        if !from[1..].starts_with(begins) {
            self.push('<');
            return &from[1..];
        }
        let Some((tag, rest)) = from[1..].split_once('>') else {
            return "";
        };
        self.tag(tag);
        rest
    }

    fn tag(&mut self, tag: &'a str) {
        let closes = tag.starts_with('/');
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        let named = |other: &str| name.eq_ignore_ascii_case(other);
        if let Some(hidden) = self.hidden {
            if named("body") || (closes && named(hidden)) {
                self.hidden = None;
            }
        } else if !closes && !tag.ends_with('/') && HIDDEN.iter().any(|other| named(other)) {
            self.hidden = Some(name);
        } else if LINES.iter().any(|other| named(other)) {
            self.part(Gap::Line);
        } else if named("td") || named("th") {
            self.part(Gap::Blank);
        }
    }
}

/// Elements whose text is not shown.
const HIDDEN: [&str; 4] = ["head", "style", "script", "title"];

/// Elements that begin and end a line.
const LINES: [&str; 22] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "pre",
    "blockquote",
    "dl",
    "dt",
    "dd",
    "body",
    "text",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_items_and_breaks_are_lines_and_blanks_are_one() {
        let html = "\n<html>\n <head>\n <style>p { x }</style></head>\n <body>\n  <p>one\n   <b>t</b>wo</p>\
                    <ul><li>a &amp; b</li><li></li></ul>x<br/>y <table><tr><td>1</td><td>2</td></tr></table>";
        assert_eq!(text(html), "one two\na & b\nx\ny\n1 2");
    }

    #[test]
    fn what_is_broken_loses_as_little_as_can_be() {
        assert_eq!(text("<head>a<body>b"), "b");
        assert_eq!(text("<head/>a < b && c"), "a < b && c");
        assert_eq!(text("a<b"), "a");
        assert_eq!(text("a<!-- b --c"), "a");
        assert_eq!(text("<![CDATA[a<b]]>c"), "a<bc");
        assert_eq!(text("&#0;\u{1b}[31m"), "[31m");
    }

    #[test]
    fn only_a_page_is_html() {
        assert!(is_page("<html><body>x") && is_page(" <HTML xmlns=''>"));
        assert!(!is_page("<htmlx>") && !is_page("List<int>") && !is_page("<html"));
    }
}
