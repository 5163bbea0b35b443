//! The text of a plan's file, if it is one.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::MOST_BYTES;
use super::lines::Lines;
use crate::domain::plan::problem::Place;

/// Why the file of a plan was not read.
#[derive(Debug, thiserror::Error)]
pub enum PlanFileError {
    /// There is none, or it may not be read.
    #[error("cannot read the plan {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is a folder, a pipe or a device.
    #[error("the plan {} is no plain file", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
    },
    /// It is too large to be a plan.
    #[error("the plan {} is over 1 MiB: that is no list of days", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// It is no UTF-8.
    #[error("{}:{place}: this is no UTF-8: save the plan as UTF-8", path.display())]
    NoText {
        /// The file.
        path: PathBuf,
        /// The first byte that is none.
        place: Place,
    },
}

/// Reads the file; never more than a plan may have.
///
/// # Errors
/// If it is not there, no plain file, too large, or no UTF-8.
pub fn text(path: &Path) -> Result<String, PlanFileError> {
    let failed = |source| PlanFileError::Read {
        path: path.to_owned(),
        source,
    };
    // A pipe without a writer would never open.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(PlanFileError::NoFile {
            path: path.to_owned(),
        });
    }
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    let file = File::open(path).map_err(failed)?;
    file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > MOST_BYTES {
        return Err(PlanFileError::TooLarge {
            path: path.to_owned(),
        });
    }
    String::from_utf8(bytes).map_err(|error| {
        let right = error.utf8_error().valid_up_to();
        let before = error.as_bytes().get(..right).unwrap_or_default();
        PlanFileError::NoText {
            path: path.to_owned(),
            place: Lines::of(&String::from_utf8_lossy(before)).place(right),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_utf_8_file_of_a_plans_size_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.toml");
        let said = || text(&path).unwrap_err().to_string();
        assert!(said().contains("plan.toml: No such file"), "{}", said());
        std::fs::write(&path, vec![b'#'; MOST_BYTES]).unwrap();
        assert_eq!(text(&path).unwrap().len(), MOST_BYTES);
        std::fs::write(&path, vec![b'#'; MOST_BYTES + 1]).unwrap();
        assert!(said().contains("over 1 MiB"), "{}", said());
        std::fs::write(&path, b"a\nb\n\xff").unwrap();
        assert!(said().contains("plan.toml:3:"), "{}", said());
        std::fs::write(&path, b"a\n# \xc3\xa4\xff\n").unwrap();
        assert!(
            said().contains("plan.toml:2:4: this is no UTF-8"),
            "{}",
            said()
        );
        let folder = text(folder.path()).unwrap_err().to_string();
        assert!(folder.contains("no plain file"), "{folder}");
    }
}
