//! What a client asks: the methods and their parameters. It must never give a field another meaning.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::forecast::Forecast;
use super::grade::Grade;
use super::mock::{MockAnswer, MockStart, Mocks};
use super::plan::{PlanCatchUp, PlanMove, PlanOff, PlanShow, PlanStep};
use crate::domain::rating::Rating;

/// A request: what a client asks of the daemon.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Who is there? Optional; a mismatch of the protocol names both versions and the cure.
    Hello(Hello),
    /// The one-look state.
    Status(NoParams),
    /// The loci, with their states.
    Ls(Ls),
    /// The atlas as a tree, with folders, maps, palaces and routes.
    Tree(Tree),
    /// One locus with its history.
    Show(Show),
    /// What is asked today.
    Due(Due),
    /// What the coming days will ask.
    Forecast(Forecast),
    /// Results of a recall.
    Log(Log),
    /// Compares what was recalled with the notes, and proposes ratings; changes nothing.
    Grade(Grade),
    /// Takes back the last batches, or one by its id.
    Undo(Undo),
    /// What could be taken back.
    UndoList(UndoList),
    /// Stops asking a scope.
    Suspend(ScopeParams),
    /// Asks a scope again.
    Unsuspend(ScopeParams),
    /// Reads the notes again, and the config.
    Sync(Sync),
    /// Takes a possible map or palace.
    Adopt(Adopt),
    /// Lets the history of a locus go on at another place.
    Rebind(Rebind),
    /// Writes an anchor behind a locus in its note.
    Pin(Pin),
    /// The other names of a locus, told or changed.
    Alias(Alias),
    /// The running box, or the last one of today.
    Box(NoParams),
    /// Starts a box.
    BoxStart(BoxStart),
    /// Ends the running box.
    BoxEnd(BoxEnd),
    /// Chooses the questions of a mock interview, and starts its box.
    MockStart(MockStart),
    /// The mock interviews so far.
    Mocks(Mocks),
    /// Ratings that wait for a locus.
    Spool(NoParams),
    /// Gives a waiting rating its locus.
    SpoolAssign(SpoolAssign),
    /// Forgets a waiting rating.
    SpoolDrop(SpoolDrop),
    /// A piece of the journal.
    Export(Export),
    /// Reads reviews or a journal from a file.
    Import(Import),
    /// Writes a checked copy of the database.
    Backup(Backup),
    /// Puts reminders off.
    Snooze(Snooze),
    /// Keeps reminders back for a while.
    Pause(Pause),
    /// Ends a snooze and a pause.
    Resume(Resume),
    /// What you are doing now, told or changed.
    Mode(Mode),
    /// Which of many scopes are in the notes.
    Find(Find),
    /// How often it reminds, told or changed.
    Pace(Pace),
    /// The study plan: what is to be done on a day of it.
    Plan(PlanShow),
    /// A step of the plan was done, or is left out.
    PlanStep(PlanStep),
    /// Gives a day of the plan another date.
    PlanMove(PlanMove),
    /// Takes study dates out of the plan.
    PlanOff(PlanOff),
    /// What to do about days that were missed.
    PlanCatchUp(PlanCatchUp),
    /// The plan as it lies in a calendar.
    PlanBlocks(NoParams),
    /// The plan's file as it was when it was last a plan.
    PlanText(NoParams),
    /// How the daemon is, in detail; checks the database.
    Doctor(NoParams),
    /// Shows a notification to try the desktop; what comes back is told by events.
    NotifyTest(NoParams),
    /// Turns the connection into a stream of events.
    Watch(NoParams),
    /// Ends the daemon.
    Shutdown(NoParams),
}

/// No parameters.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// Parameters of `hello`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Hello {
    /// The client's version.
    pub client_version: String,
    /// The protocol it speaks; 0 means any.
    pub protocol: u32,
}

/// Parameters of `ls`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ls {
    /// Only this scope; everything if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Only these.
    pub filter: Filter,
}

