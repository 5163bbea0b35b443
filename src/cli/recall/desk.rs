//! The folder of recalls: for each its page, its list of ratings, and how far it came. A recall stays here until
//! its ratings are logged or dropped, whatever happens to the terminal.
//!
//! Nothing here asks the daemon or the user.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rustix::fs::{FlockOperation, flock};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cli::context::make_private;
use crate::cli::exit::Trouble;
use crate::ipc::spool;

/// How many recalls are kept.
const KEPT: usize = 10;

/// For how long one that was neither logged nor dropped is kept in any case.
const KEPT_DAYS: i64 = 30;

/// The endings of a recall's files: its page, the page as it was at STOP, its list, ratings that a request has no
/// room for, its lock, and what is known of it. The last is removed last.
const ENDINGS: [&str; 6] = ["md", "stop", "list", "jsonl", "lock", "json"];

/// What is known of a recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The version of this shape.
    pub schema: u32,
    /// The data folder of the daemon that it was begun with: the demo shares this folder.
    pub owner: String,
    /// The scope, as `grade` takes it.
    pub scope: String,
    /// The path of what was recalled.
    pub head: String,
    /// The label of its root.
    pub root: String,
    /// Only what is due or new gets a rating.
    pub due: bool,
    /// The batch of its log, whoever sends it and how often.
    pub batch: Uuid,
    /// When it was begun (RFC 3339).
    pub begun: String,
    /// The last box in which its page was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_box: Option<Uuid>,
    /// How far it came.
    #[serde(flatten)]
    pub step: Step,
}

/// How far a recall came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(super) enum Step {
    /// The page is open in an editor, inside a box.
    Writing {
        /// The box.
        running: Uuid,
        /// When its time is over (RFC 3339).
        ends_at: String,
        /// Seconds that were used before this box.
        before_secs: u32,
        /// The budget of this box, in seconds.
        limit_secs: u32,
    },
    /// The editor ended without a word; there is time left.
    Paused {
        /// Seconds that are left.
        left_secs: u32,
        /// Seconds that were used.
        used_secs: u32,
    },
    /// The page is written.
    Written(Written),
    /// Its ratings are on disk, or in the spool.
    Logged,
    /// Nothing of it is to be logged.
    Dropped,
}

/// How a page was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    /// When it was done (RFC 3339).
    pub at: String,
    /// The time was over.
    pub stopped: bool,
    /// How long it took; unknown for what was recalled elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took_secs: Option<u32>,
}

impl Kept {
    /// Whether it still waits for its ratings.
    pub(super) fn is_unfinished(&self) -> bool {
        match self.step {
            Step::Writing { .. } | Step::Paused { .. } | Step::Written(_) => true,
            Step::Logged | Step::Dropped => false,
        }
    }

    /// When it was begun.
    pub(super) fn begun(&self) -> Option<DateTime<Utc>> {
        instant(&self.begun)
    }
}

/// An RFC 3339 time.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.with_timezone(&Utc))
}

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    dir: PathBuf,
}

/// One recall, held by this process alone.
#[derive(Debug)]
pub(super) struct Sheet {
    base: PathBuf,
    /// What is known of it.
    pub kept: Kept,
    /// Held as long as this process lives.
    _lock: File,
}

impl Desk {
    /// The folder below the state folder; it is made with the first recall.
    pub(super) fn new(state_dir: &Path) -> Desk {
        Desk {
            dir: state_dir.join("recall"),
        }
    }

    /// Begins a recall: its page with this text. When this returns, both are on disk.
    ///
    /// # Errors
    /// If the folder cannot be made or written.
    pub(super) fn begin(
        &self,
        kept: Kept,
        page: &str,
        at: DateTime<Utc>,
    ) -> Result<Sheet, Trouble> {
        make_private(&self.dir).map_err(cannot("make", &self.dir))?;
        let base = self.dir.join(name(&kept.head, at));
        let lock = lock(&base)?;
        let sheet = Sheet {
            base,
            kept,
            _lock: lock,
        };
        replace(&sheet.page(), page)?;
        sheet.save()?;
        Ok(sheet)
    }

    /// What waits for its ratings, newest first.
    ///
    /// # Errors
    /// If the folder is there and cannot be read.
    pub(super) fn unfinished(&self) -> Result<Vec<(PathBuf, Kept)>, Trouble> {
        let mut all = self.all()?;
        all.retain(|(_, kept)| kept.is_unfinished());
        Ok(all)
    }

