//! Marks: the words and tags that say what a text is about. It reads single lines and knows no headings.

use super::markdown::claim::{Claim, claim};

/// Words that mark a mind map, in lower case.
pub(super) const MAP_WORDS: [&str; 9] = [
    "mind map",
    "mind-map",
    "mindmap",
    "思维导图",
    "思維導圖",
    "脑图",
    "carte mentale",
    "mapa mental",
    "карта мыслей",
];

/// Words that mark a memory palace, in lower case.
const PALACE_WORDS: [&str; 11] = [
    "palace",
    "method of loci",
    "memory loci",
    "宫殿",
    "宮殿",
    "gedächtnispalast",
    "palais de mémoire",
    "palais mental",
    "palacio",
    "palazzo della memoria",
    "дворец памяти",
];

/// What makes a program or a method of a name before it, in lower case: "mind map editor", "memory palace
/// technique".
const THINGS: [&str; 34] = [
    "api",
    "app",
    "application",
    "architecture",
    "builder",
    "cli",
    "component",
    "creation",
    "editor",
    "engine",
    "extension",
    "feature",
    "format",
    "framework",
    "generator",
    "integration",
    "library",
    "maker",
    "management",
    "mcp",
    "method",
    "module",
    "package",
    "parser",
    "plugin",
    "renderer",
    "server",
    "service",
    "software",
    "syntax",
    "system",
    "technique",
    "tool",
    "viewer",
];

/// Words before "Palace" that make no building's name of it, in lower case.
const OWNERS: [&str; 15] = [
    "memory",
    "mind",
    "mental",
    "my",
    "our",
    "your",
    "the",
    "this",
    "a",
    "new",
    "first",
    "second",
    "third",
    "interview",
    "study",
];

/// What a line, a heading or a whole note is marked as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks {
    /// "mind map" or `#map`.
    pub(super) map: bool,
    /// It is called a mind map, not only spoken of: see [`Claim`].
    pub(super) claimed: bool,
    /// "palace" and its like, or `#palace`.
    pub(super) palace: bool,
    /// `#palace`, which is never said by chance.
    pub(super) palace_tag: bool,
    /// `#interview`; the word alone is not enough.
    pub(super) interview: bool,
}

impl Marks {
    /// The marks that a line of text gives.
    pub(super) fn of(line: &str) -> Marks {
        let capital = line.chars().any(char::is_uppercase);
        let claim = claim(line);
        let line = without_buildings(line).to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| names(&line, word, capital));
        let advice = ["how to ", "when to use", "what is ", "what are "]
            .iter()
            .any(|words| line.contains(words));
        let palace_tag = has_tag(&line, "palace");
        let map = has(&MAP_WORDS) || has_tag(&line, "map");
        Marks {
            map,
            claimed: map && matches!(claim, Claim::Several | Claim::Sure),
            palace: (has(&PALACE_WORDS) && !advice) || palace_tag,
            palace_tag,
            interview: has_tag(&line, "interview"),
        }
    }

    /// The marks of both.
    pub(super) fn and(self, other: Marks) -> Marks {
        Marks {
            map: self.map || other.map,
            claimed: self.claimed || other.claimed,
            palace: self.palace || other.palace,
            palace_tag: self.palace_tag || other.palace_tag,
            interview: self.interview || other.interview,
        }
    }
}

/// A line without the "Palace" of a building's name: "Crystal Palace" marks nothing, "Memory Palace" does.
fn without_buildings(line: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for word in line.split(' ') {
        let name = kept.last().is_some_and(|before| is_name(before));
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        if !(name && bare == "Palace") {
            kept.push(word);
        }
    }
    kept.join(" ")
}

/// Says whether a word before "Palace" is a proper noun.
fn is_name(word: &str) -> bool {
    let mut letters = word.trim_start_matches(['*', '_', '"', '(']).chars();
    let titled = letters.next().is_some_and(char::is_uppercase)
        && letters.next().is_some_and(char::is_lowercase);
    titled
        && word.ends_with(char::is_alphanumeric)
        && !OWNERS.iter().any(|owner| word.eq_ignore_ascii_case(owner))
}

/// Says whether a text in lower case uses words as a name of its own: not inside an identifier, and not as the
/// name of a program or a method. A hyphen makes an identifier (`mindmap-core`) where nothing is `capital`.
fn names(line: &str, words: &str, capital: bool) -> bool {
    let joins =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '`') || (c == '-' && !capital);
    line.match_indices(words).any(|(at, found)| {
        let after = &line[at + found.len()..];
        let after = after.strip_prefix('s').unwrap_or(after);
        let joined = words.is_ascii() && (line[..at].ends_with(joins) || after.starts_with(joins));
        let next = after
            .strip_prefix('-')
            .unwrap_or(after.trim_start())
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let thing = THINGS.contains(&next) || THINGS.contains(&next.trim_end_matches('s'));
        !joined && !thing
    })
}

/// Says whether a text in lower case has the tag, as a word of its own.
pub(super) fn has_tag(line: &str, tag: &str) -> bool {
    line.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '"' | '\'' | '|')
    })
    .any(|word| word.strip_prefix('#') == Some(tag))
}

