//! Ratings that were given while no daemon was there: one file each, applied exactly once later.
//!
//! It must never lose a rating that it took, nor touch a file that it does not understand.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ipc::protocol::{Log, MAX_REQUEST_BYTES};

/// The most bytes of a file that are read: a request, and the candidates that it might mean.
const MAX_FILE_BYTES: u64 = 4 * MAX_REQUEST_BYTES as u64;

const SUFFIX: &str = ".json";

/// Names the data folder of the daemon that ran last; hidden, so that it is never taken for a rating.
const OWNER: &str = ".owner";

/// Why a rating could not be spooled, or its file not changed.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// Without them it could be applied twice, or at the wrong moment.
    #[error("a spooled rating needs a batch id and a time in RFC 3339, '{at}' is none")]
    Incomplete {
        /// The time as it was given.
        at: String,
    },
    /// The file system said no.
    #[error("cannot {what} {path}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file of another program or version, or a damaged one. It stays where it is.
    #[error("{path} is no spooled rating ({what}); look at it, then remove it")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Nothing is spooled under this id.
    #[error("no rating '{id}' is spooled; 'loci spool' lists them")]
    Unknown {
        /// The id.
        id: SpoolId,
    },
    /// Several are spooled under ids that begin so.
    #[error("'{beginning}' begins {count} ids: give more of it; 'loci spool' lists them")]
    Several {
        /// What was given of the id.
        beginning: String,
        /// How many there are.
        count: usize,
    },
}

/// Names a spooled rating: its time, then its batch id. Sorts by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpoolId(String);

impl SpoolId {
    /// The id under which a rating is kept; `None` if it has no batch id or time.
    pub fn of(log: &Log) -> Option<SpoolId> {
        let at = DateTime::parse_from_rfc3339(log.at.as_deref()?).ok()?;
        let at = at.with_timezone(&Utc).format("%Y%m%dT%H%M%S%.3fZ");
        Some(SpoolId(format!("{at}-{}", log.batch_id?)))
    }

    /// The id that reads so; it may name no rating. `None` if it can be none.
    pub fn parse(text: &str) -> Option<SpoolId> {
        let is_plain = |char: char| char.is_ascii_alphanumeric() || char == '-' || char == '.';
        let is_id = !text.starts_with('.') && !text.is_empty() && text.chars().all(is_plain);
        is_id.then(|| SpoolId(text.to_owned()))
    }

    /// The id as text; it holds no slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SpoolId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A spooled rating.
#[derive(Debug, Clone, PartialEq)]
pub struct Spooled {
    /// Its name.
    pub id: SpoolId,
    /// The request, with its batch id and time.
    pub log: Log,
    /// The data folder of the daemon that it was meant for; none if no daemon had claimed the spool.
    pub owner: Option<String>,
    /// Where it stands.
    pub state: SpoolState,
}

impl Spooled {
    /// Whether the daemon with this data folder takes it.
    pub fn is_for(&self, data_dir: &Path) -> bool {
        let owner = self.owner.as_deref();
        owner.is_none_or(|owner| Path::new(owner) == data_dir)
    }
}

/// Where a spooled rating stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpoolState {
    /// It waits for the daemon.
    Pending,
    /// It names no locus, or several: it waits for the user.
    Unplaced {
        /// Why.
        why: String,
        /// Paths it might mean.
        candidates: Vec<String>,
    },
}

/// What a file holds.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    schema: u32,
    log: Log,
    /// The data folder of the daemon that it was meant for: the last one that had claimed the spool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unplaced: Option<Unplaced>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unplaced {
    why: String,
    candidates: Vec<String>,
}

/// The folder of spooled ratings.
#[derive(Debug, Clone)]
pub struct Spool {
    dir: PathBuf,
    /// Only what was meant for this data folder, or for none, is listed.
    owner: Option<String>,
}

impl Spool {
    /// The spool in this folder; it is made with the first rating.
    pub fn new(dir: impl Into<PathBuf>) -> Spool {
        Spool {
            dir: dir.into(),
            owner: None,
        }
    }

