//! What the daemon answers: the `result` of every method. It must never drop or rename a field.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::calm::{ModeReply, PaceReply, PauseReply, ResumeReply, SnoozeReply};
use super::doctor::DoctorReply;
use super::failure::Failure;
use super::forecast::ForecastReply;
use super::grade::GradeReply;
use super::identity::{AliasReply, PinReply, RebindReply};
use super::mock::{MockInfo, MockReply};
use super::plan::{PlanBlocksReply, PlanCatchUpReply, PlanReply, PlanTextReply};

/// The `result` of a reply.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Response {
    /// To `hello`.
    Hello(HelloReply),
    /// To `status`.
    Status(StatusReply),
    /// To `ls`.
    Ls(Vec<LocusInfo>),
    /// To `tree`.
    Tree(Vec<TreeItem>),
    /// To `show`.
    Show(ShowReply),
    /// To `due`.
    Due(DueReply),
    /// To `forecast`.
    Forecast(ForecastReply),
    /// To `log` and `spool_assign`.
    Log(LogReply),
    /// To `grade`.
    Grade(GradeReply),
    /// To `undo`.
    Undo(UndoReply),
    /// To `undo_list`.
    UndoList(Vec<UndoItem>),
    /// To `suspend` and `unsuspend`.
    Changed(ChangedReply),
    /// To `sync`.
    Sync(SyncReply),
    /// To `adopt`.
    Adopt(AdoptReply),
    /// To `rebind`.
    Rebind(RebindReply),
    /// To `pin`.
    Pin(PinReply),
    /// To `alias`.
    Alias(AliasReply),
    /// To `box`, `box_start` and `box_end`; `null` if there is none.
    Box(Option<BoxReply>),
    /// To `mock_start`.
    MockStart(Box<MockReply>),
    /// To `mocks`.
    Mocks(Vec<MockInfo>),
    /// To `spool`.
    Spool(Vec<SpoolItem>),
    /// To `spool_drop`.
    SpoolDrop(SpoolDropReply),
    /// To `export`.
    Export(ExportReply),
    /// To `import`.
    Import(ImportReply),
    /// To `backup`.
    Backup(BackupReply),
    /// To `snooze`.
    Snooze(SnoozeReply),
    /// To `pause`.
    Pause(PauseReply),
    /// To `resume`.
    Resume(ResumeReply),
    /// To `mode`.
    Mode(ModeReply),
    /// To `find`.
    Find(FindReply),
    /// To `pace`.
    Pace(PaceReply),
    /// To `plan`, `plan_step`, `plan_move` and `plan_off`.
    Plan(Box<PlanReply>),
    /// To `plan_catch_up`.
    PlanCatchUp(PlanCatchUpReply),
    /// To `plan_blocks`.
    PlanBlocks(PlanBlocksReply),
    /// To `plan_text`.
    PlanText(PlanTextReply),
    /// To `doctor`.
    Doctor(DoctorReply),
    /// To `notify_test`, `watch` and `shutdown`.
    Ok(OkReply),
}

/// Which of many scopes are in the notes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FindReply {
    /// Those that are not, or that may be several, in the order in which they were asked.
    pub missing: Vec<Missing>,
    /// The others.
    pub found: Vec<Found>,
}

/// A scope that is in the notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// It, as it was asked.
    pub scope: String,
    /// What it is, in the words of `tree`.
    pub kind: String,
}

/// A scope that names nothing, or too much.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    /// It, as it was asked.
    pub scope: String,
    /// Why, as `tree` would fail.
    #[serde(flatten)]
    pub failure: Failure,
}

/// Nothing to tell but that it was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OkReply {
    /// Always true.
    pub ok: bool,
}

/// Who the daemon is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HelloReply {
    /// The daemon's version.
    pub version: String,
    /// The protocol it speaks.
    pub protocol: u32,
    /// Its process id.
    pub pid: u32,
    /// Its data folder.
    pub data_dir: String,
    /// The config file it reads.
    pub config: String,
    /// Whether it runs the demo.
    pub demo: bool,
    /// Present and true while the notes are still being read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub syncing: bool,
}

