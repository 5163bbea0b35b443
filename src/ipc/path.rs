//! Where the socket lies. It must never choose a temporary folder, and never make or open anything.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The longest path of a socket, in bytes (`sun_path` of unix(7) less its final NUL).
pub const MAX_PATH_BYTES: usize = 107;

/// Why there is no usable socket path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// The kernel takes no path of this length.
    #[error(
        "the socket path is {bytes} bytes long, over the {MAX_PATH_BYTES} that the system takes: {path}; \
         set LOCI_SOCKET to a shorter one"
    )]
    TooLong {
        /// The path.
        path: PathBuf,
        /// Its length.
        bytes: usize,
    },
    /// It would mean another file in each working folder.
    #[error("LOCI_SOCKET must be an absolute path, it is {path}")]
    Relative {
        /// What was given.
        path: PathBuf,
    },
}

/// The user and the surroundings that decide on the path.
pub struct Surroundings<'a> {
    /// Looks up an environment variable.
    pub variable: &'a dyn Fn(&str) -> Option<OsString>,
    /// The user's id.
    pub uid: u32,
    /// Whether a folder exists and belongs to the user.
    pub is_ours: &'a dyn Fn(&Path) -> bool,
    /// loci's state folder, the last resort.
    pub state_dir: &'a Path,
}

/// The socket path: `$LOCI_SOCKET`, else `$XDG_RUNTIME_DIR/loci/loci.sock`, else
/// `/run/user/UID/loci/loci.sock` if that runtime folder is ours, else `run/loci.sock` in the state folder.
///
/// # Errors
/// If the path is longer than the system takes, or `LOCI_SOCKET` is relative.
pub fn choose(around: &Surroundings) -> Result<PathBuf, PathError> {
    let path = match set(around, "LOCI_SOCKET") {
        Some(path) if path.is_relative() => return Err(PathError::Relative { path }),
        Some(path) => path,
        None => runtime_dir(around).map_or_else(
            || around.state_dir.join("run/loci.sock"),
            |dir| dir.join("loci/loci.sock"),
        ),
    };
    let bytes = path.as_os_str().as_bytes().len();
    if bytes > MAX_PATH_BYTES {
        return Err(PathError::TooLong { path, bytes });
    }
    Ok(path)
}

fn runtime_dir(around: &Surroundings) -> Option<PathBuf> {
    // The XDG base directory specification: a relative path is to be ignored.
    set(around, "XDG_RUNTIME_DIR")
        .filter(|dir| dir.is_absolute())
        .or_else(|| {
            Some(PathBuf::from(format!("/run/user/{}", around.uid))).filter(|d| (around.is_ours)(d))
        })
}

fn set(around: &Surroundings, name: &str) -> Option<PathBuf> {
    (around.variable)(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The socket path of this process ([`choose`] with the real environment).
///
/// # Errors
/// As [`choose`].
pub fn socket(state_dir: &Path) -> Result<PathBuf, PathError> {
    of_process(state_dir, &|name| std::env::var_os(name))
}

/// The socket path of this process if `LOCI_SOCKET` were not set.
///
/// # Errors
/// As [`choose`].
pub fn usual(state_dir: &Path) -> Result<PathBuf, PathError> {
    of_process(state_dir, &|name| match name {
        "LOCI_SOCKET" => None,
        other => std::env::var_os(other),
    })
}

fn of_process(
    state_dir: &Path,
    variable: &dyn Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, PathError> {
    let uid = rustix::process::geteuid().as_raw();
    choose(&Surroundings {
        variable,
        uid,
        is_ours: &|dir| {
            dir.metadata()
                .is_ok_and(|meta| meta.is_dir() && meta.uid() == uid)
        },
        state_dir,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(variables: &[(&str, &str)], ours: bool, state: &str) -> Result<String, PathError> {
        choose(&Surroundings {
            variable: &|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| OsString::from(value))
            },
            uid: 1000,
            is_ours: &|dir| ours && dir == Path::new("/run/user/1000"),
            state_dir: Path::new(state),
        })
        .map(|path| path.display().to_string())
    }

    #[test]
    fn the_nearest_place_that_is_ours_wins() {
        let runtime = ("XDG_RUNTIME_DIR", "/run/x");
        let own = ("LOCI_SOCKET", "/own.sock");
        assert_eq!(check(&[own, runtime], true, "/s"), Ok("/own.sock".into()));
        assert_eq!(
            check(&[runtime], true, "/s"),
            Ok("/run/x/loci/loci.sock".into())
        );
        assert_eq!(
            check(&[], true, "/s"),
            Ok("/run/user/1000/loci/loci.sock".into())
        );
        assert_eq!(check(&[], false, "/s"), Ok("/s/run/loci.sock".into()));
    }

    #[test]
    fn empty_and_relative_runtime_folders_do_not_count() {
        let variables = [("LOCI_SOCKET", ""), ("XDG_RUNTIME_DIR", "run")];
        assert_eq!(
            check(&variables, false, "/s"),
            Ok("/s/run/loci.sock".into())
        );
    }

    #[test]
    fn a_relative_override_is_refused() {
        let error = check(&[("LOCI_SOCKET", "a.sock")], true, "/s");
        assert!(matches!(error, Err(PathError::Relative { .. })));
    }

    #[test]
    fn a_path_of_107_bytes_is_the_longest() {
        let state = format!("/{}", "s".repeat(MAX_PATH_BYTES - "//run/loci.sock".len()));
        assert_eq!(
            check(&[], false, &state).map(|path| path.len()),
            Ok(MAX_PATH_BYTES)
        );
        let error = check(&[], false, &format!("{state}s")).unwrap_err();
        assert!(error.to_string().contains("108 bytes"), "{error}");
        assert!(error.to_string().contains("/run/loci.sock"), "{error}");
    }
}
