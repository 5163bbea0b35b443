//! What a reading of the notes gives: plain data, made by `source::reader`.

use std::path::Path;
use std::sync::Arc;

use super::problem::Level;
use super::{Adopted, Context, Format, Scan, scan};

/// What the notes held when they were read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NotesRead {
    /// The sources that were asked for, absolute; a known file outside all of them was taken away by the user.
    pub roots: Vec<String>,
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
    /// The line, from 1; 0 if it is about the whole file or folder.
    pub line: u32,
    /// How bad it is.
    pub level: Level,
    /// What is the matter, and what to do.
    pub message: String,
}

/// Scans the text of a file, whose name may become a title. Pure.
pub fn scan_file(path: &str, text: &str, adopted: &Adopted) -> Scan {
    let path = Path::new(path);
    let file_stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy())
        .unwrap_or_default();
    scan(
        text,
        &Context {
            file_stem: &file_stem,
            format: format_of(path),
            adopted,
        },
    )
}

/// The only format that a file can have by its name; `None` if its text decides.
pub fn format_of(path: &Path) -> Option<Format> {
    let ending = path.extension()?;
    ending.eq_ignore_ascii_case("mm").then_some(Format::Mm)
}