/// Which loci `ls` lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// All that stand in the notes.
    #[default]
    Live,
    /// Due today or before.
    Due,
    /// Never reviewed.
    New,
    /// Leeches, and those in review below 80 % retrievability, weakest first.
    Weak,
    /// Suspended.
    Suspended,
    /// Gone from the notes.
    Retired,
}

/// Parameters of `tree`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tree {
    /// Only this scope, or the folder of that name; everything if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// At most this many levels below the first; all if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<u32>,
}

/// Parameters of `find`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Find {
    /// Scopes as the user typed them, or names of folders.
    pub scopes: Vec<String>,
}

/// Parameters of `show`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    /// The locus, as the user typed it.
    pub locus: String,
}

/// Parameters of `due`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Due {
    /// Only prompts whose loci lie in this scope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// As of this instant (RFC 3339); now if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// At most this many prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Parameters of `log`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Made by the client (UUIDv7): a retry with the same id writes nothing more. The daemon makes one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// Scopes as the user typed them; at least one.
    pub scopes: Vec<String>,
    /// 1 to 4.
    pub rating: u8,
    /// Names inside the scopes that were missed: Again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missed: Vec<String>,
    /// Names inside the scopes that were hard: Hard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hard: Vec<String>,
    /// When it was recalled (RFC 3339); now if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Whether `at` was typed by the user or is only the moment of a spooled command.
    #[serde(default, skip_serializing_if = "At::is_stated")]
    pub at_kind: At,
    /// How long the whole recall took.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_secs: Option<u32>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it comes from: `log` (the default), `review`, `recall`, `walk`, `explain` or `mock`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Of an answer in a mock interview: how it is marked. It goes into the same batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Box<MockAnswer>>,
    /// Loci that get a rating of their own, whether or not a scope holds them; with these `scopes` may be empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<OwnRating>,
    /// The same from a file, absolute, one JSON object a line: for what a request has no room for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratings_path: Option<String>,
    /// When a reply told the paths in `scopes` and `ratings` (RFC 3339). They are then exact, and nothing looser is
    /// looked for; what was renamed or moved since is followed, and what is gone is unknown. Absent if a user typed
    /// them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_at: Option<String>,
}

/// One locus and its rating.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnRating {
    /// The locus, as the user typed it or as a reply told it.
    pub locus: String,
    /// 1 to 4.
    pub rating: u8,
}

impl OwnRating {
    /// Reads one line of a file of ratings.
    pub fn from_json(line: &str) -> serde_json::Result<OwnRating> {
        serde_json::from_str(line)
    }
}

impl Log {
    /// What it is about, as the user typed it; of loci with ratings of their own the first, and how many more.
    pub fn query(&self) -> String {
        match (self.scopes.as_slice(), self.ratings.as_slice()) {
            ([], [only]) => only.locus.clone(),
            ([], [first, more @ ..]) => format!("{} and {} more", first.locus, more.len()),
            (scopes, _) => scopes.join(" "),
        }
    }

    /// The command that would log it again, at the same time; one for each rating if loci have their own.
    pub fn command(&self) -> String {
        let mut commands = Vec::new();
        if !self.scopes.is_empty() || self.ratings.is_empty() {
            let took = self.took_secs.map(|secs| format!("{secs}s"));
            commands.push(self.words(self.rating, &self.scopes, &took));
        }
        for rating in Rating::ALL {
            let own = self.ratings.iter();
            let own = own.filter(|own| own.rating == rating.number());
            let loci: Vec<String> = own.map(|own| own.locus.clone()).collect();
            if !loci.is_empty() {
                // The time was that of all of them together.
                commands.push(self.words(rating.number(), &loci, &None));
            }
        }
        commands.join(" && ")
    }

    fn words(&self, rating: u8, scopes: &[String], took: &Option<String>) -> String {
        let word = Rating::from_number(rating).map_or("RATING", Rating::word);
        let mut words = vec!["loci".to_owned(), word.to_owned()];
        words.extend(scopes.iter().map(|scope| quoted(scope)));
        for (option, names) in [("--missed", &self.missed), ("--hard", &self.hard)] {
            if !names.is_empty() {
                words.push(option.to_owned());
                words.extend(names.iter().map(|name| quoted(name)));
            }
        }
        let options = [("--at", &self.at), ("--took", took), ("-m", &self.note)];
        for (option, value) in options {
            if let Some(value) = value {
                words.extend([option.to_owned(), quoted(value)]);
            }
        }
        words.join(" ")
    }
}

