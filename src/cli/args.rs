//! The command line: verbs, flags and their help. Its doc comments are the help texts.
//!
//! It holds no behaviour: what a verb does is in the file of that name.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::aloud::{Explain, Mock, Walk};
use self::calm::{Mode, Pace, Pause, Snooze};
use self::care::{Doctor, Restore, Status};
use self::code::Code;
use self::forecast::Forecast;
use self::plan::Plan;
use self::recall::Recall;
use self::setup::{Completions, Init};
use crate::domain::plan::words::Level;
use crate::domain::rating::Rating;
use crate::notes::Format;

pub mod aloud;
pub mod calm;
pub mod care;
pub mod code;
pub mod forecast;
pub mod plan;
pub mod recall;
pub mod setup;

/// What `loci --help` shows: the ten verbs of every day. `loci help all` shows the rest.
const EVERY_DAY: &str = "\
Spaced recall for every branch of your mind maps
and every room of your memory palaces.

Usage: loci [VERB]

  start     begin: finds your notes, starts the daemon
  due       what to recall today
  review    recall it, one prompt after the other
  log       log a recall: again, hard, good or easy
  undo      take the last one back
  box       make a map or palace within its time, then STOP
  recall    rebuild a map from memory, in your editor
  ls        what there is, and when it is due
  show      one branch or room, with its history
  status    the one-look state

Examples:
  loci start --demo                   try it with a small atlas
  loci good python/functions/         all that hangs under it was recalled
  loci log python/functions/ good --missed arguments
  loci again kitchen --at \"yesterday 21:00\"
  loci recall dict                    write it down; your notes rate it
  loci box map dict                   10 minutes, not one more

  loci help all      all verbs        loci help VERB   one of them
";

