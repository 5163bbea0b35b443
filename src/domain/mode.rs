//! Modes: what you are doing now decides what is asked and whether it may ring.

use super::locus::Kind;

/// What you are doing now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Everything is asked.
    #[default]
    All,
    /// Maps only.
    Learning,
    /// Nothing is asked, and nothing rings: you work.
    Coding,
    /// Maps first; palaces if minutes are left.
    Revision,
    /// Everything, for an interview.
    Interview,
    /// Palaces only.
    Whiteboard,
}

/// Whether, and when, loci of a kind are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// They are.
    Yes,
    /// After those of the other kind, if minutes are left.
    After,
    /// They are held.
    No,
}

impl Mode {
    /// All of them.
    pub const ALL: [Mode; 6] = [
        Mode::All,
        Mode::Learning,
        Mode::Coding,
        Mode::Revision,
        Mode::Interview,
        Mode::Whiteboard,
    ];

    /// The word used on the command line, in JSON and SQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::All => "all",
            Mode::Learning => "learning",
            Mode::Coding => "coding",
            Mode::Revision => "revision",
            Mode::Interview => "interview",
            Mode::Whiteboard => "whiteboard",
        }
    }

    /// The mode that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Mode> {
        Mode::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// Whether loci of a kind are asked.
    pub fn asks(self, kind: Kind) -> Asks {
        match (self, kind) {
            (Mode::All | Mode::Interview, Kind::Branch | Kind::Room)
            | (Mode::Learning | Mode::Revision, Kind::Branch)
            | (Mode::Whiteboard, Kind::Room) => Asks::Yes,
            (Mode::Revision, Kind::Room) => Asks::After,
            (Mode::Learning, Kind::Room)
            | (Mode::Coding, Kind::Branch | Kind::Room)
            | (Mode::Whiteboard, Kind::Branch) => Asks::No,
        }
    }

    /// Whether it ends with the study day unless it is given an end.
    pub fn ends_with_the_day(self) -> EndsWithTheDay {
        match self {
            Mode::Coding => EndsWithTheDay::Yes,
            Mode::All | Mode::Learning | Mode::Revision | Mode::Interview | Mode::Whiteboard => {
                EndsWithTheDay::No
            }
        }
    }

    /// Whether reminders are held while it lasts.
    pub fn holds_reminders(self) -> HoldsReminders {
        match self {
            Mode::Coding => HoldsReminders::Yes,
            Mode::All | Mode::Learning | Mode::Revision | Mode::Interview | Mode::Whiteboard => {
                HoldsReminders::No
            }
        }
    }
}

/// Whether a mode ends with the study day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndsWithTheDay {
    /// It does.
    Yes,
    /// It lasts.
    No,
}

/// Whether a mode holds reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldsReminders {
    /// It does.
    Yes,
    /// They come.
    No,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_modes() {
        let row = |mode: Mode| {
            (
                mode.asks(Kind::Branch),
                mode.asks(Kind::Room),
                mode.holds_reminders(),
            )
        };
        let table = [
            (Mode::All, Asks::Yes, Asks::Yes, HoldsReminders::No),
            (Mode::Learning, Asks::Yes, Asks::No, HoldsReminders::No),
            (Mode::Coding, Asks::No, Asks::No, HoldsReminders::Yes),
            (Mode::Revision, Asks::Yes, Asks::After, HoldsReminders::No),
            (Mode::Interview, Asks::Yes, Asks::Yes, HoldsReminders::No),
            (Mode::Whiteboard, Asks::No, Asks::Yes, HoldsReminders::No),
        ];
        for (mode, maps, palaces, reminders) in table {
            assert_eq!(row(mode), (maps, palaces, reminders), "{mode:?}");
            assert_eq!(Mode::from_word(mode.as_str()), Some(mode));
        }
        assert_eq!(Mode::Coding.ends_with_the_day(), EndsWithTheDay::Yes);
        assert_eq!(Mode::Learning.ends_with_the_day(), EndsWithTheDay::No);
    }
}
