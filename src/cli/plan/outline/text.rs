//! Topics without their markup, and lines that are no text.

/// A text without markup, and the links that were in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clean {
    pub(super) text: String,
    pub(super) links: Vec<String>,
}

/// From the first letter or digit on: without marks of emphasis and links, and without pictures.
pub(super) fn bare(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric())
}

/// How many lines the front matter takes.
pub(super) fn front_matter(lines: &[&str]) -> usize {
    if lines.first().is_none_or(|line| line.trim_end() != "---") {
        return 0;
    }
    let end = lines
        .iter()
        .skip(1)
        .position(|line| line.trim_end() == "---");
    end.map_or(0, |end| end + 2)
}

/// The marks of a fence.
pub(super) fn fence(line: &str) -> Option<&str> {
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
        let address = word.trim_matches(['<', '>', '(', ')', ',']);
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
        let (Some((head, label)), Some((link, tail))) =
            (before.rsplit_once('['), after.split_once(')'))
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