/// Spaced recall for every branch of your mind maps and every room of your memory palaces.
#[derive(Debug, Parser)]
#[command(
    name = "loci",
    version,
    override_help = EVERY_DAY,
    disable_help_subcommand = true,
    args_override_self = true
)]
pub struct Cli {
    /// What every verb takes.
    #[command(flatten)]
    pub globals: Globals,
    /// The verb; none tells where you are and the one next command.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags of every verb.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Globals {
    /// One JSON object on stdout instead of text.
    #[arg(long, global = true, display_order = 900)]
    pub json: bool,
    /// Only data and errors.
    #[arg(short, long, global = true, display_order = 901)]
    pub quiet: bool,
    /// More detail.
    #[arg(short, long, global = true, display_order = 902)]
    pub verbose: bool,
    /// Colours: auto, always or never.
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        display_order = 903
    )]
    pub color: Color,
    /// Never ask; fail instead.
    #[arg(long, global = true, display_order = 904)]
    pub no_input: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Begin: find the notes, start the daemon, show today's list.
    Start(Start),
    /// Add notes: files or folders.
    Add(Paths),
    /// Take notes away; what was learned is kept.
    Rm(Paths),
    /// Read the notes again, now.
    Sync(Sync),
    /// Explain what notes hold: what is taken, possible, left, repaired.
    Scan(Scan),
    /// Take a map or palace that `scan` calls possible.
    Adopt(Adopt),
    /// Write a new note and print its path.
    New(New),
    /// Let the history of a branch or room go on at another place.
    Rebind(Rebind),
    /// Write an anchor into the note, so that no edit makes it doubtful.
    Pin(LocusArg),
    /// Another name of a branch or room.
    Alias(Alias),
    /// List what there is, and when it is due.
    Ls(Ls),
    /// Draw it as a tree, with how well each branch and room is known.
    Tree(Tree),
    /// Show one branch or room.
    Show(Show),
    /// What to recall today.
    Due(Due),
    /// What the coming days will ask, and what other settings would cost.
    Forecast(Forecast),
    /// Log the result of a recall.
    Log(Log),
    /// Log: not recalled.
    Again(Rated),
    /// Log: recalled, but out of place or only close.
    Hard(Rated),
    /// Log: recalled.
    Good(Rated),
    /// Log: I know this already.
    Easy(Rated),
    /// Take back the last thing that was logged or changed.
    Undo(Undo),
    /// Recall what is due, one prompt after the other.
    Review(Review),
    /// Rebuild a map from memory, in your editor; your notes rate it.
    Recall(Recall),
    /// Look at a map or palace once, for a minute; nothing is rated.
    Glance(ScopeArg),
    /// Walk a palace from memory, room by room: typed, or aloud.
    Walk(Walk),
    /// Explain a map aloud, branch by branch, within its time.
    Explain(Explain),
    /// A mock interview: what you have learnt, aloud, timed and marked.
    Mock(Mock),
    /// A time-box: make a map or palace within its time, then STOP.
    Box(Boxed),
    /// The study plan: today's steps, what was done, what was missed.
    Plan(Plan),
    /// Code today's task from memory, in your editor.
    Code(Code),
    /// Stop asking a scope.
    Suspend(ScopeArg),
    /// Ask a scope again.
    Unsuspend(ScopeArg),
    /// Open the note of a branch or room in your editor.
    Edit(LocusArg),
    /// The one-look state.
    Status(Status),
    /// Put reminders off: 30m, 15:00. What is due stays due.
    Snooze(Snooze),
    /// Keep quiet for a while: friday, 24 dec to 27 dec.
    Pause(Pause),
    /// End a snooze or a pause; where none holds, those that are planned.
    Resume,
    /// What you are doing now: what is asked, and whether it may ring.
    Mode(Mode),
    /// How often it reminds: daily, or once a week.
    Pace(Pace),
    /// Ratings that found no locus.
    Spool(Spool),
    /// The background process.
    Daemon(Daemon),
    /// The configuration.
    Config(Config),
    /// Write out all that was logged, or the plan for a calendar.
    Export(Export),
    /// Read reviews or a journal; or bring maps and palaces into a note.
    Import(Import),
    /// Write a checked copy of the database.
    Backup(Backup),
    /// Put a backup in the place of the database, which is kept.
    Restore(Restore),
    /// Check everything, and name the cure for each trouble.
    Doctor(Doctor),
    /// Print completions for a shell.
    Completions(Completions),
    /// Set up a shell: completions, a key for the review, a greeting.
    Init(Init),
    /// Help: `help all`, `help VERB`.
    Help(Help),
}

/// `start`.
#[derive(Debug, Default, Args)]
pub struct Start {
    /// Try it with the bundled atlas, in a folder of its own.
    #[arg(long)]
    pub demo: bool,
    /// Take what is proposed.
    #[arg(short, long)]
    pub yes: bool,
    /// Begin a study plan that leads to this day: 16 dec, or "2026-12-16 14:00".
    #[arg(long, value_name = "DATE", conflicts_with = "demo")]
    pub interview: Option<String>,
    /// What you know already: beginner, intermediate or advanced.
    #[arg(long, requires = "interview", value_parser = plan::level)]
    pub level: Option<Level>,
}

/// `add` and `rm`.
#[derive(Debug, Args)]
pub struct Paths {
    /// Files or folders.
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// `sync`.
#[derive(Debug, Args)]
pub struct Sync {
    /// Only tell what would change.
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    pub dry_run: bool,
    /// Take the change of a file that was held.
    #[arg(long, value_name = "FILE", conflicts_with = "reject")]
    pub accept: Option<PathBuf>,
    /// Keep what was learned from a file that was held, until it changes again.
    #[arg(long, value_name = "FILE")]
    pub reject: Option<PathBuf>,
}

/// `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files, folders, or - for stdin.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Read everything as this; no marks are needed.
    #[arg(long = "as", value_name = "FORMAT", value_parser = format)]
    pub format: Option<Format>,
}

