//! Reads all notes of all sources: walking, reading, scanning. Used where waiting is allowed; what comes back
//! is plain data.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::source::{self, walk};
use super::{Adopted, Context, Scan, scan};

/// What the notes held when they were read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NotesRead {
    /// Every file that could be read, by path.
    pub files: Vec<ReadFile>,
    /// Files and folders that could not be looked at; what lies there keeps its last good state.
    pub troubles: Vec<Trouble>,
}

/// A file that could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadFile {
    /// Its absolute path.
    pub path: String,
    /// The folders between the source and the file, outermost first.
    pub folders: Vec<String>,
    /// What it holds.
    pub text: Arc<str>,
    /// What the scan made of it.
    pub scan: Arc<Scan>,
}

/// A file or folder that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Its path.
    pub path: String,
    /// What is the matter, and what to do.
    pub message: String,
}

/// Reads notes, and scans only what changed since it read them last.
#[derive(Debug, Default)]
pub struct Reader {
    adopted: Adopted,
    scans: HashMap<String, (Arc<str>, Arc<Scan>)>,
}

impl Reader {
    /// Reads every note of the sources. Files are always read, never trusted by their times: an editor can
    /// save twice within one tick of a file system's clock.
    pub fn read(
        &mut self,
        roots: &[PathBuf],
        ignore: &[String],
        adopted: &BTreeSet<String>,
    ) -> NotesRead {
        if self.adopted.0 != *adopted {
            self.adopted = Adopted(adopted.clone());
            self.scans.clear();
        }
        let mut read = NotesRead::default();
        let mut seen = BTreeSet::new();
        for root in roots {
            let found = walk(root, ignore);
            read.troubles
                .extend(found.problems.into_iter().map(|problem| Trouble {
                    path: problem.path.to_string_lossy().into_owned(),
                    message: problem.message,
                }));
            for file in found.files {
                let path = file.path.to_string_lossy().into_owned();
                if seen.insert(path.clone()) {
                    self.read_file(&file.path, path, file.folders, &mut read);
                }
            }
        }
        self.scans.retain(|path, _| seen.contains(path));
        read.files.sort_by(|a, b| a.path.cmp(&b.path));
        read
    }

    fn read_file(&mut self, file: &Path, path: String, folders: Vec<String>, read: &mut NotesRead) {
        match source::read(file) {
            Ok(text) => {
                let (text, scan) = self.scanned(&path, text);
                read.files.push(ReadFile {
                    path,
                    folders,
                    text,
                    scan,
                });
            }
            Err(error) => read.troubles.push(Trouble {
                path,
                message: error.to_string(),
            }),
        }
    }

    fn scanned(&mut self, path: &str, text: String) -> (Arc<str>, Arc<Scan>) {
        if let Some((known, scan)) = self.scans.get(path)
            && **known == *text
        {
            return (Arc::clone(known), Arc::clone(scan));
        }
        let scan = Arc::new(scan_file(path, &text, &self.adopted));
        let text: Arc<str> = text.into();
        self.scans
            .insert(path.to_owned(), (Arc::clone(&text), Arc::clone(&scan)));
        (text, scan)
    }
}

/// Scans the text of a file, whose name may become a title. Pure.
pub fn scan_file(path: &str, text: &str, adopted: &Adopted) -> Scan {
    let file_stem = Path::new(path)
        .file_stem()
        .map(|stem| stem.to_string_lossy())
        .unwrap_or_default();
    scan(
        text,
        &Context {
            file_stem: &file_stem,
            format: None,
            adopted,
        },
    )
}