/// The one-look state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusReply {
    /// Loci that are asked today, due or new.
    pub due: u32,
    /// Minutes that takes.
    pub minutes: u32,
    /// Prompts that is.
    pub prompts: u32,
    /// The next study day on which something is asked, due or new, if nothing is due now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<String>,
    /// Loci that do not fit into today's minutes.
    pub waiting: u32,
    /// Loci that the mode hides.
    pub held: u32,
    /// Spooled ratings that found no locus.
    pub unplaced: u32,
    /// What you are doing now; `all` by default.
    pub mode: String,
    /// Until when (RFC 3339), if the mode ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode_until: Option<String>,
    /// Why it is silent, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent: Option<Silent>,
    /// Pauses that are not over, the running one and those that are planned, by their beginning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<PauseInfo>,
    /// The running box.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    pub running: Option<BoxReply>,
    /// Day of the plan, if one runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_day: Option<u32>,
    /// What is known.
    pub loci: Counts,
    /// Files whose change waits for `loci sync --accept|--reject FILE`.
    pub held_files: Vec<String>,
    /// Troubles with the notes.
    pub problems: Vec<ProblemInfo>,
    /// The daemon.
    pub daemon: DaemonInfo,
    /// The desktop.
    pub notify: NotifyInfo,
}

/// Why and until when it is silent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Silent {
    /// Until when (RFC 3339).
    pub until: String,
    /// Why, in words.
    pub because: String,
    /// Why, as a word: `pause`, `snooze`, `mode`, `box`, `mock`, `interview`, `day_off`, `backed_off`, `weekly`,
    /// `locked`, `idle`, `dnd`, `quiet` or `focus`.
    #[serde(default)]
    pub why: String,
    /// What ends it sooner: `unlock`, `activity` or `dnd_off`; `until` is then the latest. Or `config`: the hours and
    /// days of the settings leave no time free, so that nothing else ends it; `until` is then so far as it was
    /// looked, more than a week ahead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// The keys of the settings that leave no time free, where `release` is `config`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
}

/// A pause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PauseInfo {
    /// From when (RFC 3339).
    pub from: String,
    /// Until when (RFC 3339).
    pub until: String,
}

/// How much is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Loci that stand in the notes.
    pub live: u32,
    /// Of them branches.
    pub branches: u32,
    /// Of them rooms.
    pub rooms: u32,
    /// Of them never reviewed.
    pub new: u32,
    /// Maps.
    pub maps: u32,
    /// Palaces.
    pub palaces: u32,
    /// Possible maps and palaces that nobody adopted.
    pub possible: u32,
}

/// The daemon, as `status` tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DaemonInfo {
    /// Its version.
    pub version: String,
    /// The protocol it speaks.
    pub protocol: u32,
    /// Its process id.
    pub pid: u32,
    /// How long it runs.
    pub uptime_secs: u64,
    /// Its data folder.
    pub data_dir: String,
    /// The config file it reads.
    pub config: String,
    /// Whether it runs the demo.
    pub demo: bool,
    /// Present and true while the notes are still being read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub syncing: bool,
    /// Present while writes fail, or the config is refused: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// Present while the config as it is now is refused: why. What it said before holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_refused: Option<String>,
}

/// The desktop, as `status` tells it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct NotifyInfo {
    /// The notification server, if one was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// Notifications that could not be shown yet.
    pub pending: u32,
    /// Why they could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// Reminders sent on this study day.
    #[serde(default)]
    pub sent_today: u32,
    /// When the next reminder is judged (RFC 3339), if one may come on this study day or the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A trouble with a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemInfo {
    /// The file.
    pub source: String,
    /// The line, from 1; 0 for the file as a whole.
    pub line: u32,
    /// `error`, `warning` or `repaired`.
    pub level: String,
    /// What it is and what to do.
    pub message: String,
}

impl ProblemInfo {
    /// Where it is: `FILE:LINE`, or `FILE` for the file as a whole.
    pub fn place(&self) -> String {
        match self.line {
            0 => self.source.clone(),
            line => format!("{}:{line}", self.source),
        }
    }
}

/// A locus, as `ls` lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocusInfo {
    /// Its id, once it has a first fact.
    pub id: Option<Uuid>,
    /// `branch` or `room`.
    pub kind: String,
    /// Its path.
    pub path: String,
    /// Its label, verbatim; of a room its place.
    pub label: String,
    /// A room's point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// `new`, `review`, `suspended` or `retired`.
    pub state: String,
    /// Stability in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stability: Option<f32>,
    /// Difficulty, 1 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<f32>,
    /// Retrievability now, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrievability: Option<f32>,
    /// The study day on which it falls due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Number of reviews.
    pub reviews: u32,
    /// Number of lapses.
    pub lapses: u32,
    /// The file that holds it; absent once retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its line there, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Depth below the root, from 1; 1 for a room.
    pub depth: u32,
}