fn format(word: &str) -> Result<Format, String> {
    Format::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        format!("use {}", words.join(" or "))
    })
}

/// `adopt`.
#[derive(Debug, Args)]
pub struct Adopt {
    /// The file, and the line as `scan` names it.
    #[arg(value_name = "FILE:LINE")]
    pub place: String,
}

/// `new`.
#[derive(Debug, Args)]
pub struct New {
    /// What to make.
    pub kind: Made,
    /// Its name.
    #[arg(required = true)]
    pub name: Vec<String>,
}

/// `rebind`.
#[derive(Debug, Args)]
pub struct Rebind {
    /// Whose history: its path, also of one that is gone, or its id.
    pub old: String,
    /// The branch or room where it goes on.
    pub new: String,
}

/// `alias`.
#[derive(Debug, Args)]
pub struct Alias {
    /// The branch or room.
    pub locus: String,
    /// The other name; none lists them.
    pub text: Option<String>,
    /// Take it away.
    #[arg(long, requires = "text")]
    pub remove: bool,
}

/// What can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Made {
    /// A mind map.
    Map,
    /// A memory palace.
    Palace,
}

/// `ls`.
#[derive(Debug, Args)]
pub struct Ls {
    /// Only this part of the atlas.
    pub scope: Option<String>,
    /// Which loci.
    #[command(flatten)]
    pub filter: Filters,
}

/// Which loci are listed; at most one.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub struct Filters {
    /// Due today or before.
    #[arg(long)]
    pub due: bool,
    /// Never reviewed.
    #[arg(long)]
    pub new: bool,
    /// Often forgotten, or nearly so.
    #[arg(long)]
    pub weak: bool,
    /// Suspended.
    #[arg(long)]
    pub suspended: bool,
    /// Gone from the notes.
    #[arg(long)]
    pub retired: bool,
}

/// `tree`.
#[derive(Debug, Args)]
pub struct Tree {
    /// Only this part of the atlas, or a folder of notes.
    pub scope: Option<String>,
    /// At most this many levels below the first.
    #[arg(long, value_name = "N")]
    pub depth: Option<u32>,
    /// Draw with ASCII alone; labels stay as they are.
    #[arg(long)]
    pub ascii: bool,
}

/// `show`.
#[derive(Debug, Args)]
pub struct Show {
    /// The branch or room.
    pub locus: String,
    /// Every review and every move of it.
    #[arg(long)]
    pub history: bool,
}

/// `due`.
#[derive(Debug, Args)]
pub struct Due {
    /// Only this part of the atlas.
    pub scope: Option<String>,
    /// As of another time, like "tomorrow 9am".
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// At most this many prompts.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Only their number.
    #[arg(long, conflicts_with = "check")]
    pub count: bool,
    /// Print nothing; exit 0 if something is due, 3 if not.
    #[arg(long)]
    pub check: bool,
}

/// `log`.
#[derive(Debug, Args)]
pub struct Log {
    /// MAP, PALACE, PATH, PATH/ (its children), PATH/** (all below) or PARENT/A..B (from A to B).
    pub scope: String,
    /// again, hard, good or easy; or 1 to 4.
    pub rating: Rating,
    /// How it went.
    #[command(flatten)]
    pub how: How,
}

/// `again`, `hard`, `good` and `easy`.
#[derive(Debug, Args)]
pub struct Rated {
    /// MAP, PALACE, PATH, PATH/ (its children), PATH/** (all below) or PARENT/A..B (from A to B).
    #[arg(required = true, value_name = "SCOPE")]
    pub scopes: Vec<String>,
    /// How it went.
    #[command(flatten)]
    pub how: How,
}