    /// Takes a recall up again.
    ///
    /// # Errors
    /// If another process holds it.
    pub(super) fn take(&self, base: PathBuf, kept: Kept) -> Result<Sheet, Trouble> {
        let lock = lock(&base)?;
        Ok(Sheet {
            base,
            kept,
            _lock: lock,
        })
    }

    /// Removes what is through and old; never what waits and is younger than 30 days.
    ///
    /// # Errors
    /// If the folder is there and cannot be read or changed.
    pub(super) fn tidy(&self, now: DateTime<Utc>) -> Result<(), Trouble> {
        for (base, kept) in self.all()?.into_iter().skip(KEPT) {
            let is_young = kept
                .begun()
                .is_none_or(|begun| now - begun < TimeDelta::days(KEPT_DAYS));
            if !(kept.is_unfinished() && is_young) && lock(&base).is_ok() {
                remove(&base)?;
            }
        }
        Ok(())
    }

    /// All recalls, newest first. A file that is none of ours is left alone.
    fn all(&self) -> Result<Vec<(PathBuf, Kept)>, Trouble> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(cannot("read", &self.dir)(error)),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry.map_err(cannot("read", &self.dir))?.path();
            if path.extension().is_none_or(|ending| ending != "json") {
                continue;
            }
            if let Ok(text) = fs::read_to_string(&path)
                && let Ok(kept) = serde_json::from_str::<Kept>(&text)
                && kept.schema == 1
            {
                all.push((path.with_extension(""), kept));
            }
        }
        // The names begin with their times.
        all.sort_by(|(one, _), (other, _)| other.cmp(one));
        Ok(all)
    }
}

impl Sheet {
    /// The page.
    pub(super) fn page(&self) -> PathBuf {
        self.base.with_extension("md")
    }

    /// The page as it was at STOP; there only if something stood on it by then.
    pub(super) fn at_stop(&self) -> PathBuf {
        self.base.with_extension("stop")
    }

    /// What counts: the page as it was at STOP, else the page.
    pub(super) fn counts(&self) -> PathBuf {
        let at_stop = self.at_stop();
        match at_stop.exists() {
            true => at_stop,
            false => self.page(),
        }
    }

    /// The list of ratings; there only once it was made.
    pub(super) fn list(&self) -> PathBuf {
        self.base.with_extension("list")
    }

    /// Ratings that a request has no room for.
    pub(super) fn ratings(&self) -> PathBuf {
        self.base.with_extension("jsonl")
    }

    /// Goes a step on. When this returns, it is on disk.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn go_on(&mut self, step: Step) -> Result<(), Trouble> {
        self.kept.step = step;
        self.save()
    }

    /// Removes all of it.
    ///
    /// # Errors
    /// If a file cannot be removed.
    pub(super) fn remove(self) -> Result<(), Trouble> {
        remove(&self.base)
    }

    fn save(&self) -> Result<(), Trouble> {
        let path = self.base.with_extension("json");
        let text = serde_json::to_string(&self.kept)
            .map_err(|error| cannot("write", &path)(io::Error::other(error)))?;
        replace(&path, format!("{text}\n"))
    }
}

/// Reads a page or list, in UTF-8; what is no letter of it is shown as one that is missing.
///
/// # Errors
/// If it is gone, or cannot be read.
pub(super) fn text_of(path: &Path) -> Result<String, Trouble> {
    let bytes = fs::read(path).map_err(cannot("read", path))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Writes a file of the user's alone, whole or not at all, and returns once it is on disk.
///
/// # Errors
/// If it cannot be written.
pub(super) fn replace(path: &Path, text: impl AsRef<[u8]>) -> Result<(), Trouble> {
    spool::replace(path, text.as_ref()).map_err(cannot("write", path))
}

/// `20261122T143000000-python-functions`: the time, then what it is about.
fn name(head: &str, at: DateTime<Utc>) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let about: String = head.chars().map(plain).take(40).collect();
    format!("{}-{about}", at.format("%Y%m%dT%H%M%S%3f"))
}

/// Who has a recall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    /// Nobody else.
    Here,
    /// Another process.
    Elsewhere,
}