/// A word as a POSIX shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./:+,@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// What the `at` of a log means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// The user said so: refused if it lies in the future or before the last review.
    #[default]
    Stated,
    /// The moment at which a live command was spooled: never refused, moved behind the last review.
    Live,
}

impl At {
    fn is_stated(&self) -> bool {
        *self == At::Stated
    }
}

/// Parameters of `undo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Undo {
    /// How many batches, newest first; 1 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// One batch by its id instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
}

/// Parameters of `undo_list`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct UndoList {
    /// At most this many; 20 if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// Parameters of `suspend` and `unsuspend`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeParams {
    /// Made by the client, as with `log`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The scope as the user typed it.
    pub scope: String,
}

/// Parameters of `sync`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sync {
    /// Only tell what would change.
    pub dry_run: bool,
    /// A held file whose change is to be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accept: Option<String>,
    /// A held file whose old text stays until it changes again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject: Option<String>,
}

/// Parameters of `adopt`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// Made by the client, as with `log`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The file, absolute.
    pub source: String,
    /// The line of the candidate, from 1.
    pub line: u32,
}

/// Parameters of `rebind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rebind {
    /// Made by the client, as with `log`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// Whose history: a locus that is gone, or one that stands in the notes; by its path or id.
    pub old: String,
    /// Where it goes on: a locus that stands in the notes, as the user typed it.
    pub new: String,
}

/// Parameters of `pin`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// Made by the client, as with `log`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The locus, as the user typed it.
    pub locus: String,
}

/// Parameters of `alias`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// Made by the client, as with `log`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The locus, as the user typed it.
    pub locus: String,
    /// The other name; absent to ask only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Take it away instead.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub remove: bool,
}

/// Parameters of `box_start`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxStart {
    /// `map`, `palace`, `recall` or `explain`.
    pub kind: String,
    /// The topic, as the user typed it.
    pub topic: String,
    /// Lowers the cap; the cap if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit_secs: Option<u32>,
}

/// Parameters of `box_end`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoxEnd {
    /// `done`, `stop` or `cancel`.
    pub how: EndHow,
    /// The box that is meant, if it is to be this one and no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// The parked line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How the user ends a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndHow {
    /// Finished in time.
    Done,
    /// Stopped; the rest is parked.
    Stop,
    /// Never started, within the first minute.
    Cancel,
}

/// Parameters of `spool_assign`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpoolAssign {
    /// The id that `spool` lists; the beginning of one is enough.
    pub id: String,
    /// The scope it was meant for.
    pub scope: String,
}

/// Parameters of `spool_drop`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpoolDrop {
    /// The id that `spool` lists; the beginning of one is enough.
    pub id: String,
}

/// Parameters of `export`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Export {
    /// Only entries after this number; 0 is the beginning.
    pub after: u64,
}

/// Parameters of `import`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// The file, absolute.
    pub path: String,
    /// What it holds.
    pub from: ImportFrom,
}

/// What an imported file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportFrom {
    /// One review a line: `{"locus":PATH,"rating":1..4,"at":RFC3339,"took_secs"?}`.
    Reviews,
    /// What `loci export journal` wrote.
    Journal,
}

/// Parameters of `backup`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Backup {
    /// Where to, absolute; a dated file in `backups/` if absent. An existing file is never overwritten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

/// Parameters of `snooze`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Snooze {
    /// Made by the client, as with `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// Until when (RFC 3339); the time that the config says if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Parameters of `pause`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pause {
    /// Made by the client, as with `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// From when (RFC 3339); now if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when (RFC 3339); the end of this study day if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Parameters of `resume`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Resume {
    /// Made by the client, as with `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
}

