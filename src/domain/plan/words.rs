//! The words of a plan: levels, what it is for, kinds of days and steps.

/// What the learner knows, and how much a day asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The basics are new.
    #[default]
    Beginner,
    /// The basics are known.
    Intermediate,
    /// Most is known.
    Advanced,
}

/// What a plan is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Focus {
    /// An interview.
    #[default]
    Interview,
    /// Learning alone: no palaces, nothing to explain, no mock interviews.
    Learning,
}

/// A part of the subject that one takes or leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Track {
    /// What everybody needs.
    #[default]
    Core,
    /// PySpark.
    Pyspark,
    /// Machine learning.
    Ai,
}

/// What kind of day it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// A topic is learnt.
    #[default]
    Topic,
    /// Nothing new: reviews, and what was missed.
    CatchUp,
    /// A mock interview.
    Mock,
    /// All that an interview asks, once more.
    Final,
}

/// What is left of a day for levels below its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Below {
    /// It is read and mapped.
    #[default]
    Read,
    /// Nothing.
    Skip,
    /// All of it.
    Full,
}

/// What is done in a step, in the order of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// Look at the map as it is.
    Glance,
    /// Read.
    Learn,
    /// Draw the map, in a box.
    Map,
    /// Rebuild it from memory.
    Recall,
    /// Code it from memory.
    Code,
    /// Make the palace, in a box.
    Palace,
    /// Explain it aloud.
    Explain,
    /// A mock interview.
    Mock,
    /// Recall what is due.
    Review,
}

impl Level {
    /// All of them.
    pub const ALL: [Level; 3] = [Level::Beginner, Level::Intermediate, Level::Advanced];

    /// The word in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Beginner => "beginner",
            Level::Intermediate => "intermediate",
            Level::Advanced => "advanced",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

impl Focus {
    /// All of them.
    pub const ALL: [Focus; 2] = [Focus::Interview, Focus::Learning];

    /// The word in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Focus::Interview => "interview",
            Focus::Learning => "learning",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Focus> {
        Focus::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

impl Track {
    /// All of them.
    pub const ALL: [Track; 3] = [Track::Core, Track::Pyspark, Track::Ai];

    /// The word in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Track::Core => "core",
            Track::Pyspark => "pyspark",
            Track::Ai => "ai",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Track> {
        Track::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

impl DayKind {
    /// All of them.
    pub const ALL: [DayKind; 4] = [
        DayKind::Topic,
        DayKind::CatchUp,
        DayKind::Mock,
        DayKind::Final,
    ];

    /// The word in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            DayKind::Topic => "topic",
            DayKind::CatchUp => "catch-up",
            DayKind::Mock => "mock",
            DayKind::Final => "final",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<DayKind> {
        DayKind::ALL
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}

impl Below {
    /// All of them.
    pub const ALL: [Below; 3] = [Below::Read, Below::Skip, Below::Full];

    /// The word in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Below::Read => "read",
            Below::Skip => "skip",
            Below::Full => "full",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<Below> {
        Below::ALL.into_iter().find(|known| known.as_str() == word)
    }
}

impl StepKind {
    /// Whether it comes before the others while what was missed is made up for: a topic is learnt when it is read, drawn
    /// and coded; to rebuild, place and explain it can follow, and there is no time to look ahead.
    pub fn goes_first(self) -> bool {
        match self {
            StepKind::Learn | StepKind::Map | StepKind::Code | StepKind::Mock => true,
            StepKind::Glance
            | StepKind::Recall
            | StepKind::Palace
            | StepKind::Explain
            | StepKind::Review => false,
        }
    }

    /// Whether it may be done in parts, on several days: what has a box ends with it, and what is recalled is recalled at
    /// once.
    pub fn has_parts(self) -> bool {
        match self {
            StepKind::Learn | StepKind::Code => true,
            StepKind::Glance
            | StepKind::Map
            | StepKind::Recall
            | StepKind::Palace
            | StepKind::Explain
            | StepKind::Mock
            | StepKind::Review => false,
        }
    }

    /// All of them.
    pub const ALL: [StepKind; 9] = [
        StepKind::Glance,
        StepKind::Learn,
        StepKind::Map,
        StepKind::Recall,
        StepKind::Code,
        StepKind::Palace,
        StepKind::Explain,
        StepKind::Mock,
        StepKind::Review,
    ];

    /// The word in files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            StepKind::Glance => "glance",
            StepKind::Learn => "learn",
            StepKind::Map => "map",
            StepKind::Recall => "recall",
            StepKind::Code => "code",
            StepKind::Palace => "palace",
            StepKind::Explain => "explain",
            StepKind::Mock => "mock",
            StepKind::Review => "review",
        }
    }

    /// What a word names, if it names one.
    pub fn from_word(word: &str) -> Option<StepKind> {
        StepKind::ALL
            .into_iter()
            .find(|known| known.as_str() == word)
    }
}
