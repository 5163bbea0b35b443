//! The marks of Markdown around the text of a label: emphasis, code, links, bullets. Marks that are code
//! themselves (`*args`, `__init__`, `a * b`) stay.

use std::borrow::Cow;
use std::ops::Range;

use super::clean::is_letter;

/// A text without its marks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bare<'a> {
    pub(super) text: Cow<'a, str>,
    /// What stood between backticks, in order, as bytes of `text`.
    pub(super) code: Vec<Range<usize>>,
}

/// Takes the marks away, unless nothing would be left; takes time linear in the text.
pub(super) fn strip(text: &str) -> Bare<'_> {
    let text = without_bullet(text.trim());
    if !text.contains(['*', '_', '~', '=', '`', '[']) {
        return whole(text);
    }
    let chars: Vec<char> = without_links(text).chars().collect();
    let (is_mark, is_code) = marks(&chars);
    let mut bare = Bare {
        text: Cow::Owned(String::with_capacity(text.len())),
        code: Vec::new(),
    };
    let out = bare.text.to_mut();
    for (at, c) in chars.iter().enumerate() {
        if is_mark[at] {
            continue;
        }
        let start = out.len();
        out.push(*c);
        if is_code[at] {
            match bare.code.last_mut().filter(|last| last.end == start) {
                Some(last) => last.end = out.len(),
                None => bare.code.push(start..out.len()),
            }
        }
    }
    if bare.text.trim().is_empty() {
        return whole(text);
    }
    bare
}

fn whole(text: &str) -> Bare<'_> {
    Bare {
        text: Cow::Borrowed(text),
        code: Vec::new(),
    }
}

/// A text without the bullet, the `#` of a heading or the `>` of a quotation that it begins with.
fn without_bullet(text: &str) -> &str {
    let rest = text.trim_start_matches('#');
    let rest = match rest.len() == text.len() {
        true => rest.strip_prefix(['-', '*', '+', '>']),
        false => Some(rest),
    };
    match rest {
        Some(rest) if rest.starts_with(' ') && rest.contains(is_letter) => rest.trim_start(),
        Some(_) | None => text,
    }
}

/// A text with `[shown](address)` and `[[target|shown]]` as they are shown.
fn without_links(text: &str) -> Cow<'_, str> {
    if !text.contains("](") && !text.contains("[[") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at(at);
        let Some((shown, after)) = wiki_link(from).or_else(|| link(from)) else {
            out.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        out.push_str(shown);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What `[[target|shown]]` shows, and what follows it.
fn wiki_link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("[[")?;
    let end = inner.find(['[', ']'])?;
    let after = inner[end..].strip_prefix("]]")?;
    let shown = inner[..end].rsplit('|').next().unwrap_or_default();
    shown.contains(is_letter).then_some((shown, after))
}

/// What `[shown](address)` shows, and what follows it.
fn link(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(['[', ']'])?;
    let address = inner[end..].strip_prefix("](")?;
    let close = address.find([')', '[', ' '])?;
    let after = address[close..].strip_prefix(')')?;
    let (shown, address) = (&inner[..end], &address[..close]);
    let is_address = address.contains(['.', '/', '#', ':']);
    (is_address && shown.contains(is_letter)).then_some((shown, after))
}

/// Which characters are marks, and which stand between backticks.
fn marks(chars: &[char]) -> (Vec<bool>, Vec<bool>) {
    let (mut is_mark, mut is_code) = (vec![false; chars.len()], vec![false; chars.len()]);
    let mut opened: Vec<Run> = Vec::new();
    let mut tick: Option<usize> = None;
    let mut at = 0;
    while at < chars.len() {
        let run = Run::at(chars, at);
        at = run.end;
        if run.mark == '`' {
            is_mark[run.start..run.end].fill(true);
            tick = match tick {
                Some(start) => {
                    is_code[start..run.start].fill(true);
                    None
                }
                None => Some(run.end),
            };
        } else if tick.is_none() && run.may_mark() {
            let same = |open: &Run| (open.mark, open.len()) == (run.mark, run.len());
            let open = opened.iter().position(same);
            if let Some(open) = open.filter(|_| run.closes(chars)) {
                let open = opened.swap_remove(open);
                if is_emphasis(&open, &chars[open.end..run.start]) {
                    is_mark[open.start..open.end].fill(true);
                    is_mark[run.start..run.end].fill(true);
                }
            } else if run.opens(chars) {
                // At most one of each kind is open, the latest, so there are few.
                if let Some(before) = open {
                    opened.swap_remove(before);
                }
                opened.push(run);
            }
        }
    }
    (is_mark, is_code)
}

/// The same character, once or several times.
#[derive(Debug)]
struct Run {
    mark: char,
    start: usize,
    end: usize,
}

impl Run {
    fn at(chars: &[char], start: usize) -> Run {
        let mark = chars[start];
        let more = chars[start..].iter().take_while(|c| **c == mark).count();
        Run {
            mark,
            start,
            end: start + more,
        }
    }

    fn len(&self) -> usize {
        self.end - self.start
    }

    fn may_mark(&self) -> bool {
        match self.mark {
            '*' | '_' => self.len() <= 3,
            '~' | '=' => self.len() == 2,
            _ => false,
        }
    }

    fn opens(&self, chars: &[char]) -> bool {
        let is_free = self.start == 0 || !is_letter(chars[self.start - 1]);
        is_free && chars.get(self.end).is_some_and(|c| !c.is_whitespace())
    }

    fn closes(&self, chars: &[char]) -> bool {
        let is_free = chars.get(self.end).is_none_or(|c| !is_letter(*c));
        is_free && self.start > 0 && !chars[self.start - 1].is_whitespace()
    }
}

/// Whether what stands between two runs is text that is stressed. A name such as `__init__` is not.
fn is_emphasis(open: &Run, inner: &[char]) -> bool {
    let is_name = open.mark == '_'
        && open.len() == 2
        && inner
            .iter()
            .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'));
    inner.iter().any(|c| is_letter(*c)) && !is_name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_code_stays() {
        for (text, bare) in [
            ("**Garbage** collection", "Garbage collection"),
            ("*it* and _that_", "it and that"),
            ("~~old~~ ==new==", "old new"),
            ("__Bold words__", "Bold words"),
            ("[shown](https://a.b/c)", "shown"),
            ("![shown](a.png) too", "shown too"),
            ("[[target|shown]] [[other]]", "shown other"),
            ("## Heading", "Heading"),
            ("- item", "item"),
            ("`code` here", "code here"),
            ("__init__", "__init__"),
            ("*args, **kwargs", "*args, **kwargs"),
            ("a * b * c", "a * b * c"),
            ("x == y == z", "x == y == z"),
            ("**", "**"),
            ("`", "`"),
            ("``", "``"),
            ("[[1, 2], [3]]", "[[1, 2], [3]]"),
            ("a[0](x)", "a[0](x)"),
            ("-b", "-b"),
            ("- 1", "1"),
            ("* ", "*"),
        ] {
            assert_eq!(strip(text).text, bare, "{text}");
        }
    }

    #[test]
    fn what_stood_between_backticks_is_known() {
        let bare = strip("use `len` or ``x`` *now*");
        assert_eq!(bare.text, "use len or x now");
        let code: Vec<&str> = bare
            .code
            .iter()
            .map(|code| &bare.text[code.clone()])
            .collect();
        assert_eq!(code, ["len", "x"]);
    }
}
