//! References in markup (`&amp;`, `&#10;`, `&nbsp;`): what they stand for. Entities that a document defines
//! itself are never expanded.

use quick_xml::escape::resolve_html5_entity;

/// The longest reference that is looked at, in bytes; every name of HTML is shorter.
const LONGEST: usize = 40;

/// Why a reference stands for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// A `&` that begins no reference.
    BareAmpersand,
    /// A name that neither XML nor HTML knows.
    Unknown,
    /// A number that is no character of XML.
    NoCharacter,
}

impl Broken {
    /// What is told of it; lower case, no final dot.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Broken::BareAmpersand => "a bare `&` must be written `&amp;`",
            Broken::Unknown => "an entity has an unknown name",
            Broken::NoCharacter => "a number between `&#` and `;` is no character",
        }
    }
}

/// Replaces the references of a text. What is broken is told with its place in the text; it stays as it is,
/// except for a number that is no character, which goes.
pub(super) fn decode(raw: &str, mut tell: impl FnMut(usize, Broken)) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        let place = raw.len() - rest.len() + at;
        let (length, broken) = push(&rest[at..], &mut text);
        if let Some(broken) = broken {
            tell(place, broken);
        }
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text
}

/// Appends what the reference at the start of `from` stands for; gives how many bytes it takes there.
pub(super) fn push(from: &str, text: &mut String) -> (usize, Option<Broken>) {
    let Some(end) = from.bytes().take(LONGEST).position(|byte| byte == b';') else {
        text.push('&');
        return (1, Some(Broken::BareAmpersand));
    };
    let name = &from[1..end];
    if let Some(number) = name.strip_prefix('#') {
        return match character(number) {
            Some(c) => {
                text.push(c);
                (end + 1, None)
            }
            None => (end + 1, Some(Broken::NoCharacter)),
        };
    }
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        text.push('&');
        return (1, Some(Broken::BareAmpersand));
    }
    match resolve_html5_entity(name) {
        Some(known) => {
            text.push_str(known);
            (end + 1, None)
        }
        None => {
            text.push_str(&from[..=end]);
            (end + 1, Some(Broken::Unknown))
        }
    }
}

/// The character of a number such as `10` or `x0a`, if XML 1.0 (section 2.2) has it.
fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    char::from_u32(code.ok()?).filter(|c| is_allowed(*c))
}

/// Says whether XML 1.0 allows a character.
pub(super) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_replaced_and_broken_ones_are_told_with_their_place() {
        let mut told = Vec::new();
        let raw = "a &lt; b&nbsp;&amp;&#65;&#x42; R & D &lol9; &#0;&#xD800; &&auml;";
        let text = decode(raw, |at, broken| told.push((&raw[at..at + 2], broken)));
        assert_eq!(text, "a < b\u{a0}&AB R & D &lol9;  &ä");
        let expected = [
            ("& ", Broken::BareAmpersand),
            ("&l", Broken::Unknown),
            ("&#", Broken::NoCharacter),
            ("&#", Broken::NoCharacter),
            ("&&", Broken::BareAmpersand),
        ];
        assert_eq!(told, expected);
    }
}
