//! Slugs: labels as they are typed in a path.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The slug of a text: NFC, lower case, each run of anything but letters, digits, `_`, `+` and `#` becomes one
/// `-`, trimmed of `-`; a text without any of them is `x`. Marks that belong to a letter stay with it.
///
/// ```
/// use loci::domain::slug::slug;
/// assert_eq!(slug("*args, **kwargs"), "args-kwargs");
/// assert_eq!(slug("C++ / C#"), "c++-c#");
/// assert_eq!(slug("…"), "x");
/// ```
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    if text.is_ascii() {
        // Most labels are; they are in NFC already.
        push(&mut slug, text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        push(&mut slug, text.nfc().flat_map(char::to_lowercase).nfc());
    }
    if slug.is_empty() {
        slug.push('x');
    }
    slug
}

fn push(slug: &mut String, text: impl Iterator<Item = char>) {
    let mut gap = false;
    for c in text {
        if c.is_alphanumeric() || matches!(c, '_' | '+' | '#') || (is_combining_mark(c) && !gap) {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.push(c);
        } else {
            gap = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_become_path_segments() {
        for (label, expected) in [
            ("Your House", "your-house"),
            ("*args, **kwargs", "args-kwargs"),
            ("__init__", "__init__"),
            ("if / else", "if-else"),
            ("C++", "c++"),
            ("F#", "f#"),
            ("Cafe\u{301}", "café"),
            ("GROẞ", "groß"),
            ("İstanbul", "i\u{307}stanbul"),
            ("हिन्दी", "हिन्दी"),
            ("  --- ", "x"),
            ("", "x"),
            ("1️⃣ First", "1\u{fe0f}\u{20e3}-first"),
        ] {
            assert_eq!(slug(label), expected, "{label}");
        }
    }

    proptest! {
        #[test]
        fn a_slug_is_its_own_slug_and_has_no_separators(label in "\\PC{0,30}") {
            let once = slug(&label);
            prop_assert_eq!(slug(&once), once.clone());
            prop_assert!(!once.is_empty() && !once.contains(['/', '~', '.', ' ']));
            prop_assert!(!once.starts_with('-') && !once.ends_with('-') && !once.contains("--"));
        }
    }
}