/// How a recall went.
#[derive(Debug, Clone, Default, Args)]
pub struct How {
    /// Names in the scope that were missed.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub missed: Vec<String>,
    /// Names in the scope that were hard.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub hard: Vec<String>,
    /// When it was, like "yesterday 21:00" or "10 min ago".
    #[arg(long, value_name = "WHEN", allow_hyphen_values = true)]
    pub at: Option<String>,
    /// How long it took, like 90s.
    #[arg(long, value_name = "DUR")]
    pub took: Option<String>,
    /// A remark.
    #[arg(short = 'm', value_name = "NOTE")]
    pub note: Option<String>,
}

/// `undo`.
#[derive(Debug, Args)]
pub struct Undo {
    /// How many, or the id of one from --list; a move is taken back by its id alone.
    #[arg(value_name = "N|ID")]
    pub what: Option<String>,
    /// What could be taken back.
    #[arg(long)]
    pub list: bool,
    /// Take back many, or all there is, without being asked.
    #[arg(short, long, conflicts_with = "list")]
    pub yes: bool,
}

/// `review`.
#[derive(Debug, Args)]
pub struct Review {
    /// Only this part of the atlas.
    pub scope: Option<String>,
    /// End after the prompt in which so many minutes are used.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub minutes: Option<u32>,
    /// Only maps.
    #[arg(long, conflicts_with = "palaces")]
    pub maps: bool,
    /// Only palaces.
    #[arg(long)]
    pub palaces: bool,
    /// Again, hard, good and easy, whatever the config says.
    #[arg(long, conflicts_with = "two")]
    pub four: bool,
    /// Said and missed, whatever the config says.
    #[arg(long)]
    pub two: bool,
    /// Line by line: for screen readers; also works in a pipe.
    #[arg(long)]
    pub plain: bool,
}

/// A scope.
#[derive(Debug, Args)]
pub struct ScopeArg {
    /// MAP, PALACE, PATH, PATH/ (its children), PATH/** (all below) or PARENT/A..B (from A to B).
    pub scope: String,
}

/// A locus.
#[derive(Debug, Args)]
pub struct LocusArg {
    /// The branch or room.
    pub locus: String,
}

/// `box`.
#[derive(Debug, Args)]
pub struct Boxed {
    /// What to do; none shows the box.
    #[command(subcommand)]
    pub verb: Option<BoxVerb>,
    /// Wait for the end of the running box.
    #[arg(long)]
    pub wait: bool,
}

/// What to do with a box.
#[derive(Debug, Subcommand)]
pub enum BoxVerb {
    /// Make a mind map: 10 minutes at most.
    Map(BoxStart),
    /// Make a memory palace: 5 minutes at most.
    Palace(BoxStart),
    /// Rebuild from memory.
    Recall(BoxStart),
    /// Explain aloud.
    Explain(BoxStart),
    /// Finished in time.
    Done(BoxEnd),
    /// Stop here; `-m` parks one line, also after STOP.
    Stop(BoxEnd),
    /// Never started; within the first minute.
    Cancel(BoxEnd),
}

/// `box map TOPIC` and its like.
#[derive(Debug, Args)]
pub struct BoxStart {
    /// The topic.
    #[arg(required = true)]
    pub topic: Vec<String>,
    /// Less time than the cap, like 5m.
    #[arg(long, value_name = "DUR")]
    pub limit: Option<String>,
    /// Open its note in your editor, and wait. At STOP the bell rings until you close it.
    #[arg(long, conflicts_with = "command")]
    pub edit: bool,
    /// Wait for the end of the box.
    #[arg(long)]
    pub wait: bool,
    /// A command to run inside the box. It is never killed: on a terminal STOP waits for its end.
    #[arg(last = true)]
    pub command: Vec<OsString>,
}

/// `box done` and its like.
#[derive(Debug, Args)]
pub struct BoxEnd {
    /// One line to park.
    #[arg(short = 'm', value_name = "NOTE")]
    pub note: Option<String>,
}

/// `spool`.
#[derive(Debug, Args)]
pub struct Spool {
    /// What to do; none lists them.
    #[command(subcommand)]
    pub verb: Option<SpoolVerb>,
}

