//! One node of a Mermaid mind map: its shape taken off, its label as a person would read it.
//!
//! A shape is `[x]`, `(x)`, `((x))`, `)x(`, `))x((` or `{{x}}`, perhaps behind an id. Mermaid takes any closing
//! bracket for any opening one. What it refuses for its brackets is kept as a text.

use super::{clean, is_blank, part_anchor};

/// What opens a shape, with what closes it in a tidy hand; longer ones first.
const SHAPES: [(&str, &str); 6] = [
    ("((", "))"),
    ("))", "(("),
    ("{{", "}}"),
    ("(", ")"),
    ("[", "]"),
    (")", "("),
];

/// What closes a shape for Mermaid; longer ones first.
const CLOSING: [&str; 7] = ["))", "}}", "((", "(-", ")", "]", "("];

/// Reads a node that begins with the text of a line; `more` are the lines below it. Gives its label, with the
/// ` ^id` behind it if there is one, and how many of those lines it takes.
pub(super) fn read<'a>(text: &'a str, more: impl Iterator<Item = &'a str>) -> (String, usize) {
    let Some(shape) = Shape::find(text) else {
        return (label(text), 0);
    };
    shape
        .closed(more)
        .or_else(|| shape.nested().map(|said| (label(said), 0)))
        .unwrap_or_else(|| (label(text), 0))
}

/// A shape that opens somewhere on a line.
struct Shape<'a> {
    id: &'a str,
    close: &'static str,
    inside: &'a str,
}

impl<'a> Shape<'a> {
    fn find(text: &'a str) -> Option<Shape<'a>> {
        let at = text.find(is_bracket)?;
        let (id, rest) = text.split_at(at);
        SHAPES.iter().find_map(|(open, close)| {
            let inside = rest.strip_prefix(open)?;
            Some(Shape { id, close, inside })
        })
    }

    /// The label as Mermaid reads it, to the first closing bracket or quote, and how many lines it takes.
    fn closed(&self, mut more: impl Iterator<Item = &'a str>) -> Option<(String, usize)> {
        let quoted = self.inside.strip_prefix('"');
        let mut text = quoted.unwrap_or(self.inside);
        let mut said = String::new();
        let mut lines = 0;
        let rest = loop {
            let end = match quoted {
                Some(_) => text.find('"'),
                // Further lines may hold no bracket but the closing one; so no line is looked at twice.
                None if lines > 0 => text.find(is_bracket),
                None => text.find([')', ']', '(', '}']),
            };
            match end {
                Some(end) => {
                    said.push_str(&text[..end]);
                    break &text[end..];
                }
                None => {
                    said.push_str(text);
                    said.push('\n');
                    text = more.next()?;
                    lines += 1;
                }
            }
        };
        let rest = rest.strip_prefix('"').unwrap_or(rest);
        let rest = rest.trim_start_matches(is_blank);
        let after = CLOSING.iter().find_map(|close| rest.strip_prefix(close))?;
        let anchor = read_tail(after.trim_matches(is_blank))?;
        let label = match quoted {
            Some(_) => label(unmarked(&said)),
            None if said.is_empty() => return None,
            None => label(unquoted(&said)),
        };
        let bare = label.is_empty() || anchor.is_empty();
        let label = if bare {
            label
        } else {
            format!("{label} {anchor}")
        };
        Some((label, lines))
    }

    /// The label of a tidy shape with brackets inside, which Mermaid refuses.
    fn nested(&self) -> Option<&'a str> {
        let said = self.inside.strip_suffix(self.close)?;
        let word = !self.id.contains(is_blank);
        let known = word && !said.is_empty() && is_balanced(said, self.close);
        known.then(|| unquoted(said))
    }
}

/// What may follow a closed shape: nothing, a comment, a class, an icon, or an id of ours, which is given.
fn read_tail(tail: &str) -> Option<&str> {
    let id = tail.trim_start_matches(|c| c == '%' || is_blank(c));
    if id.starts_with('^') && part_anchor(&format!("x {id}")).1.is_some() {
        return Some(id);
    }
    let silent = tail.is_empty()
        || ["%%", ":::", "::icon("]
            .iter()
            .any(|mark| tail.starts_with(mark));
    silent.then_some("")
}

/// Says whether no bracket of one kind closes before it opens, or stays open.
fn is_balanced(text: &str, close: &str) -> bool {
    let (open, close) = match close {
        "]" => ('[', ']'),
        "}}" => ('{', '}'),
        ")" | "))" => ('(', ')'),
        _ => return false,
    };
    let mut depth = 0usize;
    for c in text.chars() {
        if c == open {
            depth += 1;
        } else if c == close {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            }
        }
    }
    depth == 0
}

/// A text without the quotation marks around it.
fn unquoted(said: &str) -> &str {
    let text = said.trim_matches(is_blank);
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inner.map_or(said, unmarked)
}

/// A quoted text without the backticks that make Markdown of it.
fn unmarked(said: &str) -> &str {
    let inner = said
        .strip_prefix('`')
        .and_then(|text| text.strip_suffix('`'));
    inner.unwrap_or(said)
}

fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '{' | '}')
}

/// A label on one line: breaks become blanks, entities what they stand for.
fn label(text: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some((at, end)) = find_break(rest) {
            parts.push(&rest[..at]);
            rest = &rest[end..];
        }
        parts.push(rest);
    }
    let parts: Vec<String> = parts.into_iter().map(|part| clean(&decode(part))).collect();
    let said: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    said.join(" ")
}

/// Where the first `<br>` or `<br/>` begins and ends, in bytes.
fn find_break(text: &str) -> Option<(usize, usize)> {
    text.match_indices('<').find_map(|(at, _)| {
        let name = text.get(at + 1..at + 3)?;
        let rest = Some(&text[at + 3..]).filter(|_| name.eq_ignore_ascii_case("br"))?;
        let rest = rest.trim_start();
        let end = rest.strip_prefix('/').unwrap_or(rest).strip_prefix('>')?;
        Some((at, text.len() - end.len()))
    })
}

/// Puts characters for entities: `&amp;` and `&#35;` of HTML, `#quot;` and `#35;` of Mermaid.
fn decode(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '#']) {
        said.push_str(&rest[..at]);
        rest = &rest[at..];
        match entity(rest) {
            Some((c, end)) => {
                said.push(c);
                rest = &rest[end..];
            }
            None => {
                said.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    said.push_str(rest);
    said
}

/// The entity that a text begins with: its character, and its length in bytes.
fn entity(text: &str) -> Option<(char, usize)> {
    const LONGEST: usize = 12;
    let end = text.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = text[..end].trim_start_matches('&').trim_start_matches('#');
    let number = match name.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => name.parse().ok(),
    };
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => char::from_u32(number?)?,
    };
    Some((c, end + 1))
}