/// Parameters of `mode`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mode {
    /// Made by the client, as with `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// The new mode: `all`, `learning`, `coding`, `revision`, `interview` or `whiteboard`; absent to ask only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Until when (RFC 3339); for ever if absent, but `coding` ends with the study day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// Parameters of `pace`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pace {
    /// Made by the client, as with `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_id: Option<Uuid>,
    /// `daily` or `weekly`; absent to ask only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pace: Option<String>,
}

/// Ties each variant to its method, so that a method cannot be named in one direction only.
macro_rules! methods {
    ($($variant:ident = $name:literal,)*) => {
        impl Request {
            /// Every method, in the order of the variants.
            pub const METHODS: &[&str] = &[$($name),*];

            /// The JSON-RPC method.
            pub fn method(&self) -> &'static str {
                match self {
                    $(Request::$variant(_) => $name,)*
                }
            }

            /// The JSON-RPC params, an object.
            pub fn params(&self) -> serde_json::Result<Box<RawValue>> {
                match self {
                    $(Request::$variant(params) => serde_json::value::to_raw_value(params),)*
                }
            }

            /// Reads the params of a method; `None` if there is no such method.
            pub fn read(method: &str, params: &str) -> Option<serde_json::Result<Request>> {
                match method {
                    $($name => Some(serde_json::from_str(params).map(Request::$variant)),)*
                    _ => None,
                }
            }
        }
    };
}

methods! {
    Hello = "hello",
    Status = "status",
    Ls = "ls",
    Tree = "tree",
    Show = "show",
    Due = "due",
    Forecast = "forecast",
    Log = "log",
    Grade = "grade",
    Undo = "undo",
    UndoList = "undo_list",
    Suspend = "suspend",
    Unsuspend = "unsuspend",
    Sync = "sync",
    Adopt = "adopt",
    Rebind = "rebind",
    Pin = "pin",
    Alias = "alias",
    Box = "box",
    BoxStart = "box_start",
    BoxEnd = "box_end",
    MockStart = "mock_start",
    Mocks = "mocks",
    Spool = "spool",
    SpoolAssign = "spool_assign",
    SpoolDrop = "spool_drop",
    Export = "export",
    Import = "import",
    Backup = "backup",
    Snooze = "snooze",
    Pause = "pause",
    Resume = "resume",
    Mode = "mode",
    Find = "find",
    Pace = "pace",
    Plan = "plan",
    PlanStep = "plan_step",
    PlanMove = "plan_move",
    PlanOff = "plan_off",
    PlanCatchUp = "plan_catch_up",
    PlanBlocks = "plan_blocks",
    PlanText = "plan_text",
    Doctor = "doctor",
    NotifyTest = "notify_test",
    Watch = "watch",
    Shutdown = "shutdown",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_only_where_a_shell_would_take_it_apart() {
        for (word, wanted) in [
            ("python/args-kwargs", "python/args-kwargs"),
            ("küche", "küche"),
            ("2026-11-22T12:00:00+01:00", "2026-11-22T12:00:00+01:00"),
            ("your house", "'your house'"),
            ("python/**", "'python/**'"),
            ("c#", "'c#'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
        ] {
            assert_eq!(quoted(word), wanted);
        }
    }

    #[test]
    fn ratings_of_their_own_are_told_by_the_first_and_logged_again_rating_by_rating() {
        let own = |locus: &str, rating: u8| OwnRating {
            locus: locus.to_owned(),
            rating,
        };
        let log = Log {
            batch_id: None,
            scopes: Vec::new(),
            rating: 3,
            missed: Vec::new(),
            hard: Vec::new(),
            at: Some("2026-11-22T12:00:00Z".to_owned()),
            at_kind: At::Live,
            took_secs: Some(60),
            note: None,
            source: None,
            answer: None,
            ratings: vec![own("p/a", 3), own("p/c#", 1), own("p/b", 3)],
            ratings_path: None,
            told_at: None,
        };
        assert_eq!(log.query(), "p/a and 2 more");
        assert_eq!(
            log.command(),
            "loci again 'p/c#' --at 2026-11-22T12:00:00Z && loci good p/a p/b --at 2026-11-22T12:00:00Z"
        );
    }
}
