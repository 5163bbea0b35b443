//! Lists and flows in open text: what stands in them and where, nothing about what they mean.

use std::borrow::Cow;

use super::page::{Page, Place, cleaned, is_blank};

/// What kind of list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `1.`, `1)` or `1️⃣`.
    Ordered,
    /// `-`, `*`, `•`, `✔` …
    Bullet,
    /// `- [ ]`
    Task,
    /// Lines joined by arrows.
    Flow,
}

/// A list as it stands in the text.
#[derive(Debug)]
pub(super) struct List<'a> {
    /// The kind, by its first item.
    pub(super) kind: Kind,
    /// The first line, from 0.
    pub(super) first: usize,
    /// The last line, from 0.
    pub(super) last: usize,
    /// The items of the outermost level.
    pub(super) items: Vec<Item<'a>>,
}

/// One item.
#[derive(Debug)]
pub(super) struct Item<'a> {
    /// Its line, from 0.
    pub(super) line: usize,
    /// What stands on its line, cleaned.
    pub(super) text: Cow<'a, str>,
    /// What stands under it, cleaned, without markers.
    pub(super) below: Vec<Cow<'a, str>>,
}

/// Finds the lists in what is not yet taken; it takes nothing.
pub(super) fn find<'a>(page: &Page<'a>) -> Vec<List<'a>> {
    let mut lists: Vec<List<'_>> = Vec::new();
    let mut open: Option<(List<'_>, usize)> = None;
    for line in 0..page.len() {
        let readable =
            !page.is_taken(line) && matches!(page.place(line), Place::Open | Place::Plain);
        let text = if readable { page.line(line) } else { "" };
        if readable && text.chars().all(is_blank) {
            continue;
        }
        let indent = text.len() - text.trim_start_matches(is_blank).len();
        let item = readable.then(|| read_item(text)).flatten();
        match (&mut open, item) {
            (Some((list, level)), Some((kind, said))) if indent <= *level && kind == list.kind => {
                list.items.push(Item {
                    line,
                    text: cleaned(said),
                    below: Vec::new(),
                });
                list.last = line;
            }
            (Some((list, level)), Some((_, said))) if indent > *level => list.add_below(line, said),
            (Some((list, level)), None) if readable && indent > *level => {
                list.add_below(line, text)
            }
            (Some((list, _)), None) if list.kind == Kind::Flow && line == list.last + 1 => {}
            (_, Some((kind, said))) => {
                lists.extend(open.take().map(|(list, _)| list));
                let item = Item {
                    line,
                    text: cleaned(said),
                    below: Vec::new(),
                };
                open = Some((
                    List {
                        kind,
                        first: line,
                        last: line,
                        items: vec![item],
                    },
                    indent,
                ));
            }
            (_, None) => lists.extend(open.take().map(|(list, _)| list)),
        }
    }
    lists.extend(open.map(|(list, _)| list));
    lists
}

impl<'a> List<'a> {
    fn add_below(&mut self, line: usize, text: &'a str) {
        let said = cleaned(text);
        if let Some(item) = self.items.last_mut().filter(|_| !said.is_empty()) {
            item.below.push(said);
        }
        self.last = line;
    }
}

/// Says whether a line is an item of a list.
pub(super) fn is_item(line: &str) -> bool {
    read_item(line).is_some()
}

/// Reads a line as an item: its kind, and what stands behind the marker.
fn read_item(line: &str) -> Option<(Kind, &str)> {
    let text = line.trim_matches(is_blank);
    if text
        .chars()
        .all(|c| matches!(c, '↓' | '⬇' | '⇓' | '↧' | '\u{fe0f}' | ' '))
    {
        return Some((Kind::Flow, text));
    }
    if let Some(said) = ordered(text) {
        return Some((Kind::Ordered, said));
    }
    let mut chars = text.chars();
    let marker = chars.next()?;
    let said = chars.as_str().trim_start_matches('\u{fe0f}');
    let bullet = matches!(
        marker,
        '-' | '*'
            | '+'
            | '•'
            | '–'
            | '—'
            | '‣'
            | '▪'
            | '◦'
            | '●'
            | '○'
            | '✔'
            | '✅'
            | '☑'
            | '✓'
            | '✗'
            | '✘'
            | '❌'
            | '☐'
            | '→'
    );
    if !bullet || !said.starts_with(is_blank) || is_rule(text) {
        return None;
    }
    let said = said.trim_start_matches(is_blank);
    let task = ["[ ] ", "[x] ", "[X] ", "[-] "]
        .iter()
        .find_map(|task| said.strip_prefix(task));
    Some(task.map_or((Kind::Bullet, said), |said| (Kind::Task, said)))
}

/// `* * *` is a line across the page.
fn is_rule(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '*' | ' '))
}

fn ordered(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - rest.len();
    if digits == 0 || digits > 9 {
        return None;
    }
    let keycap = rest.trim_start_matches('\u{fe0f}').strip_prefix('\u{20e3}');
    let said = keycap.or_else(|| rest.strip_prefix(['.', ')']))?;
    (said.starts_with(is_blank)).then(|| said.trim_start_matches(is_blank))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(text: &str) -> Vec<(Kind, usize, usize, usize)> {
        let page = Page::new(text, &mut Vec::new());
        find(&page)
            .into_iter()
            .map(|list| (list.kind, list.first, list.last, list.items.len()))
            .collect()
    }

    #[test]
    fn a_list_is_told_once_with_all_its_items() {
        assert_eq!(
            lists("a\n- b\n\n- c\n  more\n  - d\ne\n"),
            [(Kind::Bullet, 1, 5, 2)]
        );
        assert_eq!(
            lists("1. a\n2) b\n- c"),
            [(Kind::Ordered, 0, 1, 2), (Kind::Bullet, 2, 2, 1)]
        );
        assert_eq!(lists("- [ ] a\n- [x] b"), [(Kind::Task, 0, 1, 2)]);
        assert_eq!(
            lists("✔ a\n✔ b\n1️⃣ c\n2️⃣ d"),
            [(Kind::Bullet, 0, 1, 2), (Kind::Ordered, 2, 3, 2)]
        );
        assert_eq!(lists("    1. a\n    2. b"), [(Kind::Ordered, 0, 1, 2)]);
    }

    #[test]
    fn a_flow_is_one_list() {
        assert_eq!(lists("a\n↓\nb\n↓\nc\n\nd"), [(Kind::Flow, 1, 3, 2)]);
    }

    #[test]
    fn rules_numbers_and_code_are_no_lists() {
        let text = "* * *\n---\n3.14 is pi\n2026 was good\n-x\n```sh\n- a\n```\n";
        assert_eq!(lists(text), []);
    }
}
