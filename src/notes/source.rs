//! The only access to the user's files: it finds notes, reads them, and watches for changes. Only `anchor` writes,
//! and only what the user asked for.
//!
//! What is not a note is skipped without a word; what should be one and cannot be read is told.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::encoding::{Stray, Undecoded, decode};
use super::page::NOTE_BYTES;
use super::problem::Level;

pub mod anchor;
pub mod reader;
pub mod watch;

/// Endings of files that are read, in lower case.
const READ: [&str; 4] = ["md", "markdown", "txt", "mm"];

/// Endings of files that are notes and cannot be read yet, in lower case.
const NOT_YET: [&str; 3] = ["opml", "xmind", "org"];

/// Folders that hold no notes, in lower case.
const SKIPPED_FOLDERS: [&str; 4] = ["node_modules", "target", "template", "templates"];

/// A note's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The folders between the source and the file, outermost first.
    pub folders: Vec<String>,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, as its file system says.
    pub modified: SystemTime,
}

/// What could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceProblem {
    /// The file or folder.
    pub path: PathBuf,
    /// An error if notes may be missing, a warning if something was skipped on purpose.
    pub level: Level,
    /// What is the matter, and what to do; lower case, no final dot.
    pub message: String,
}

/// A pattern of `ignore` that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{pattern}` in `ignore` is no pattern ({why}), so it leaves nothing out: correct it in the config"
)]
pub struct BadPattern {
    /// The pattern.
    pub pattern: String,
    /// What is wrong with it.
    pub why: String,
}

impl BadPattern {
    fn of(pattern: &str, error: &ignore::Error) -> BadPattern {
        // The whole error names the pattern once more.
        let why = match error {
            ignore::Error::Glob { err, .. } => err.clone(),
            other => other.to_string(),
        };
        BadPattern {
            pattern: pattern.to_owned(),
            why,
        }
    }
}

/// Which patterns of `ignore` are none.
pub fn bad_patterns(ignore: &[String]) -> Vec<BadPattern> {
    let mut builder = patterns(Path::new("/"));
    let bad = ignore.iter().filter_map(|pattern| {
        let error = builder.add_line(None, pattern).err()?;
        Some(BadPattern::of(pattern, &error))
    });
    bad.collect()
}

/// Reads patterns as in a `.gitignore`, but for what git takes for a name that no file has: `[` without its `]`.
fn patterns(root: &Path) -> GitignoreBuilder {
    let mut builder = GitignoreBuilder::new(root);
    builder.allow_unclosed_class(false);
    builder
}

/// The notes of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files, in the order of their paths' bytes.
    pub files: Vec<SourceFile>,
    /// What could not be looked at, in the same order.
    pub problems: Vec<SourceProblem>,
}

/// Finds the notes of a source: a folder, or a single file. A file reached on two ways is given once.
pub fn walk(root: &Path, ignore: &[String]) -> Walk {
    let mut walker = Walker {
        root,
        inside: PathBuf::new(),
        seen: BTreeSet::new(),
        walk: Walk::default(),
    };
    match fs::canonicalize(root).and_then(|real| Ok((fs::metadata(&real)?, real))) {
        Ok((meta, real)) => {
            walker.inside = real;
            if meta.is_file() {
                walker.add_file(root, &meta);
            } else {
                walker.walk_folders(ignore);
            }
        }
        Err(error) => walker.tell(
            Level::Error,
            root,
            format!("the source is not there ({error}); put it back or run `loci rm`"),
        ),
    }
    let mut walk = walker.walk;
    walk.files
        .sort_by(|one, other| bytes(&one.path).cmp(bytes(&other.path)));
    walk.problems
        .sort_by(|one, other| bytes(&one.path).cmp(bytes(&other.path)));
    walk
}

struct Walker<'a> {
    root: &'a Path,
    /// The root without links.
    inside: PathBuf,
    /// Files and linked folders so far, without links.
    seen: BTreeSet<PathBuf>,
    walk: Walk,
}