    /// The data folder of the daemon that claimed the spool last, if one did.
    pub fn owner(&self) -> Option<String> {
        let owner = fs::read_to_string(self.dir.join(OWNER)).ok()?;
        Some(owner.trim_end().to_owned())
    }

    /// Says whose ratings come from now on: those of the daemon with this data folder. The demo and the user's
    /// own notes share one spool, and a rating must never reach the other one.
    ///
    /// # Errors
    /// If the folder cannot be made or written.
    pub fn claimed_by(self, data_dir: &Path) -> Result<Spool, SpoolError> {
        let owner = data_dir.to_string_lossy().into_owned();
        self.create_dir()?;
        let file = self.dir.join(OWNER);
        replace(&file, owner.as_bytes()).map_err(io_error("write", &file))?;
        Ok(Spool {
            owner: Some(owner),
            ..self
        })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes the folder, so that it can be watched.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn create_dir(&self) -> Result<(), SpoolError> {
        if self.dir.is_dir() {
            return Ok(());
        }
        let made = DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.dir);
        made.map_err(io_error("make the folder", &self.dir))?;
        self.dir.parent().map_or(Ok(()), sync_dir)
    }

    /// Keeps a rating. When this returns, it is on disk. The same rating twice is one.
    ///
    /// # Errors
    /// If it has no batch id or time, or cannot be written; then nothing is kept.
    pub fn put(&self, log: &Log) -> Result<SpoolId, SpoolError> {
        let id = SpoolId::of(log).ok_or_else(|| SpoolError::Incomplete {
            at: log.at.clone().unwrap_or_default(),
        })?;
        self.create_dir()?;
        let page = Page {
            schema: 1,
            log: log.clone(),
            owner: self.owner(),
            unplaced: None,
        };
        self.write(&id, &page)?;
        Ok(id)
    }

    /// The ratings that wait for the daemon, in the order of their times, and the files that are none.
    pub fn pending(&self) -> (Vec<Spooled>, Vec<SpoolError>) {
        let (mut all, troubles) = self.list();
        all.retain(|spooled| spooled.state == SpoolState::Pending);
        (all, troubles)
    }

    /// The ratings that wait for the user, in the order of their times.
    pub fn unplaced(&self) -> Vec<Spooled> {
        let (mut all, _) = self.list();
        all.retain(|spooled| spooled.state != SpoolState::Pending);
        all
    }

    /// Notes that a rating found no locus, so that it waits for the user.
    ///
    /// # Errors
    /// If there is no such rating, or its file cannot be written.
    pub fn mark_unplaced(
        &self,
        id: &SpoolId,
        why: &str,
        candidates: &[String],
    ) -> Result<(), SpoolError> {
        let mut page = self.read(&self.path(id))?;
        page.unplaced = Some(Unplaced {
            why: why.to_owned(),
            candidates: candidates.to_vec(),
        });
        self.write(id, &page)
    }

    /// The one rating whose id begins so, whether it waits for the daemon or the user.
    ///
    /// # Errors
    /// If there is none, or several.
    pub fn named(&self, beginning: &str) -> Result<Spooled, SpoolError> {
        let (all, _) = self.list();
        let is_it = |spooled: &Spooled| spooled.id.as_str().starts_with(beginning);
        let mut found = all.into_iter().filter(is_it);
        let unknown = || SpoolError::Unknown {
            id: SpoolId(beginning.to_owned()),
        };
        let first = found.next().filter(|_| !beginning.is_empty());
        let first = first.ok_or_else(unknown)?;
        match found.count() {
            0 => Ok(first),
            more => Err(SpoolError::Several {
                beginning: beginning.to_owned(),
                count: more + 1,
            }),
        }
    }

    /// Forgets a rating; one that is gone already is no trouble.
    ///
    /// # Errors
    /// If its file cannot be removed.
    pub fn remove(&self, id: &SpoolId) -> Result<(), SpoolError> {
        let path = self.path(id);
        match fs::remove_file(&path) {
            Ok(()) => sync_dir(&self.dir),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(io_error("remove", &path)(error)),
        }
    }

    fn path(&self, id: &SpoolId) -> PathBuf {
        self.dir.join(format!("{id}{SUFFIX}"))
    }

