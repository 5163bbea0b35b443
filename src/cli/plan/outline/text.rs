//! Topics without their markup, and lines that are no text.

use std::borrow::Cow;

/// A text without markup, and the links that were in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clean {
    pub(super) text: String,
    pub(super) links: Vec<String>,
}

/// Characters of the address of a link at most whose brackets are looked at.
const LONGEST_LINK: usize = 2_000;

/// From the first letter or digit on: without marks of emphasis and links, and without pictures.
pub(super) fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// How many lines the front matter takes.
fn front_matter(lines: &[&str]) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    let end = lines
        .iter()
        .skip(1)
        .position(|line| line.trim_end() == "---");
    end.map_or(0, |end| end + 2)
}

/// The lines that are shown, with their numbers from 1: front matter and comments are not, fenced code is empty.
pub(super) fn shown(text: &str) -> Vec<(u32, Cow<'_, str>)> {
    let lines: Vec<&str> = text.lines().collect();
    let last_end = lines.iter().rposition(|line| line.contains(END));
    let mut fenced: Option<&str> = None;
    let mut is_comment = false;
    let mut out = Vec::new();
    for (at, line) in lines.iter().enumerate().skip(front_matter(&lines)) {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if let Some(mark) = fence(line).filter(|_| !is_comment) {
            fenced = match fenced {
                None => Some(mark),
                Some(open) if mark.starts_with(open) => None,
                Some(open) => Some(open),
            };
            out.push((number, Cow::Borrowed("")));
            continue;
        }
        if fenced.is_some() {
            out.push((number, Cow::Borrowed("")));
            continue;
        }
        let ends_later = last_end.is_some_and(|end| end > at);
        let left = uncommented(line, &mut is_comment, ends_later);
        // A table goes on below a row that is a comment.
        if left.trim().is_empty() && !line.trim().is_empty() {
            continue;
        }
        out.push((number, left));
    }
    out
}

const BEGIN: &str = "<!--";
const END: &str = "-->";

/// A line without its comments; one that never ends is none, nor one in code.
fn uncommented<'a>(line: &'a str, is_comment: &mut bool, ends_later: bool) -> Cow<'a, str> {
    if !*is_comment && !line.contains(BEGIN) {
        return Cow::Borrowed(line);
    }
    let mut out = String::new();
    let mut rest = line;
    let mut is_code = false;
    let last_end = line.rfind(END).unwrap_or_default();
    loop {
        if *is_comment {
            let Some((_, behind)) = rest.split_once(END) else {
                return Cow::Owned(out);
            };
            *is_comment = false;
            rest = behind;
        }
        let Some((before, behind)) = rest.split_once(BEGIN) else {
            out.push_str(rest);
            return Cow::Owned(out);
        };
        out.push_str(before);
        is_code ^= before.bytes().filter(|byte| *byte == b'`').count() % 2 == 1;
        let ends_here = last_end >= line.len() - behind.len();
        *is_comment = !is_code && (ends_here || ends_later);
        if !*is_comment {
            out.push_str(BEGIN);
        }
        rest = behind;
    }
}

/// The marks of a fence.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let marks = line.len() - line.trim_start_matches(mark).len();
    line.get(..marks).filter(|_| marks >= 3)
}

/// A topic as people read it: links are their texts, emphasis and code lose their marks.
pub(super) fn clean(raw: &str) -> Clean {
    let mut clean = Clean::default();
    let linked = links(
        &raw.replace("<br>", "; ").replace("<br/>", "; "),
        &mut clean.links,
    );
    // `__init__` is a name, so only stars are marks.
    let text = without_pairs(&linked.replace('`', ""), "**");
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let address = address(word);
        match is_link(address) {
            true => clean.links.push(address.to_owned()),
            false => words.push(word),
        }
    }
    let joined = words.join(" ").replace(char::is_control, "");
    let edge = |c: char| c.is_whitespace() || matches!(c, ':' | '–' | '—' | '|' | ';' | ',');
    clean.text = joined.trim_matches(edge).to_owned();
    clean
}