impl Walker<'_> {
    fn walk_folders(&mut self, ignore: &[String]) {
        let named = self.matcher(ignore);
        let mut links = self.walk_folder(self.root, &named);
        // Links come last, so that a file is given under its own path rather than under a link's.
        while let Some(link) = links.pop() {
            links.extend(self.follow(&link, &named));
        }
    }

    fn matcher(&mut self, ignore: &[String]) -> Gitignore {
        let mut builder = patterns(self.root);
        for glob in ignore {
            let inner = Path::new(glob)
                .strip_prefix(self.root)
                .ok()
                .and_then(Path::to_str);
            let inner = inner.map(|inner| format!("/{inner}"));
            if let Err(error) = builder.add_line(None, inner.as_deref().unwrap_or(glob)) {
                let bad = BadPattern::of(glob, &error);
                // Not the folder: what lies in one that cannot be looked at is kept as it was.
                self.tell(Level::Warning, Path::new("config.toml"), bad.to_string());
            }
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    }

    /// Adds the notes below a folder; gives the links it met, last first.
    fn walk_folder(&mut self, folder: &Path, named: &Gitignore) -> Vec<PathBuf> {
        let mut links = Vec::new();
        let matcher = named.clone();
        let entries = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(true)
            .git_ignore(true)
            .require_git(false)
            .follow_links(false)
            .sort_by_file_name(|one, other| one.as_encoded_bytes().cmp(other.as_encoded_bytes()))
            .filter_entry(move |entry| {
                let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                let named = matcher.matched(entry.path(), folder).is_ignore();
                entry.depth() == 0 || !(named || (folder && is_skipped_folder(entry.file_name())))
            })
            .build();
        for entry in entries {
            match entry {
                Ok(entry) if entry.depth() > 0 => {
                    if entry.path_is_symlink() {
                        links.push(entry.into_path());
                    } else if entry.file_type().is_some_and(|kind| kind.is_file()) {
                        self.add(entry.path());
                    }
                }
                Ok(_) => {}
                Err(error) => self.tell_error(folder, &error),
            }
        }
        links.reverse();
        links
    }

    /// Follows a link, if it leads to something inside the source; gives the links behind it.
    fn follow(&mut self, link: &Path, named: &Gitignore) -> Vec<PathBuf> {
        let target = match fs::canonicalize(link) {
            Ok(target) => target,
            Err(error) => {
                if is_note_name(link) {
                    self.tell(
                        Level::Warning,
                        link,
                        format!("the link leads nowhere ({error}); correct or remove it"),
                    );
                }
                return Vec::new();
            }
        };
        if !target.starts_with(&self.inside) {
            if target.is_dir() || is_note_name(link) {
                self.tell(
                    Level::Warning,
                    link,
                    "the link leads out of the source; add its target with `loci add`".to_owned(),
                );
            }
            return Vec::new();
        }
        if !target.is_dir() {
            self.add(link);
            return Vec::new();
        }
        // A folder above the link holds the link itself; one seen before has nothing new.
        let around = fs::canonicalize(link.parent().unwrap_or(link)).unwrap_or_default();
        if around.starts_with(&target)
            || is_skipped_folder(link.file_name().unwrap_or_default())
            || !self.seen.insert(target)
        {
            return Vec::new();
        }
        self.walk_folder(link, named)
    }

    fn add(&mut self, path: &Path) {
        if is_passing_copy(path.file_name().unwrap_or_default()) {
            return;
        }
        if is_of_later(path) {
            self.tell(
                Level::Warning,
                path,
                "this format is not read yet; the file was skipped".to_owned(),
            );
        } else if has_ending(path, &READ) {
            match fs::metadata(path) {
                Ok(meta) if meta.is_file() => self.add_file(path, &meta),
                Ok(_) => {}
                Err(error) => self.tell(
                    Level::Error,
                    path,
                    format!("cannot be looked at ({error}); check its permissions"),
                ),
            }
        }
    }

    fn add_file(&mut self, path: &Path, meta: &fs::Metadata) {
        if path == self.root && is_of_later(path) {
            return self.tell(
                Level::Warning,
                path,
                "this format is not read yet; the file was skipped".to_owned(),
            );
        }
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if !self.seen.insert(real) {
            return;
        }
        self.walk.files.push(SourceFile {
            path: path.to_owned(),
            folders: folders(self.root, path),
            size: meta.len(),
            modified: meta.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        });
    }

    fn tell(&mut self, level: Level, path: &Path, message: String) {
        self.walk.problems.push(SourceProblem {
            path: path.to_owned(),
            level,
            message,
        });
    }

    fn tell_error(&mut self, folder: &Path, error: &ignore::Error) {
        let path = error_path(error).unwrap_or(folder).to_owned();
        // The whole error names the path once more.
        let why = error
            .io_error()
            .map_or_else(|| error.to_string(), |error| error.kind().to_string());
        self.tell(
            Level::Error,
            &path,
            format!("cannot be looked at ({why}); check its permissions"),
        );
    }
}

/// The folders between a source and a file in it.
fn folders(root: &Path, path: &Path) -> Vec<String> {
    let inner = path.strip_prefix(root).ok().and_then(Path::parent);
    let parts = inner.into_iter().flat_map(Path::components);
    parts
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            Component::Prefix(_)
            | Component::RootDir
            | Component::CurDir
            | Component::ParentDir => None,
        })
        .collect()
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}

/// The path that an error of the walk names.
fn error_path(error: &ignore::Error) -> Option<&Path> {
    // The enum is another crate's; its other kinds name no path.
    if let ignore::Error::WithPath { path, .. } = error {
        Some(path)
    } else if let ignore::Error::WithDepth { err, .. } = error {
        error_path(err)
    } else {
        None
    }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    let ending = path
        .extension()
        .and_then(OsStr::to_str)
        .unwrap_or_default()
        .to_lowercase();
    endings.contains(&ending.as_str())
}

