//! Writing an anchor into a note: the only way in which loci changes a file of notes, and only when asked.
//!
//! Whole or not at all: a new file beside the old one takes its place, with its mode, owner, line ends and
//! byte order mark. What could surprise anybody is refused.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

use crate::notes::Adopted;
use crate::notes::anchor::{self, NoPlace};

/// An anchor, and where it goes.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The note's file, absolute.
    pub path: &'a Path,
    /// The line, from 1.
    pub line: u32,
    /// The text as it was read last.
    pub text: &'a str,
    /// The anchor, without `^`.
    pub anchor: &'a str,
    /// What the user adopted.
    pub adopted: &'a Adopted,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritten {
    /// The file leads out of every source.
    #[error("{path} leads out of the sources of notes: loci writes only inside them")]
    Outside {
        /// The file.
        path: PathBuf,
    },
    /// Nobody may write to it.
    #[error("{path} is read-only: chmod u+w it first, if you mean to change it")]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// It has more than one name.
    #[error(
        "{path} has {links} names (hard links), which would come apart: write ^{anchor} behind line {line} yourself"
    )]
    Linked {
        /// The file.
        path: PathBuf,
        /// How many.
        links: u64,
        /// The anchor.
        anchor: String,
        /// The line.
        line: u32,
    },
    /// It is no UTF-8.
    #[error(
        "{path} is not in UTF-8, and loci writes nothing else: write ^{anchor} behind line {line} yourself"
    )]
    Encoded {
        /// The file.
        path: PathBuf,
        /// The anchor.
        anchor: String,
        /// The line.
        line: u32,
    },
    /// It was changed after it was read.
    #[error("{path} changed since it was read: save it, then `loci sync`, then try again")]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The line cannot carry an anchor.
    #[error("{path}:{line}: {why}")]
    NoPlace {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u32,
        /// Why.
        why: NoPlace,
    },
    /// The file system refused.
    #[error("cannot write {path}: {source}; the note is as it was")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system says.
        #[source]
        source: std::io::Error,
    },
}

/// Writes an anchor into a note of one of these sources; gives the line as it is now.
pub fn write(place: Place<'_>, roots: &[PathBuf]) -> Result<String, Unwritten> {
    let Place { path, line, .. } = place;
    let io = |source| Unwritten::Io {
        path: path.to_owned(),
        source,
    };
    let real = fs::canonicalize(path).map_err(io)?;
    let inside = roots.iter().filter_map(|root| fs::canonicalize(root).ok());
    if !inside.into_iter().any(|root| real.starts_with(root)) {
        return Err(Unwritten::Outside {
            path: path.to_owned(),
        });
    }
    let before = fs::metadata(&real).map_err(io)?;
    // Whoever may not write to the file may perhaps replace it; that is not what its owner meant.
    if before.permissions().readonly() {
        return Err(Unwritten::ReadOnly {
            path: path.to_owned(),
        });
    }
    drop(OpenOptions::new().write(true).open(&real).map_err(io)?);
    if before.nlink() > 1 {
        return Err(Unwritten::Linked {
            path: path.to_owned(),
            links: before.nlink(),
            anchor: place.anchor.to_owned(),
            line,
        });
    }
    let changed = || Unwritten::Changed {
        path: path.to_owned(),
    };
    let bytes = fs::read(&real).map_err(io)?;
    let whole = String::from_utf8(bytes).map_err(|_| Unwritten::Encoded {
        path: path.to_owned(),
        anchor: place.anchor.to_owned(),
        line,
    })?;
    let (mark, text) = match whole.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", whole.as_str()),
    };
    if text != place.text {
        return Err(changed());
    }
    let name = path.to_string_lossy();
    let anchored =
        anchor::write(&name, text, line, place.anchor, place.adopted).map_err(|why| {
            Unwritten::NoPlace {
                path: path.to_owned(),
                line,
                why,
            }
        })?;
    let draft = beside(&real);
    let written = fill(&draft, &format!("{mark}{}", anchored.text), &before)
        .map_err(io)
        .and_then(|()| {
            let now = fs::metadata(&real).map_err(io)?;
            let same = (now.ino(), now.len(), now.mtime(), now.mtime_nsec())
                == (
                    before.ino(),
                    before.len(),
                    before.mtime(),
                    before.mtime_nsec(),
                );
            if !same {
                return Err(changed());
            }
            fs::rename(&draft, &real).map_err(io)
        });
    if let Err(error) = written {
        // What is left of it is only a draft.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    if let Some(folder) = real.parent() {
        // The note is whole either way; only its name would be lost with the power.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(anchored.line)
}