    fn list(&self) -> (Vec<Spooled>, Vec<SpoolError>) {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Default::default(),
            Err(error) => return (Vec::new(), vec![io_error("read", &self.dir)(error)]),
        };
        let mut found = Vec::new();
        let mut troubles = Vec::new();
        for entry in entries {
            let path = match entry {
                Ok(entry) => entry.path(),
                Err(error) => {
                    troubles.push(io_error("read", &self.dir)(error));
                    continue;
                }
            };
            match self.look_at(&path) {
                Ok(Some(spooled)) => found.push(spooled),
                Ok(None) => {}
                Err(error) => troubles.push(error),
            }
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        (found, troubles)
    }

    /// Reads one file of the folder; `None` if it is a half-written one, or gone again.
    fn look_at(&self, path: &Path) -> Result<Option<Spooled>, SpoolError> {
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with('.')) {
            return Ok(None);
        }
        let page = match self.read(path) {
            Ok(page) => page,
            Err(SpoolError::Unknown { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let id = SpoolId::of(&page.log)
            .filter(|id| name.and_then(|name| name.strip_suffix(SUFFIX)) == Some(id.as_str()))
            .ok_or_else(|| unreadable(path, "its name does not fit what it holds"))?;
        if let (Some(own), Some(other)) = (&self.owner, &page.owner)
            && own != other
        {
            return Ok(None);
        }
        let state = match page.unplaced {
            None => SpoolState::Pending,
            Some(Unplaced { why, candidates }) => SpoolState::Unplaced { why, candidates },
        };
        Ok(Some(Spooled {
            id,
            log: page.log,
            owner: page.owner,
            state,
        }))
    }

    fn read(&self, path: &Path) -> Result<Page, SpoolError> {
        let meta = fs::symlink_metadata(path).map_err(|error| gone_or(path, error))?;
        if !meta.is_file() {
            return Err(unreadable(path, "it is no ordinary file"));
        }
        let mut text = String::new();
        File::open(path)
            .and_then(|file| file.take(MAX_FILE_BYTES).read_to_string(&mut text))
            .map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => unreadable(path, "it is no UTF-8 text"),
                _ => gone_or(path, error),
            })?;
        let page: Page =
            serde_json::from_str(&text).map_err(|error| unreadable(path, &error.to_string()))?;
        match page.schema {
            1 => Ok(page),
            newer => Err(unreadable(path, &format!("it has the schema {newer}"))),
        }
    }

    /// Writes under a temporary name, then renames: a reader sees the whole file or none.
    fn write(&self, id: &SpoolId, page: &Page) -> Result<(), SpoolError> {
        let path = self.path(id);
        let text = serde_json::to_string(page)
            .map_err(|error| io_error("write", &path)(io::Error::other(error)))?;
        replace(&path, format!("{text}\n").as_bytes()).map_err(io_error("write", &path))
    }
}

/// Writes a file of the user's alone, whole or not at all, and returns once it is on disk.
///
/// # Errors
/// If it cannot be written; then it is as it was, and nothing is left beside it.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let process = rustix::process::getpid().as_raw_nonzero();
    let half = path.with_file_name(format!(".{name}.{process}"));
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&half)
        .and_then(|mut file| {
            file.write_all(text)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&half, path));
    if written.is_err() {
        let _ = fs::remove_file(&half);
    }
    written?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Makes sure that names made or removed in a folder survive a loss of power.
fn sync_dir(dir: &Path) -> Result<(), SpoolError> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(io_error("write the folder", dir))
}

fn io_error(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SpoolError {
    let path = path.to_owned();
    move |source| SpoolError::Io { what, path, source }
}

fn unreadable(path: &Path, what: &str) -> SpoolError {
    SpoolError::Unreadable {
        path: path.to_owned(),
        what: what.to_owned(),
    }
}

fn gone_or(path: &Path, error: io::Error) -> SpoolError {
    if error.kind() == io::ErrorKind::NotFound {
        let id = path.file_stem().unwrap_or_default();
        return SpoolError::Unknown {
            id: SpoolId(id.to_string_lossy().into_owned()),
        };
    }
    io_error("read", path)(error)
}

#[cfg(test)]
mod tests;