/// Says whether a file's name is that of a format which is not read yet.
pub fn is_of_later(path: &Path) -> bool {
    has_ending(path, &NOT_YET)
}

fn is_note_name(path: &Path) -> bool {
    has_ending(path, &READ) || is_of_later(path)
}

fn is_skipped_folder(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_lowercase();
    SKIPPED_FOLDERS.contains(&name.as_str())
}

/// Says whether a file is a copy that an editor or a sync program left for a while.
fn is_passing_copy(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.contains(" (conflicted copy")
        || name.contains("'s conflicted copy")
        || name.contains(".sync-conflict-")
        || name.ends_with('~')
        || name.starts_with(".#")
        || name.ends_with(".swp")
}

/// Why a note cannot be read. The messages do not name the file: they are shown behind its name.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file system refused.
    #[error("cannot be read ({source}); check the file and its permissions")]
    Io {
        /// What the file system says.
        #[from]
        source: std::io::Error,
    },
    /// It is a folder, a pipe or a device.
    #[error("no plain file; give a file or a folder of notes")]
    NotAFile,
    /// It is longer than a note may be.
    #[error("longer than 64 MiB; split it")]
    TooLong,
    /// It holds NUL bytes.
    #[error("this is no text: line {line} holds a NUL byte; save it as UTF-8 text")]
    Binary {
        /// The first such line, from 1.
        line: u32,
    },
    /// It looks like UTF-16, and no mark says so.
    #[error("looks like UTF-16 without its mark (BOM), which is not guessed; save it as UTF-8")]
    Unmarked,
    /// It is no text in its encoding, which is UTF-8 unless it says otherwise.
    #[error("this is not {encoding}: line {line} holds other bytes; save it as UTF-8")]
    NotText {
        /// The name of the encoding.
        encoding: &'static str,
        /// The line of the first bad byte, from 1.
        line: u32,
        /// Its column, from 1, in characters.
        column: u32,
    },
    /// Its XML declaration names an encoding that nobody knows.
    #[error("names the encoding `{encoding}`, which is unknown; save it as UTF-8")]
    UnknownEncoding {
        /// The name.
        encoding: String,
    },
    /// Someone wrote to it meanwhile.
    #[error("changed while it was read; read it again")]
    Changed,
}

impl ReadError {
    /// The line it is about, from 1; 1 if it is about the whole file.
    pub fn line(&self) -> u32 {
        match self {
            ReadError::Binary { line } | ReadError::NotText { line, .. } => *line,
            ReadError::Io { .. }
            | ReadError::NotAFile
            | ReadError::TooLong
            | ReadError::Unmarked
            | ReadError::UnknownEncoding { .. }
            | ReadError::Changed => 1,
        }
    }
}

/// Reads a note's text, without the mark (BOM) that some editors put at its start.
pub fn read(path: &Path) -> Result<String, ReadError> {
    // Looked at before it is opened: opening a pipe would wait for its writer.
    let before = fs::metadata(path)?;
    if !before.is_file() {
        return Err(ReadError::NotAFile);
    }
    if before.len() > NOTE_BYTES as u64 {
        return Err(ReadError::TooLong);
    }
    let bytes = read_bytes(&mut fs::File::open(path)?)?;
    let after = fs::metadata(path)?;
    let same = before.len() == after.len() && before.modified().ok() == after.modified().ok();
    if !same || bytes.len() as u64 != after.len() {
        return Err(ReadError::Changed);
    }
    into_text(path, &bytes)
}

/// Reads a note's text from something else than a file, such as stdin; the ending of `name` tells its format.
pub fn read_from(name: &Path, from: &mut dyn Read) -> Result<String, ReadError> {
    into_text(name, &read_bytes(from)?)
}

fn read_bytes(from: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    from.take(NOTE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > NOTE_BYTES {
        return Err(ReadError::TooLong);
    }
    Ok(bytes)
}

fn into_text(path: &Path, bytes: &[u8]) -> Result<String, ReadError> {
    // The reader of maps works around stray bytes; in a plain note they may be anything.
    let stray = if has_ending(path, &["mm"]) {
        Stray::Replaced
    } else {
        Stray::Refused
    };
    decode(bytes, stray).map_err(|why| match why {
        Undecoded::Binary { line } => ReadError::Binary { line },
        Undecoded::Unmarked => ReadError::Unmarked,
        Undecoded::Not {
            encoding,
            line,
            column,
        } => ReadError::NotText {
            encoding,
            line,
            column,
        },
        Undecoded::Unknown { encoding } => ReadError::UnknownEncoding { encoding },
    })
}

#[cfg(test)]
mod tests;