/// One line of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeItem {
    /// `folder`, `map`, `palace`, `route`, `branch` or `room`.
    pub kind: String,
    /// Its path; that of a folder is a scope with `/**` behind it.
    pub path: String,
    /// Its label, verbatim: the folder's name, the map's root, the palace's place.
    pub label: String,
    /// How deep it stands in this tree, from 0; what it holds follows it one level deeper.
    pub level: u32,
    /// Of a branch or room: what `ls` says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locus: Option<LocusInfo>,
    /// What the scope holds below it, levels that are left out included; absent if that is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<TreeSum>,
    /// Of a branch its note, of a room its image, verbatim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Of a palace: its model answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Of a map or palace: present and true if it is marked as relevant for an interview.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub interview: bool,
}

/// Several loci together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct TreeSum {
    /// How many loci.
    pub loci: u32,
    /// Of them due today or before.
    pub due: u32,
    /// Of them never reviewed.
    pub new: u32,
    /// Of them suspended.
    pub suspended: u32,
    /// The mean retrievability of those in review, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrievability: Option<f32>,
}

/// One locus with its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShowReply {
    /// What `ls` says of it.
    #[serde(flatten)]
    pub locus: LocusInfo,
    /// Its reviews, oldest first.
    pub history: Vec<HistoryItem>,
    /// How it came to stand where it stands, oldest first.
    #[serde(default)]
    pub moves: Vec<MoveItem>,
    /// Its other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Present if it is due because its point changed much: when (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repointed_at: Option<String>,
}

/// One move of a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveItem {
    /// Its id: of a move what `undo` takes.
    pub id: Uuid,
    /// When.
    pub at: String,
    /// Labels before, the map's root or the palace first.
    pub from: Vec<String>,
    /// Labels after.
    pub to: Vec<String>,
    /// `moved` (loci found it so), `apart` (the user took a move back) or `rebound` (the user said so).
    pub how: String,
    /// Whether `undo` takes it back by its id: loci found it so, and it still holds.
    #[serde(default)]
    pub holds: bool,
}

/// One review of a history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryItem {
    /// The review's id.
    pub id: Uuid,
    /// When.
    pub at: String,
    /// 1 to 4.
    pub rating: u8,
    /// Study days since the review before; 0 for the first.
    pub elapsed_days: u32,
    /// Stability after it, in days.
    pub stability: f32,
    /// Difficulty after it, 1 to 10.
    pub difficulty: f32,
    /// The due day that was chosen.
    pub due: String,
    /// `log`, `review` or `import`.
    pub source: String,
    /// The user's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What is asked today.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DueReply {
    /// As of when.
    pub as_of: String,
    /// Minutes that the prompts take, rounded up.
    pub minutes: u32,
    /// Due and new loci in the prompts.
    pub count: u32,
    /// The prompts, in the order in which they are asked.
    pub prompts: Vec<PromptInfo>,
    /// What does not fit into today's minutes.
    pub waiting: WaitingInfo,
    /// The next study day on which something of it is asked, due or new, if nothing is asked now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// New loci that are not asked now only because the day has no room for them: its new ones (`review.new_per_day`) are
    /// used up, the plan leaves none, or the day is an easy one or within a pause, if nothing is asked now.
    #[serde(default, skip_serializing_if = "is_none")]
    pub held_new: u32,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// One prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromptInfo {
    /// The scope that `log` takes for all that is asked.
    pub scope: String,
    /// `children` or `route`.
    pub kind: String,
    /// The question.
    pub ask: String,
    /// The labels of all that is asked, in note order.
    pub answer: Vec<String>,
    /// Those that are due or new.
    pub loci: Vec<PromptLocus>,
    /// All that is asked, one by one, parallel to `answer`.
    pub items: Vec<PromptLocus>,
    /// How long it takes.
    pub est_secs: u32,
    /// Whether all of it is new: it is shown first, then asked.
    pub new: bool,
}

/// One locus of a prompt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromptLocus {
    /// Its path.
    pub path: String,
    /// Its label, verbatim; of a room its place.
    pub label: String,
    /// A room's point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// Its due day; absent if it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    /// Its retrievability, 0 to 1; absent if it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrievability: Option<f32>,
}

/// What does not fit into today's minutes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingInfo {
    /// Due and new loci.
    pub count: u32,
    /// Minutes they would take.
    pub minutes: u32,
}

/// What a log wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogReply {
    /// The reviews, in note order.
    pub reviews: Vec<LoggedReview>,
    /// Whether it only waits in the spool, because no daemon was reachable.
    pub spooled: bool,
    /// The batch, as `undo` knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
    /// Paths in the scope that were not rated, because they are suspended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<String>,
    /// Names in `missed` and `hard` of a waiting rating that the assigned scope does not hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

