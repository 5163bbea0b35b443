//! A file that is written whole or not at all.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::exit::Trouble;

/// A file that is being written.
pub struct Fresh<'a> {
    file: File,
    /// What it becomes.
    path: &'a Path,
}

impl Fresh<'_> {
    /// Writes on.
    pub fn add(&mut self, text: &str) -> Result<(), Trouble> {
        let written = self.file.write_all(text.as_bytes());
        written.map_err(|error| cannot_write(self.path, &error))
    }
}

/// Writes beside the target, then takes its place: a broken export never replaces a whole one.
pub fn whole<T>(
    path: &Path,
    write: impl FnOnce(&mut Fresh<'_>) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let cannot = |error: std::io::Error| cannot_write(path, &error);
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let file = File::create(&temporary).map_err(cannot)?;
    let mut fresh = Fresh { file, path };
    let written = write(&mut fresh)
        .and_then(|told| fresh.file.sync_all().map(|()| told).map_err(cannot))
        .and_then(|told| {
            std::fs::rename(&temporary, path)
                .map(|()| told)
                .map_err(cannot)
        });
    if written.is_err() {
        // The error that matters is the one above; a leftover is harmless.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot write {}: {error}", path.display()))
}