/// Who has a recall now.
///
/// # Errors
/// If that cannot be told.
pub(super) fn held(base: &Path) -> Result<Held, Trouble> {
    Ok(match try_lock(base)? {
        Some(_) => Held::Here,
        None => Held::Elsewhere,
    })
}

fn lock(base: &Path) -> Result<File, Trouble> {
    try_lock(base)?.ok_or_else(|| {
        Trouble::Failed("this recall is open in another terminal: finish it there".to_owned())
    })
}

/// The lock of a recall, if no other process has it.
fn try_lock(base: &Path) -> Result<Option<File>, Trouble> {
    let path = base.with_extension("lock");
    let mut options = OpenOptions::new();
    options.create(true).append(true).mode(0o600);
    let file = options.open(&path).map_err(cannot("write", &path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::WOULDBLOCK) => Ok(None),
        Err(errno) => Err(cannot("lock", &path)(errno.into())),
    }
}

fn remove(base: &Path) -> Result<(), Trouble> {
    for ending in ENDINGS {
        let path = base.with_extension(ending);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot("remove", &path)(error)),
        }
    }
    Ok(())
}

fn cannot(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Trouble {
    let path = path.display().to_string();
    move |error| Trouble::Failed(format!("cannot {what} {path}: {error}"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(day)
    }

    fn kept(begun: DateTime<Utc>, step: Step) -> Kept {
        Kept {
            schema: 1,
            owner: "/d".to_owned(),
            scope: "python".to_owned(),
            head: "python".to_owned(),
            root: "Python".to_owned(),
            due: false,
            batch: Uuid::from_u128(7),
            begun: begun.to_rfc3339(),
            last_box: None,
            step,
        }
    }

    fn written() -> Step {
        Step::Written(Written {
            at: at(0).to_rfc3339(),
            stopped: true,
            took_secs: Some(90),
        })
    }

    #[test]
    fn a_recall_is_found_again_as_it_was_and_only_the_user_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(&folder.path().join("state"));
        assert_eq!(desk.unfinished().unwrap(), []);
        let mut sheet = desk
            .begin(kept(at(1), Step::Dropped), "page\n", at(1))
            .unwrap();
        assert_eq!(desk.unfinished().unwrap(), []);
        sheet.go_on(written()).unwrap();
        let found = desk.unfinished().unwrap();
        assert_eq!(found, [(sheet.base.clone(), kept(at(1), written()))]);
        let page = sheet.page();
        assert!(page.ends_with("19700102T000000000-python.md"), "{page:?}");
        assert_eq!(text_of(&page).unwrap(), "page\n");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&desk.dir), mode(&page)), (0o700, 0o600));
    }

    #[test]
    fn a_recall_is_held_by_one_process_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(folder.path());
        let sheet = desk.begin(kept(at(1), written()), "", at(1)).unwrap();
        let (base, kept) = desk.unfinished().unwrap().remove(0);
        let trouble = desk.take(base.clone(), kept.clone()).unwrap_err();
        assert!(trouble.to_string().contains("another terminal"));
        drop(sheet);
        desk.take(base, kept).unwrap().remove().unwrap();
        assert_eq!(fs::read_dir(&desk.dir).unwrap().count(), 0);
    }

    #[test]
    fn ten_are_kept_and_what_waits_for_a_month() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(folder.path());
        for day in 0..14 {
            let step = if day < 3 { written() } else { Step::Logged };
            desk.begin(kept(at(day), step), "", at(day)).unwrap();
        }
        desk.tidy(at(20)).unwrap();
        assert_eq!(desk.all().unwrap().len(), 13, "the fourth oldest is logged");
        assert_eq!(desk.unfinished().unwrap().len(), 3);
        desk.tidy(at(31)).unwrap();
        assert_eq!(
            desk.unfinished().unwrap().len(),
            1,
            "begun on the days 0 and 1"
        );
    }

    #[test]
    fn a_file_that_is_not_ours_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(folder.path());
        make_private(&desk.dir).unwrap();
        fs::write(desk.dir.join("x.json"), "{\"schema\":2}").unwrap();
        desk.tidy(at(1)).unwrap();
        assert_eq!(desk.unfinished().unwrap(), []);
        assert!(desk.dir.join("x.json").exists());
    }
}