/// One logged review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LoggedReview {
    /// The review's id.
    pub id: Uuid,
    /// The locus.
    pub locus: Uuid,
    /// Its path.
    pub path: String,
    /// Its label.
    pub label: String,
    /// 1 to 4.
    pub rating: u8,
    /// When.
    pub at: String,
    /// Stability after it, in days.
    pub stability: f32,
    /// Difficulty after it, 1 to 10.
    pub difficulty: f32,
    /// Study days until it falls due.
    pub interval_days: u32,
    /// The study day on which it falls due.
    pub due: String,
}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoReply {
    /// The batches, newest first.
    pub undone: Vec<UndoItem>,
}

/// One batch that was or can be taken back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoItem {
    /// The batch's id.
    pub id: Uuid,
    /// What it did, in words.
    pub what: String,
    /// How many facts that is.
    pub count: u32,
    /// When it was written.
    pub at: String,
    /// How long that holds, if it is a snooze, a pause, or a mode that ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lasts: Option<LastsInfo>,
    /// The moves in it. They are taken back by the batch's id or their own, never by a plain `undo`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<MovedInfo>,
}

/// Something that ends by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastsInfo {
    /// What, without its times: `snooze`, `pause`, `mode coding`.
    pub what: String,
    /// From when (RFC 3339), if it did not begin when it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Until when (RFC 3339).
    pub until: String,
}

/// What a suspend or unsuspend changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangedReply {
    /// The paths that changed; others in the scope were so already.
    pub changed: Vec<String>,
    /// The batch, as `undo` knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// What a reading of the notes changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SyncReply {
    /// Loci that were not there before.
    pub added: u32,
    /// Loci with an id that have another path now.
    pub moved: Vec<MovedInfo>,
    /// Loci with an id that are gone.
    pub retired: u32,
    /// Loci with an id that came back.
    pub returned: u32,
    /// The paths of those that are gone.
    #[serde(default)]
    pub gone: Vec<String>,
    /// The paths of those that came back.
    #[serde(default)]
    pub back: Vec<String>,
    /// Rooms with an id whose point was rewritten.
    #[serde(default)]
    pub repointed: Vec<RepointedInfo>,
    /// Files whose change waits for `--accept` or `--reject`.
    pub held: Vec<HeldInfo>,
    /// Troubles with the notes.
    pub problems: Vec<ProblemInfo>,
    /// What is known now.
    pub loci: Counts,
}

/// A locus that has another path now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedInfo {
    /// Its path before.
    pub from: String,
    /// Its path now.
    pub to: String,
    /// What `undo` takes; absent where nothing was written, and where only the number among twins changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Whether it was found by what is like it, not by what is the same: look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guessed: bool,
}

/// A room whose point was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepointedInfo {
    /// Its path.
    pub path: String,
    /// The point before.
    pub from: String,
    /// The point now.
    pub to: String,
    /// Present if it changed so much that the room falls due: the study day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
}

/// A file whose change waits to be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldInfo {
    /// The file.
    pub source: String,
    /// Reviewed loci that would retire.
    pub would_retire: u32,
    /// Why it is held.
    pub why: String,
}

/// What was adopted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdoptReply {
    /// The file.
    pub source: String,
    /// The candidate's line now.
    pub line: u32,
    /// Loci that were added.
    pub added: u32,
    /// The batch, as `undo` knows it.
    pub batch: Uuid,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxReply {
    /// Its id.
    pub id: Uuid,
    /// `map`, `palace`, `recall`, `explain` or `mock`.
    pub kind: String,
    /// Its topic.
    pub topic: String,
    /// `running`, `finished`, `stopped` or `cancelled`.
    pub state: String,
    /// When it was started.
    pub started_at: String,
    /// Its budget.
    pub limit_secs: u32,
    /// What is left, rounded up; 0 once ended.
    pub left_secs: u32,
    /// What is left, to the millisecond.
    pub left_ms: u64,
    /// The parked line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What to do next, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A spooled rating that found no locus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpoolItem {
    /// Its id (that of its batch).
    pub id: String,
    /// 1 to 4.
    pub rating: u8,
    /// What the user typed.
    pub query: String,
    /// When.
    pub at: String,
    /// Paths it might mean.
    pub candidates: Vec<String>,
    /// Why it waits.
    pub why: String,
}

/// What was dropped from the spool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpoolDropReply {
    /// Its id.
    pub dropped: String,
    /// The command that would log it again.
    pub again: String,
}

/// A piece of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportReply {
    /// The entries as JSON objects, oldest first.
    pub entries: Vec<serde_json::Value>,
    /// Ask on after this number; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// What an import wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportReply {
    /// Entries that are new.
    pub added: u64,
    /// Entries that were there already.
    pub known: u64,
    /// The batch, as `undo` knows it; absent if nothing was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Uuid>,
}

/// A written backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BackupReply {
    /// Where it lies.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Entries of the journal in it.
    pub entries: u64,
}