/// What to do with a waiting rating.
#[derive(Debug, Subcommand)]
pub enum SpoolVerb {
    /// Log it for this scope.
    Assign {
        /// Its id; the beginning is enough.
        id: String,
        /// What it was meant for.
        scope: String,
    },
    /// Forget it.
    Drop {
        /// Its id; the beginning is enough.
        id: String,
    },
}

/// `daemon`.
#[derive(Debug, Args)]
pub struct Daemon {
    /// What to do.
    #[command(subcommand)]
    pub verb: DaemonVerb,
}

/// What to do with the daemon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum DaemonVerb {
    /// Run it here, in the foreground.
    Run,
    /// Start it in the background.
    Start,
    /// End it.
    Stop,
    /// End it and start it, as after an upgrade.
    Restart,
    /// Whether it runs.
    Status,
    /// Have it started with your session: by systemd, else by the desktop.
    Install,
    /// Take back what `install` did; notes, history and config stay.
    Uninstall,
}

/// `config`.
#[derive(Debug, Args)]
pub struct Config {
    /// What to do.
    #[command(subcommand)]
    pub verb: ConfigVerb,
}

/// What to do with the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Subcommand)]
pub enum ConfigVerb {
    /// Where it lies.
    Path,
    /// What it says; the shipped one if there is none.
    Print,
    /// What one key says: review.new_per_day.
    Get {
        /// The key with its section.
        key: String,
    },
    /// Give one key another value; comments and order stay.
    Set {
        /// The key with its section.
        key: String,
        /// The value, in TOML or as a bare word.
        value: String,
    },
    /// Whether it is right, and which keys do nothing yet.
    Check,
}

/// `export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Every fact, one JSON object a line; or the study plan, for a calendar.
    #[arg(value_name = "journal|ics", hide_possible_values = true)]
    pub what: Exported,
    /// Where to; stdout if absent, or if it is `-`.
    #[arg(short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Of ics: name the topics, as in `plan export`.
    #[arg(long)]
    pub titles: bool,
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Exported {
    /// Every fact, one JSON object a line.
    Journal,
    /// The study plan, for a calendar.
    Ics,
}

/// `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The file, or - for stdin with --into NOTE.
    pub file: PathBuf,
    /// What it holds; found out if absent.
    #[arg(long, value_name = "FORMAT")]
    pub from: Option<Imported>,
    /// Write the maps and palaces of the file into this note: a new one, or at the end of one that is there.
    #[arg(long, value_name = "NOTE")]
    pub into: Option<PathBuf>,
    /// Add to a note that is there without being asked.
    #[arg(short, long, requires = "into")]
    pub yes: bool,
}

/// What can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Imported {
    /// One review a line: {"locus":PATH,"rating":1..4,"at":TIME}.
    Reviews,
    /// What `export journal` wrote.
    Journal,
    /// Drawn trees, into a note.
    Tree,
    /// Tables and ordered lists, into a note.
    Palace,
    /// Headings and lists, into a note.
    Md,
    /// Mermaid mind maps, into a note.
    Mermaid,
    /// A map of FreeMind or Freeplane, into a note.
    Mm,
}

impl Imported {
    /// What a file of notes is read as; none for what goes into the database.
    pub fn format(self) -> Option<Format> {
        match self {
            Imported::Reviews | Imported::Journal => None,
            Imported::Tree => Some(Format::Tree),
            Imported::Palace => Some(Format::Palace),
            Imported::Md => Some(Format::Markdown),
            Imported::Mermaid => Some(Format::Mermaid),
            Imported::Mm => Some(Format::Mm),
        }
    }
}

/// `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// Where to; a dated file in the data folder if absent.
    pub file: Option<PathBuf>,
}

/// `help`.
#[derive(Debug, Args)]
pub struct Help {
    /// `all`, or a verb.
    pub topic: Vec<String>,
}

#[cfg(test)]
mod tests;
