//! The id of a day: what progress is kept by, and what people type.

use std::fmt;

use crate::domain::slug::slug;

/// The id of a day: lower case letters, digits and single `-` between them, at most 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayId(String);

impl DayId {
    /// The most characters.
    pub const LONGEST: usize = 64;

    /// `None` if the text is no id.
    ///
    /// ```
    /// use loci::domain::plan::id::DayId;
    /// assert!(DayId::new("dict-hashing").is_some());
    /// assert!(DayId::new("Dict hashing").is_none());
    /// ```
    pub fn new(text: &str) -> Option<DayId> {
        let is_id = text.chars().count() <= DayId::LONGEST
            && !text.contains(['_', '+', '#'])
            && slug(text) == text;
        is_id.then(|| DayId(text.to_owned()))
    }

    /// The id that a title suggests.
    ///
    /// ```
    /// use loci::domain::plan::id::DayId;
    /// assert_eq!(DayId::of_title("*args, **kwargs").as_str(), "args-kwargs");
    /// ```
    pub fn of_title(title: &str) -> DayId {
        let words = slug(&title.replace(['_', '+', '#'], " "));
        let short: String = words.chars().take(DayId::LONGEST).collect();
        DayId(slug(&short))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DayId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_are_lower_case_letters_digits_and_hyphens() {
        for id in [
            "a",
            "week-2-close",
            "30",
            "überblick",
            "x".repeat(64).as_str(),
        ] {
            assert_eq!(DayId::new(id).map(|id| id.to_string()).as_deref(), Some(id));
        }
        for text in [
            "",
            "A",
            "a b",
            "a_b",
            "-a",
            "a-",
            "a--b",
            "a/b",
            "c++",
            "x".repeat(65).as_str(),
        ] {
            assert_eq!(DayId::new(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_title_suggests_an_id(title in "\\PC{0,90}") {
            let id = DayId::of_title(&title);
            prop_assert_eq!(DayId::new(id.as_str()), Some(id));
        }
    }
}