/// A draft's name: hidden, so that no reading takes it for a note.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.loci-{}", std::process::id()))
}

fn fill(draft: &Path, text: &str, like: &fs::Metadata) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let mut file = options.open(draft)?;
    file.write_all(text.as_bytes())?;
    let made = file.metadata()?;
    if (made.uid(), made.gid()) != (like.uid(), like.gid()) {
        chown(draft, Some(like.uid()), Some(like.gid()))?;
    }
    file.set_permissions(like.permissions())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const TEXT: &str = "# Mind map\r\n\r\nRust\r\n├── Ownership\r\n└── Traits\r\n";

    fn note() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rust.md");
        fs::write(&path, format!("\u{feff}{TEXT}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        (folder, path)
    }

    fn pin(path: &Path, text: &str, roots: &[PathBuf]) -> Result<String, Unwritten> {
        let adopted = Adopted::default();
        let place = Place {
            path,
            line: 4,
            text,
            anchor: "own",
            adopted: &adopted,
        };
        write(place, roots)
    }

    #[test]
    fn an_anchor_is_written_and_nothing_else() {
        let (folder, path) = note();
        let roots = [folder.path().to_owned()];
        assert_eq!(pin(&path, TEXT, &roots).unwrap(), "├── Ownership ^own");
        let now = fs::read_to_string(&path).unwrap();
        assert_eq!(
            now,
            format!("\u{feff}{}", TEXT.replace("ship", "ship ^own"))
        );
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "no draft stays");
    }

    #[test]
    fn what_could_surprise_anybody_is_refused_and_the_note_stays() {
        let (folder, path) = note();
        let roots = [folder.path().to_owned()];
        let elsewhere = tempfile::tempdir().unwrap();
        let refused = |error: Unwritten, wanted: &str| {
            assert!(error.to_string().contains(wanted), "{error}");
            let now = fs::read_to_string(&path).unwrap();
            assert_eq!(now, format!("\u{feff}{TEXT}"));
        };
        let others = [elsewhere.path().to_owned()];
        refused(pin(&path, TEXT, &others).unwrap_err(), "leads out");
        refused(pin(&path, "Rust\n", &roots).unwrap_err(), "changed since");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        refused(pin(&path, TEXT, &roots).unwrap_err(), "read-only");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = elsewhere.path().join("same.md");
        if fs::hard_link(&path, &link).is_ok() {
            refused(pin(&path, TEXT, &roots).unwrap_err(), "hard links");
        }
    }

    #[test]
    fn a_note_that_is_not_utf_8_is_told_for_what_it_is() {
        let (folder, path) = note();
        let roots = [folder.path().to_owned()];
        let text = format!("\u{feff}{TEXT}");
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(&path, &bytes).unwrap();
        let told = pin(&path, TEXT, &roots).unwrap_err().to_string();
        assert!(told.contains("is not in UTF-8"), "{told}");
        assert!(told.contains("write ^own behind line 4 yourself"), "{told}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn a_link_stays_a_link() {
        let (folder, path) = note();
        let link = folder.path().join("link.md");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let roots = [folder.path().to_owned()];
        pin(&link, TEXT, &roots).unwrap();
        assert!(link.is_symlink());
        assert!(fs::read_to_string(&path).unwrap().contains("^own"));
    }
}