/// The marks that a line of front matter gives.
pub(super) fn front_marks(line: &str) -> Marks {
    let bare = line
        .trim_start_matches([' ', '-'])
        .trim_end()
        .trim_matches(['"', '\''])
        .to_lowercase();
    let tags = setting(line, "tags").unwrap_or(&bare).to_lowercase();
    let tagged = |tag: &str| {
        tags.split(['[', ']', ',', ' ', '"', '\''])
            .any(|word| word == tag)
    };
    let listed = line.trim_start().starts_with('-') || setting(line, "tags").is_some();
    let plugin = setting(line, "mindmap-plugin").is_some();
    let marks = Marks::of(line);
    let map =
        marks.map || plugin || (listed && tagged("map")) || setting(line, "loci") == Some("map");
    marks.and(Marks {
        map,
        claimed: map,
        palace: listed && tagged("palace"),
        palace_tag: listed && tagged("palace"),
        interview: listed && tagged("interview"),
    })
}

/// What the front matter says of the outline of its note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoteMark {
    /// Nothing.
    None,
    /// It is a mind map: `loci: map`, or a tag.
    Tagged,
    /// A program that draws Markdown as a mind map left its settings here.
    Drawn,
}

/// What the lines of a front matter say of the note's outline.
pub(super) fn note_mark<'a>(front: impl Iterator<Item = &'a str>) -> NoteMark {
    let mut mark = NoteMark::None;
    let mut tags = false;
    for line in front {
        if ["markmap", "mindmap-plugin"]
            .iter()
            .any(|key| setting(line, key).is_some())
        {
            return NoteMark::Drawn;
        }
        let value = setting(line, "tags").or(setting(line, "tag"));
        let listed = line.trim_start().starts_with('-');
        tags = value.is_some() || (tags && listed);
        let words = value.unwrap_or(if tags { line } else { "" });
        let tagged = words
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '/'))
            .any(|word| {
                ["map", "mindmap", "mind-map"]
                    .iter()
                    .any(|tag| word.eq_ignore_ascii_case(tag))
            });
        if tagged || setting(line, "loci") == Some("map") {
            mark = NoteMark::Tagged;
        }
    }
    mark
}

/// The value of a `key: value` or `key:: value` line.
pub(super) fn setting<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let value = line.strip_prefix(key)?.trim_start().strip_prefix(':')?;
    let said = match value.strip_prefix(':') {
        // Logseq writes `key:: value`, and its tags may have their `#`.
        Some(property) => property,
        None => value.split(" #").next().unwrap_or(value),
    };
    Some(said.trim_matches([' ', '\t', '"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interview_needs_its_tag() {
        assert!(!Marks::of("## Interview questions").interview);
        assert!(!Marks::of("see #interviews").interview);
        assert!(Marks::of("## Queues #interview").interview);
        assert!(front_marks("tags: [interview, rust]").interview);
        assert!(front_marks("  - interview").interview);
        assert!(!front_marks("title: interview").interview);
    }

    #[test]
    fn advice_about_palaces_marks_none() {
        assert!(!Marks::of("HOW TO BUILD A MEMORY PALACE").palace);
        assert!(Marks::of("My memory palaces").palace);
        assert!(Marks::of("# Doors #palace").palace);
        assert!(!Marks::of("What is a memory palace?").palace);
        assert!(!Marks::of("## The memory palace technique").palace);
    }

    #[test]
    fn a_building_is_no_memory_palace() {
        for line in [
            "# Crystal Palace offsite",
            "## Buckingham Palace tour",
            "**Winter Palace**",
        ] {
            assert!(!Marks::of(line).palace, "{line}");
        }
        for line in [
            "Memory Palace",
            "# My Palace",
            "Palace: Kitchen",
            "## Palace #1",
            "Palace of Rust",
            "# Rust palace",
            "MEMORY PALACE #1",
            "Networking: Palace 2",
            "Rust Memory-Palace",
        ] {
            assert!(Marks::of(line).palace, "{line}");
        }
    }

    #[test]
    fn programs_mark_nothing() {
        for line in [
            "# my-mindmap-app",
            "# Mind map editor",
            "`mindmap` blocks",
            "## Mindmap-Editor",
            "react-mindmap",
            "# MemPalace",
            "## Memory Palace Integration",
        ] {
            let marks = Marks::of(line);
            assert!(!marks.map && !marks.palace, "{line}");
        }
        for line in [
            "# Mind map: apps",
            "Python思维导图",
            "#mindmap",
            "**Mind maps**",
            "My mind map of tools",
            "# Rust-Mindmap",
            "Mind map - API",
            "Mind map/palace",
        ] {
            assert!(Marks::of(line).map, "{line}");
        }
        assert!(front_marks("mindmap-plugin: basic").map);
    }

    #[test]
    fn a_front_matter_can_mark_the_whole_note() {
        let mark = |front: &str| note_mark(front.lines());
        for front in [
            "tags: [rust, map]",
            "tags:\n  - rust\n- mindmap",
            "tags: map",
            "loci: map",
        ] {
            assert_eq!(mark(front), NoteMark::Tagged, "{front}");
        }
        for front in ["markmap:\n  colorFreezeLevel: 2", "mindmap-plugin: basic"] {
            assert_eq!(mark(front), NoteMark::Drawn, "{front}");
        }
        for front in [
            "title: map",
            "aliases:\n  - map",
            "tags:\n  - a\nx:\n  - map",
            "tags: [map-reduce]",
        ] {
            assert_eq!(mark(front), NoteMark::None, "{front}");
        }
    }
}
