//! A locus: the unit that is scheduled, and how it gets its id.

use uuid::Uuid;

/// The namespace of every id that loci derives (a random UUID, fixed for ever).
const NAMESPACE: Uuid = Uuid::from_u128(0x6c6f_6369_0d5e_4b1a_9f3c_7a52_e1c8_4d90);

/// What a locus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A node of a mind map below the root.
    Branch,
    /// A station on a route of a memory palace.
    Room,
}

impl Kind {
    /// The word used in JSON, SQL and messages: `branch` or `room`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Branch => "branch",
            Kind::Room => "room",
        }
    }

    /// The kind that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Kind> {
        match word {
            "branch" => Some(Kind::Branch),
            "room" => Some(Kind::Room),
            _ => None,
        }
    }
}

/// The id of a locus: it never changes, whatever happens to the notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocusId(pub Uuid);

impl LocusId {
    /// The id that a locus gets with its first fact: UUIDv5 over the kind, the label path verbatim and
    /// `n`, the number of loci that got their first id at that same kind and path before it (from 0).
    /// Two machines that see the same notes and facts agree.
    pub fn first(kind: Kind, label_path: &[&str], n: u32) -> LocusId {
        // The unit separator cannot occur in a label (control characters end a line's text), so no two
        // paths collide.
        let name = format!(
            "{}\u{1f}{}\u{1f}{n}",
            kind.as_str(),
            label_path.join("\u{1f}")
        );
        LocusId(Uuid::new_v5(&NAMESPACE, name.as_bytes()))
    }
}

impl std::fmt::Display for LocusId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_kind_path_and_count() {
        let kitchen = LocusId::first(Kind::Room, &["Your House", "Kitchen"], 0);
        assert_eq!(
            kitchen,
            LocusId::first(Kind::Room, &["Your House", "Kitchen"], 0)
        );
        assert_ne!(
            kitchen,
            LocusId::first(Kind::Room, &["Your House", "Kitchen"], 1)
        );
        assert_ne!(
            kitchen,
            LocusId::first(Kind::Branch, &["Your House", "Kitchen"], 0)
        );
        assert_ne!(
            kitchen,
            LocusId::first(Kind::Room, &["Your House/Kitchen"], 0)
        );
    }
}
