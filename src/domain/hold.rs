//! What holds reminders from outside the journal: they wait, and come as one when it is over.

use std::collections::BTreeSet;

/// A state of the desktop or of loci in which a reminder would be lost or would disturb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hold {
    /// The session is locked.
    Locked,
    /// Nobody is at the machine.
    Idle,
    /// The notification server keeps banners back: Do Not Disturb.
    Dnd,
    /// A box is running.
    Box,
    /// A mock interview is running.
    Mock,
}

impl Hold {
    /// All of them.
    pub const ALL: [Hold; 5] = [Hold::Locked, Hold::Idle, Hold::Dnd, Hold::Box, Hold::Mock];

    /// The word used in the config and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Hold::Locked => "locked",
            Hold::Idle => "idle",
            Hold::Dnd => "dnd",
            Hold::Box => "box",
            Hold::Mock => "mock",
        }
    }

    /// The hold that a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Hold> {
        Hold::ALL.into_iter().find(|hold| hold.as_str() == word)
    }
}

/// Those that are in force.
pub type Holds = BTreeSet<Hold>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_read_back_from_its_word() {
        for hold in Hold::ALL {
            assert_eq!(Hold::from_word(hold.as_str()), Some(hold));
        }
        assert_eq!(Hold::from_word("asleep"), None);
    }
}
