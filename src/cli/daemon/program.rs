//! Where `loci` and `locid` lie, as they were called: a link to them outlives an upgrade, what it points to
//! today may not.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::cli::context::absolute;
use crate::cli::exit::Trouble;

/// `locid` beside this program, else in `PATH`.
pub fn locid() -> Result<PathBuf, Trouble> {
    let own = [loci().ok(), std::env::current_exe().ok()];
    let beside = own.into_iter().flatten().filter_map(|path| {
        let folder = path.parent()?;
        Some(folder.join("locid"))
    });
    find(beside, &path()).ok_or_else(|| {
        Trouble::Failed("locid is not installed beside loci, nor in PATH: install both".to_owned())
    })
}

/// This program.
pub fn loci() -> Result<PathBuf, Trouble> {
    let real = std::env::current_exe()
        .map_err(|error| Trouble::Failed(format!("cannot tell where loci lies: {error}")))?;
    let called = std::env::args_os().next().unwrap_or_default();
    Ok(as_called(&called, &path(), &real).unwrap_or(real))
}

fn path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

/// The path by which a program was called, if it leads to the program.
fn as_called(called: &OsStr, path: &OsStr, real: &Path) -> Option<PathBuf> {
    let is_it = |place: &PathBuf| {
        let found = place.canonicalize();
        found.is_ok_and(|found| real.canonicalize().is_ok_and(|real| found == real))
    };
    if called.is_empty() {
        return None;
    }
    if Path::new(called).components().count() > 1 {
        return absolute(Path::new(called)).ok().filter(is_it);
    }
    let mut places = std::env::split_paths(path).map(|folder| folder.join(called));
    places.find(|place| place.is_absolute() && is_it(place))
}

fn find(beside: impl Iterator<Item = PathBuf>, path: &OsStr) -> Option<PathBuf> {
    let in_path = std::env::split_paths(path).map(|folder| folder.join("locid"));
    beside
        .chain(in_path)
        .find(|place| place.is_absolute() && place.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daemon_beside_the_program_is_preferred() {
        let folder = tempfile::tempdir().unwrap();
        let (beside, other) = (folder.path().join("a"), folder.path().join("b"));
        for folder in [&beside, &other] {
            std::fs::create_dir(folder).unwrap();
        }
        let path = other.as_os_str();
        let near = || std::iter::once(beside.join("locid"));
        std::fs::write(other.join("locid"), "").unwrap();
        assert_eq!(find(near(), path), Some(other.join("locid")));
        std::fs::write(beside.join("locid"), "").unwrap();
        assert_eq!(find(near(), path), Some(beside.join("locid")));
        assert_eq!(find(std::iter::empty(), OsStr::new("")), None);
    }

    #[test]
    fn a_link_stays_a_link_and_a_stranger_of_the_same_name_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["store", "profile", "other"] {
            std::fs::create_dir(at(name)).unwrap();
        }
        std::fs::write(at("store/loci"), "").unwrap();
        std::fs::write(at("other/loci"), "").unwrap();
        std::os::unix::fs::symlink(at("store/loci"), at("profile/loci")).unwrap();
        let (link, real) = (at("profile/loci"), at("store/loci"));
        let path = std::env::join_paths([at("other"), at("profile")]).unwrap();
        let name = OsStr::new("loci");
        assert_eq!(as_called(name, &path, &real), Some(link.clone()));
        assert_eq!(as_called(link.as_os_str(), &path, &real), Some(link));
        assert_eq!(as_called(at("other/loci").as_os_str(), &path, &real), None);
    }
}
