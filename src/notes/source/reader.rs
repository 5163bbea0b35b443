//! Reads all notes of all sources: walking, reading, scanning. Used where waiting is allowed; what comes back
//! is plain data.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{read, walk};
use crate::notes::problem::Level;
use crate::notes::read::{NotesRead, ReadFile, Trouble, scan_file};
use crate::notes::{Adopted, Scan};

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
        let mut notes = NotesRead {
            roots: roots
                .iter()
                .map(|root| root.to_string_lossy().into_owned())
                .collect(),
            ..NotesRead::default()
        };
        let mut seen = BTreeSet::new();
        for root in roots {
            let found = walk(root, ignore);
            for problem in found.problems {
                let trouble = Trouble {
                    path: problem.path.to_string_lossy().into_owned(),
                    line: 0,
                    level: problem.level,
                    message: problem.message,
                };
                // A bad pattern is bad in every source.
                if !notes.troubles.contains(&trouble) {
                    notes.troubles.push(trouble);
                }
            }
            for file in found.files {
                let path = file.path.to_string_lossy().into_owned();
                if seen.insert(path.clone()) {
                    self.read_file(&file.path, path, file.folders, &mut notes);
                }
            }
        }
        self.scans.retain(|path, _| seen.contains(path));
        notes.files.sort_by(|a, b| a.path.cmp(&b.path));
        notes
    }

    fn read_file(
        &mut self,
        file: &Path,
        path: String,
        folders: Vec<String>,
        notes: &mut NotesRead,
    ) {
        match read(file) {
            Ok(text) => {
                let (text, scan) = self.scanned(&path, text);
                notes.files.push(ReadFile {
                    path,
                    folders,
                    text,
                    scan,
                });
            }
            Err(error) => notes.troubles.push(Trouble {
                path,
                line: error.line(),
                level: Level::Error,
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
        let mut scan = scan_file(path, &text, &self.adopted);
        scan.note.shrink_to_fit();
        let scan = Arc::new(scan);
        let text: Arc<str> = text.into();
        self.scans
            .insert(path.to_owned(), (Arc::clone(&text), Arc::clone(&scan)));
        (text, scan)
    }
}