/// `[text](link)` becomes `text`.
fn links(raw: &str, found: &mut Vec<String>) -> String {
    let mut out = String::new();
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once("](") {
        let (Some((head, label)), Some((link, tail))) = (before.rsplit_once('['), target(after))
        else {
            out.push_str(before);
            out.push_str("](");
            rest = after;
            continue;
        };
        out.push_str(head.strip_suffix('!').unwrap_or(head));
        out.push_str(label);
        let link = link.split_whitespace().next().unwrap_or_default();
        if is_link(link) {
            found.push(link.to_owned());
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The target of a link and what follows its bracket. Brackets in its address are balanced, as CommonMark has it
/// (<https://spec.commonmark.org/0.31.2/#link-destination>).
fn target(text: &str) -> Option<(&str, &str)> {
    let mut open = 0_u32;
    for (at, c) in text.char_indices().take(LONGEST_LINK) {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            ')' => open -= 1,
            // Its title begins.
            c if c.is_whitespace() && open == 0 => {
                let (title, tail) = titled(text.get(at..)?)?;
                return Some((text.get(..at + title.len())?, tail));
            }
            c if c.is_whitespace() => break,
            _ => {}
        }
    }
    text.split_once(')')
}

/// A title behind an address, and what follows the bracket behind it; in quotes it may hold brackets itself.
fn titled(text: &str) -> Option<(&str, &str)> {
    if let Some(title) = text.trim_start().strip_prefix('"') {
        let mut chars = title.char_indices().take(LONGEST_LINK);
        let end = chars.find_map(|(at, c)| (c == '"').then_some(at));
        let tail = end.and_then(|end| title.get(end + 1..)?.trim_start().strip_prefix(')'));
        if let Some(tail) = tail {
            return Some((text.get(..text.len() - tail.len() - 1)?, tail));
        }
    }
    text.split_once(')')
}

/// A word without the marks around it; an address keeps the brackets that it has in pairs.
fn address(word: &str) -> &str {
    let mut address = word.trim_start_matches(['<', '(', ',']);
    let opened = address.matches('(').count();
    let mut closed = address.matches(')').count();
    while let Some(less) = address.strip_suffix(['>', ')', ',']) {
        if address.ends_with(')') {
            if opened >= closed {
                break;
            }
            closed -= 1;
        }
        address = less;
    }
    address
}

fn is_link(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

/// Without marks that come in pairs: `**bold**`, but `*args, **kwargs` stays.
fn without_pairs(text: &str, mark: &str) -> String {
    let parts: Vec<&str> = text.split(mark).collect();
    match parts.len() % 2 {
        1 => parts.concat(),
        _ => text.to_owned(),
    }
}

/// A topic as so many: by a separator that yields just these, else numbered.
pub(super) fn split(topic: &str, days: u32) -> Vec<String> {
    if days == 1 {
        return vec![topic.to_owned()];
    }
    let fits = [" · ", "·", ";", " / ", ","]
        .into_iter()
        .find_map(|separator| {
            let parts = topic
                .split(separator)
                .map(str::trim)
                .filter(|part| !part.is_empty());
            let parts: Vec<String> = parts.map(str::to_owned).collect();
            (parts.len() as u64 == u64::from(days)).then_some(parts)
        });
    fits.unwrap_or_else(|| {
        (1..=days)
            .map(|day| format!("{topic} ({day} of {days})"))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_lose_their_markup_and_keep_their_signs() {
        for (raw, text, links) in [
            ("**dict** and `hash`", "dict and hash", &[][..]),
            ("*args, **kwargs", "*args, **kwargs", &[]),
            (
                "[sets](https://x.org/s \"S\") – ",
                "sets",
                &["https://x.org/s"],
            ),
            (
                "[sets](sets.md), <https://y.org>",
                "sets",
                &["https://y.org"],
            ),
            ("__init__ and __new__", "__init__ and __new__", &[]),
            ("a[0](b", "a[0](b", &[]),
            (
                "[Heaps](https://x.org/Heap_(data_(structure))) and [sets](https://y.org \"(S)\")",
                "Heaps and sets",
                &["https://x.org/Heap_(data_(structure))", "https://y.org"],
            ),
            (
                "[heaps](https://x.org/heap_(data)",
                "heaps",
                &["https://x.org/heap_(data"],
            ),
            (
                "heaps (https://x.org/Heap_(data)), <https://y.org>",
                "heaps",
                &["https://x.org/Heap_(data)", "https://y.org"],
            ),
        ] {
            let clean = clean(raw);
            assert_eq!(
                (clean.text.as_str(), clean.links),
                (text, links.iter().map(ToString::to_string).collect()),
                "{raw}"
            );
        }
    }

    #[test]
    fn one_topic_is_spread_over_many_days() {
        assert_eq!(split("a · b, c · d", 3), ["a", "b, c", "d"]);
        assert_eq!(split("a", 2), ["a (1 of 2)", "a (2 of 2)"]);
    }
}
