//! Checking a database that is in use: by a connection of its own, which cannot write.

use std::fs;
use std::path::Path;

use super::error::StoreError;
use super::open::{check as sound, peek};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The size of the file and of its WAL.
    pub bytes: u64,
    /// How it is damaged, if it is.
    pub damage: Option<String>,
}

/// Has SQLite look at every page.
///
/// # Errors
/// If the file cannot be opened or read; damage is no error here.
pub fn check(path: &Path) -> Result<Checked, StoreError> {
    let conn = peek(path)?;
    let damage = match sound(&conn, path) {
        Ok(()) => None,
        Err(error @ StoreError::Damaged { .. }) => Some(error.to_string()),
        Err(error) => return Err(error),
    };
    let bytes = fs::metadata(path)
        .map_err(|error| StoreError::io(path, error))?
        .len();
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    let wal = fs::metadata(wal).map_or(0, |meta| meta.len());
    Ok(Checked {
        bytes: bytes + wal,
        damage,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::*;

    #[test]
    fn a_database_in_use_is_sound_and_one_with_foreign_pages_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("loci.db");
        let store = Store::open(&path).unwrap();
        let checked = check(&path).unwrap();
        assert_eq!(checked.damage, None);
        assert!(checked.bytes > 0);
        drop(store);
        let mut bytes = fs::read(&path).unwrap();
        let from = bytes.len() / 2;
        bytes[from..].fill(0xa5);
        fs::write(&path, bytes).unwrap();
        assert!(check(&path).unwrap().damage.is_some());
    }
}
