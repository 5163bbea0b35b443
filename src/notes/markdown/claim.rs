//! How surely a heading calls what stands under it a mind map.
//!
//! A developer's folder speaks of mind maps without holding one: only a tag, or the words as the head or the
//! tail of the heading, are a mark. Any other mention only makes it possible.

use super::super::mark::{MAP_WORDS, has_tag};

/// What a heading claims.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Claim {
    /// It says nothing of mind maps.
    #[default]
    None,
    /// It speaks of them.
    Mention,
    /// It stands over several: "Mind maps".
    Several,
    /// It is one.
    Sure,
}

/// Beginnings of headings that tell how to do something.
const DEEDS: [&str; 40] = [
    "how",
    "why",
    "what",
    "when",
    "where",
    "use",
    "using",
    "create",
    "creating",
    "make",
    "making",
    "draw",
    "drawing",
    "build",
    "building",
    "generate",
    "generating",
    "add",
    "adding",
    "export",
    "exporting",
    "import",
    "importing",
    "convert",
    "converting",
    "render",
    "rendering",
    "view",
    "viewing",
    "open",
    "opening",
    "edit",
    "editing",
    "show",
    "showing",
    "write",
    "writing",
    "see",
    "support",
    "supported",
];

/// Words of programs that draw mind maps, and of pages about them.
const TOOLS: [&str; 30] = [
    "feature",
    "features",
    "support",
    "plugin",
    "plugins",
    "extension",
    "editor",
    "tool",
    "tools",
    "viewer",
    "demo",
    "example",
    "examples",
    "library",
    "api",
    "app",
    "syntax",
    "diagram",
    "diagrams",
    "obsidian",
    "vscode",
    "mermaid",
    "markmap",
    "plantuml",
    "xmind",
    "freemind",
    "freeplane",
    "format",
    "formats",
    "generator",
];

/// Words after which a mind map is only spoken of.
const JOINTS: [&str; 22] = [
    "a", "an", "the", "to", "as", "into", "from", "with", "your", "this", "that", "and", "or",
    "of", "in", "on", "per", "by", "for", "no", "vs", "via",
];

/// Words that may stand before the head of a heading.
const OWNERS: [&str; 4] = ["my", "our", "a", "the"];

/// A topic has no more words than this.
const TOPIC_WORDS: usize = 8;

/// What a heading claims. `text` is the heading without markup and code.
pub(in super::super) fn claim(text: &str) -> Claim {
    let text = text.to_lowercase();
    if ["map", "mindmap", "mind-map"]
        .iter()
        .any(|tag| has_tag(&text, tag))
    {
        return Claim::Sure;
    }
    let found = MAP_WORDS
        .iter()
        .filter_map(|words| text.find(words).map(|at| (at, words.len())))
        .min();
    let Some((at, length)) = found else {
        return Claim::None;
    };
    let (before, rest) = (&text[..at], &text[at + length..]);
    let latin = text[at..].starts_with(|c: char| c.is_ascii());
    let plural = rest.strip_prefix('s').filter(|_| latin);
    let after = plural.unwrap_or(rest);
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '#' | '@');
    let goes_on = after
        .strip_prefix('.')
        .unwrap_or(after)
        .starts_with(is_word);
    let apart = !latin || !(before.ends_with(joined) || goes_on);
    if !apart || !is_topic(before) || !is_remark(after) {
        Claim::Mention
    } else if plural.is_some() {
        Claim::Several
    } else {
        Claim::Sure
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '/')
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#'))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Says whether what stands before "mind map" is nothing or a topic.
fn is_topic(before: &str) -> bool {
    let words = words(before);
    match words.as_slice() {
        [] => true,
        [owner] if OWNERS.contains(owner) => true,
        [first, .., last] | [first @ last] => {
            words.len() <= TOPIC_WORDS
                && !DEEDS.contains(first)
                && !JOINTS.contains(last)
                && !words.iter().any(|word| TOOLS.contains(word))
        }
    }
}

/// Says whether what stands behind "mind map" is nothing, a remark, or the topic.
fn is_remark(after: &str) -> bool {
    let after = after.trim_start();
    let topic = ["of ", "for ", "about ", "von ", "de ", "sobre "]
        .iter()
        .any(|word| after.starts_with(word));
    let parted = after.is_empty() || after.starts_with(|c: char| !c.is_alphanumeric());
    (topic || parted) && !words(after).iter().any(|word| TOOLS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_or_the_words_at_either_end_are_a_mark() {
        for heading in [
            "Mind map",
            "Mind map: Rust",
            "Mind map of Rust",
            "🧠 My mind map",
            "Rust mind map",
            "Python Core Mind Map (Foundation)",
            "Small Mind Map: Sockets",
            "Networking Mindmap",
            "C++ mind-map",
            "Ownership #map",
            "Everything about a plugin (#mindmap)",
            "思维导图：Rust",
            "Rust思维导图",
            "Mapa mental de redes",
        ] {
            assert_eq!(claim(heading), Claim::Sure, "{heading}");
        }
        for heading in ["Mind maps", "My mind maps", "Interview mind maps (2026)"] {
            assert_eq!(claim(heading), Claim::Several, "{heading}");
        }
    }

    #[test]
    fn a_mention_is_no_mark() {
        for heading in [
            "How to draw a mind map",
            "Mind map support",
            "Mindmap syntax",
            "Mermaid mindmap",
            "Export to mind map",
            "Convert Markdown into mindmaps",
            "vscode-mindmap",
            "mindmap.js",
            "@scope/mindmap",
            "Mind maps and memory palaces",
            "loci: mind maps and memory palaces on a schedule",
            "Notes and mind maps",
            "Draw your mind map",
            "Mindmapping",
        ] {
            assert_eq!(claim(heading), Claim::Mention, "{heading}");
        }
        for heading in ["Map", "Maps of the mind", "HashMap", "#mapper", "Site map"] {
            assert_eq!(claim(heading), Claim::None, "{heading}");
        }
    }
}
