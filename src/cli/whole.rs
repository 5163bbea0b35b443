//! A file that is written whole or not at all; what is no file, such as a pipe, is written into.

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

/// Writes beside the target, then takes its place: a broken export never replaces a whole one. A pipe or a device
/// (`/dev/null`) stays what it is, and is written into.
pub fn whole<T>(
    path: &Path,
    write: impl FnOnce(&mut Fresh<'_>) -> Result<T, Trouble>,
) -> Result<T, Trouble> {
    let cannot = |error: std::io::Error| cannot_write(path, &error);
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        let file = File::options().write(true).open(path).map_err(cannot)?;
        return write(&mut Fresh { file, path });
    }
    // What a link names is replaced, not the link.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let path = target.as_path();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_stays_one_and_what_it_names_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "before").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        whole(&link, |fresh| fresh.add("after")).unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "after");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_pipe_is_written_into_and_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.unwrap().success());
        // Open for both, so that neither side waits for the other.
        let both = File::options().read(true).write(true).open(&path);
        let mut both = both.unwrap();
        whole(&path, |file| file.add("told")).unwrap();
        assert!(!std::fs::metadata(&path).unwrap().is_file());
        let mut read = [0; 4];
        std::io::Read::read_exact(&mut both, &mut read).unwrap();
        assert_eq!(&read, b"told");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
