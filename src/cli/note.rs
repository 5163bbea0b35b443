//! The note that is written: what was in it, and putting the new text in its place as a whole.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::cli::exit::Trouble;

/// A note is at most 64 MiB.
const NOTE_BYTES: u64 = 64 * 1024 * 1024;

/// What was there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Before {
    /// No file.
    Absent,
    /// A note.
    Text(String),
}

/// A note's new text.
pub struct Joined {
    /// All of it.
    pub text: String,
    /// How many lines stand before what is new.
    pub lines_before: u32,
}

impl Before {
    /// The text with more at its end, after a blank line and with the line ends that it has.
    pub fn with(&self, more: &str) -> Joined {
        let Before::Text(text) = self else {
            return Joined {
                text: more.to_owned(),
                lines_before: 0,
            };
        };
        let (end, last) = match (text.contains('\n'), text.contains('\r')) {
            (true, _) if text.contains("\r\n") => ("\r\n", '\n'),
            (false, true) => ("\r", '\r'),
            (true | false, _) => ("\n", '\n'),
        };
        let mut joined = text.clone();
        if !joined.is_empty() {
            if !joined.ends_with(last) {
                joined.push_str(end);
            }
            joined.push_str(end);
        }
        let lines_before = joined.matches(last).count() as u32;
        joined.push_str(&more.replace('\n', end));
        Joined {
            text: joined,
            lines_before,
        }
    }

    /// What was done, in a word.
    pub fn done(&self) -> &'static str {
        match self {
            Before::Absent => "written",
            Before::Text(_) => "added",
        }
    }
}

/// Reads the note, if there is one.
pub fn read(path: &Path) -> Result<Before, Trouble> {
    let cannot = |why: String| {
        let name = path.display();
        Trouble::Failed(format!("cannot add to {name}: {why}; name another note"))
    };
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Before::Absent),
        Err(error) => return Err(cannot(error.to_string())),
    };
    if !meta.is_file() || meta.len() > NOTE_BYTES {
        return Err(cannot(
            "it is no ordinary file of at most 64 MiB".to_owned(),
        ));
    }
    if meta.permissions().readonly() {
        let name = path.display();
        return Err(Trouble::Failed(format!(
            "{name} is read-only: chmod u+w it first, if you mean to change it"
        )));
    }
    if meta.nlink() > 1 {
        return Err(cannot(format!(
            "it has {} names (hard links), which would come apart",
            meta.nlink()
        )));
    }
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Before::Text(text)),
        Err(error) => Err(cannot(error.to_string())),
    }
}

/// Writes the note: as a whole or not at all, and only if it is still what was read.
pub fn write(path: &Path, before: &Before, text: &str) -> Result<(), Trouble> {
    let cannot = |error: std::io::Error| {
        Trouble::Failed(format!("cannot write {}: {error}", path.display()))
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    if !folder.is_dir() {
        return Err(Trouble::Failed(format!(
            "there is no folder {}: make it first",
            folder.display()
        )));
    }
    // A note that is a link stays one: what it points at is replaced.
    let target = match before {
        Before::Absent => path.to_owned(),
        Before::Text(_) => std::fs::canonicalize(path).map_err(cannot)?,
    };
    let (temporary, mut file) = beside(&target).map_err(cannot)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(cannot)
        .and_then(|()| match before {
            Before::Absent => put_new(&temporary, &target),
            Before::Text(known) => put_over(&temporary, &target, known),
        });
    if written.is_err() {
        // The error that matters is the one above; a leftover is harmless.
        let _ = std::fs::remove_file(&temporary);
    }
    written?;
    let folder = target.parent().unwrap_or(Path::new("/"));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(cannot)
}

/// A hidden file in the same folder, which nothing reads as a note.
fn beside(target: &Path) -> std::io::Result<(PathBuf, File)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let temporary = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .open(&temporary)?;
    Ok((temporary, file))
}

/// Puts a file where none is; one that came in the meantime stays.
pub fn put_new(temporary: &Path, target: &Path) -> Result<(), Trouble> {
    let done = match renameat_with(CWD, temporary, CWD, target, RenameFlags::NOREPLACE) {
        // Some file systems know no such flag; a second name is never given over a file either.
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {
            std::fs::hard_link(temporary, target).and_then(|()| std::fs::remove_file(temporary))
        }
        other => other.map_err(std::io::Error::from),
    };
    done.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => changed(target),
        _ => Trouble::Failed(format!("cannot write {}: {error}", target.display())),
    })
}

/// Puts a file in the place of one that still holds what was read of it.
fn put_over(temporary: &Path, target: &Path, known: &str) -> Result<(), Trouble> {
    let put = || -> std::io::Result<bool> {
        let meta = std::fs::metadata(target)?;
        std::fs::set_permissions(temporary, meta.permissions())?;
        if std::fs::read(target)? != known.as_bytes() {
            return Ok(false);
        }
        std::fs::rename(temporary, target)?;
        Ok(true)
    };
    match put() {
        Ok(true) => Ok(()),
        Ok(false) => Err(changed(target)),
        Err(error) => Err(Trouble::Failed(format!(
            "cannot write {}: {error}",
            target.display()
        ))),
    }
}

fn changed(target: &Path) -> Trouble {
    Trouble::Failed(format!(
        "{} was changed meanwhile, and is left as it is: try again",
        target.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_changed_meanwhile_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.md");
        assert_eq!(read(&path).unwrap(), Before::Absent);
        std::fs::write(&path, "theirs").unwrap();
        assert!(write(&path, &Before::Absent, "ours").is_err());
        let before = Before::Text("other".to_owned());
        let error = write(&path, &before, "ours").unwrap_err().to_string();
        assert!(error.contains("changed meanwhile"), "{error}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "theirs");
        let before = read(&path).unwrap();
        write(&path, &before, "ours").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "ours");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_read_only_note_is_not_added_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.md");
        std::fs::write(&path, "theirs").unwrap();
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("is read-only: chmod u+w"), "{error}");
    }

    #[test]
    fn a_note_with_two_names_is_not_parted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.md");
        std::fs::write(&path, "theirs").unwrap();
        std::fs::hard_link(&path, folder.path().join("y.md")).unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("hard links"), "{error}");
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real.md"), folder.path().join("x.md"));
        std::fs::write(&real, "a").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let before = read(&link).unwrap();
        write(&link, &before, "b").unwrap();
        assert_eq!(std::fs::read_to_string(&real).unwrap(), "b");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[test]
    fn what_is_added_stands_after_a_blank_line_with_the_line_ends_of_the_note() {
        let joined = |text: &str| {
            let joined = Before::Text(text.to_owned()).with("new\n");
            (joined.text, joined.lines_before)
        };
        assert_eq!(joined("old"), ("old\n\nnew\n".to_owned(), 2));
        assert_eq!(joined("old\r\n"), ("old\r\n\r\nnew\r\n".to_owned(), 2));
        assert_eq!(joined("old\r"), ("old\r\rnew\r".to_owned(), 2));
        assert_eq!(joined(""), ("new\n".to_owned(), 0));
    }
}
