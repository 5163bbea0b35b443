//! The files of `loci daemon install`: what stands in them, where they lie, and whether one is still as it was
//! written. A file that somebody changed is that person's.
//!
//! Sources: systemd.syntax(7), systemd.service(5), the Desktop Entry Specification 1.5.

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;
use uuid::Uuid;

use crate::cli::context::Context;
use crate::cli::exit::Trouble;

const SOCKET: &str = include_str!("../../../systemd/locid.socket");
const SERVICE: &str = include_str!("../../../systemd/locid.service");
const AUTOSTART: &str = include_str!("../../../systemd/loci.desktop");

/// What says where things lie; a daemon that is started with the session would not know it.
const PLACES: [&str; 7] = [
    "LOCI_CONFIG",
    "LOCI_DATA_DIR",
    "LOCI_STATE_DIR",
    "LOCI_SOCKET",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
];

/// A file to be there.
#[derive(Debug)]
pub struct File {
    /// Where.
    pub path: PathBuf,
    /// What stands in it, without the mark.
    pub text: String,
}

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Written.
    Written,
    /// It was there already, the same.
    Unchanged,
    /// Somebody changed it: it stays as it is.
    Kept,
    /// Removed.
    Removed,
}

/// A file and what came of it.
#[derive(Debug, Serialize)]
pub struct Done {
    /// The file.
    pub path: String,
    /// What came of it.
    pub state: State,
}

/// A place of the environment that is set: its name and value.
pub type Place = (&'static str, OsString);

/// The places that the environment sets, relative ones made absolute.
pub fn places() -> Vec<Place> {
    let set = PLACES.iter().filter_map(|name| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
        if name.starts_with("LOCI_") {
            let absolute = std::path::absolute(&value).ok();
            return Some((*name, absolute.map_or(value, OsString::from)));
        }
        // As the specification of the base directories wants it, a relative one does not count.
        Path::new(&value).is_absolute().then_some((*name, value))
    });
    set.collect()
}

/// The socket and the service, for a `locid`.
pub fn systemd(context: &Context, locid: &Path, places: &[Place]) -> Result<[File; 2], Trouble> {
    let folder = config_home(context)?.join("systemd/user");
    Ok([
        File {
            path: folder.join("locid.socket"),
            text: socket(places)?,
        },
        File {
            path: folder.join("locid.service"),
            text: service(locid, places)?,
        },
    ])
}

/// The entry that has the desktop start a `loci daemon start`.
pub fn autostart(context: &Context, loci: &Path, places: &[Place]) -> Result<File, Trouble> {
    Ok(File {
        path: config_home(context)?.join("autostart/loci.desktop"),
        text: entry(loci, places)?,
    })
}

/// Every file that `install` may have written, and the links by which systemd starts the units.
pub fn all(context: &Context) -> Result<([PathBuf; 3], [PathBuf; 2]), Trouble> {
    let home = config_home(context)?;
    let units = home.join("systemd/user");
    Ok((
        [
            units.join("locid.socket"),
            units.join("locid.service"),
            home.join("autostart/loci.desktop"),
        ],
        [
            units.join("sockets.target.wants/locid.socket"),
            units.join("default.target.wants/locid.service"),
        ],
    ))
}

fn config_home(context: &Context) -> Result<PathBuf, Trouble> {
    let set = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    set.filter(|path| path.is_absolute())
        .or_else(|| Some(context.paths.home.as_ref()?.join(".config")))
        .ok_or_else(|| Trouble::Failed("HOME is not set: set it, or XDG_CONFIG_HOME".to_owned()))
}

fn socket(places: &[Place]) -> Result<String, Trouble> {
    let Some((name, path)) = places.iter().find(|(name, _)| *name == "LOCI_SOCKET") else {
        return Ok(SOCKET.to_owned());
    };
    let path = text(name, path, &['\\'])?.replace('%', "%%");
    Ok(SOCKET.replace("%t/loci/loci.sock", &path))
}

/// The comment and the line of the shipped service that say where `locid` is.
const SHIPPED_START: (&str, &str) = (
    "# Where `cargo install` puts it; `loci daemon install` writes the path of the one that is installed.\n",
    "ExecStart=%h/.cargo/bin/locid run",
);

fn service(locid: &Path, places: &[Place]) -> Result<String, Trouble> {
    // No quoting makes these right in the path of a program.
    let locid = text("the path of locid", locid.as_os_str(), &['"', '\'', '\\'])?;
    let start = format!("ExecStart=\"{}\" run", locid.replace('%', "%%"));
    let mut lines = start;
    for (name, value) in places {
        let value = text(name, value, &[])?;
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        lines.push_str(&format!(
            "\nEnvironment=\"{name}={}\"",
            value.replace('%', "%%")
        ));
    }
    let (comment, line) = SHIPPED_START;
    Ok(SERVICE.replace(comment, "").replace(line, &lines))
}

fn entry(loci: &Path, places: &[Place]) -> Result<String, Trouble> {
    let mut words = Vec::new();
    if !places.is_empty() {
        words.push("env".to_owned());
    }
    for (name, value) in places {
        words.push(format!("{name}={}", text(name, value, &[])?));
    }
    words.push(text("the path of loci", loci.as_os_str(), &['='])?.to_owned());
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    Ok(AUTOSTART.replace("Exec=loci ", &format!("Exec={} ", words.join(" "))))
}

/// A word of an `Exec` line: quoted if it has to be, then escaped as any string of a desktop entry.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-=+:,@".contains(c);
    if word.chars().all(is_plain) {
        return word.to_owned();
    }
    let mut out = String::from("\"");
    for c in word.chars() {
        match c {
            '"' | '`' | '$' | '\\' => out.extend(['\\', c]),
            '%' => out.push_str("%%"),
            other => out.push(other),
        }
    }
    out.push('"');
    out.replace('\\', "\\\\")
}

/// A path as text that can stand in one line and holds none of these.
fn text<'a>(what: &str, path: &'a std::ffi::OsStr, never: &[char]) -> Result<&'a str, Trouble> {
    let text = path.to_str();
    text.filter(|text| !text.contains(|c: char| c.is_control() || never.contains(&c)))
        .ok_or_else(|| {
            Trouble::Failed(format!(
                "{what} ({}) has a character that cannot stand in such a file: choose a plainer path",
                path.display()
            ))
        })
}

/// The text with a first line that tells later whether it was changed.
fn marked(text: &str) -> String {
    format!("{}\n{text}", mark(text))
}

fn mark(text: &str) -> String {
    let sum = Uuid::new_v5(&Uuid::NAMESPACE_URL, text.as_bytes());
    format!(
        "# Written by 'loci daemon install', which leaves it alone once it was changed. Mark: {sum}"
    )
}

fn is_as_written(text: &str) -> bool {
    let parts = text.split_once('\n');
    parts.is_some_and(|(first, rest)| first == mark(rest))
}

/// Puts a file there, unless somebody changed the one that is.
pub fn put(file: &File) -> Result<Done, Trouble> {
    let text = marked(&file.text);
    let state = match fs::read_to_string(&file.path) {
        Ok(there) if there == text => State::Unchanged,
        Ok(there) if !is_as_written(&there) => State::Kept,
        Ok(_) => write(&file.path, &text)?,
        Err(error) if error.kind() == ErrorKind::NotFound => write(&file.path, &text)?,
        Err(error) => return Err(cannot("read", &file.path, &error)),
    };
    Ok(done(&file.path, state))
}

/// Takes a file away, unless somebody changed it; nothing if there is none.
pub fn take(path: &Path) -> Result<Option<Done>, Trouble> {
    let state = match fs::read_to_string(path) {
        Ok(there) if is_as_written(&there) => {
            fs::remove_file(path).map_err(|error| cannot("remove", path, &error))?;
            State::Removed
        }
        Ok(_) => State::Kept,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot("read", path, &error)),
    };
    Ok(Some(done(path, state)))
}

/// What stands in a file, if it is there and text.
pub fn text_at(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// Puts back what stood in a file, or takes away one that was not there.
pub fn put_back(path: &Path, before: Option<&str>) -> Result<(), Trouble> {
    match before {
        Some(text) => write(path, text).map(drop),
        None => fs::remove_file(path).map_err(|error| cannot("remove", path, &error)),
    }
}

/// Takes away the links by which systemd starts the units, where it does not do it itself; what is not there, or
/// cannot be removed, stays.
pub fn unlink(links: &[PathBuf]) {
    for link in links {
        let _ = fs::remove_file(link);
    }
}

fn done(path: &Path, state: State) -> Done {
    Done {
        path: path.display().to_string(),
        state,
    }
}

/// Writes it whole or not at all.
fn write(path: &Path, text: &str) -> Result<State, Trouble> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot("make", folder, &error))?;
    }
    let new = path.with_extension("loci-new");
    fs::write(&new, text)
        .and_then(|()| fs::rename(&new, path))
        .map_err(|error| cannot("write", path, &error))?;
    Ok(State::Written)
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Failed(format!("cannot {what} {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(set: &[(&'static str, &str)]) -> Vec<Place> {
        let set = set.iter();
        set.map(|(name, value)| (*name, OsString::from(value)))
            .collect()
    }

    #[test]
    fn odd_paths_are_quoted_as_each_file_wants_it() {
        let set = places(&[("LOCI_SOCKET", "/r n/50%"), ("LOCI_CONFIG", "/a\"b\\c$d")]);
        let service = service(Path::new("/my bin/100%/locid"), &set).unwrap();
        for line in [
            "\nExecStart=\"/my bin/100%%/locid\" run\n",
            "\nEnvironment=\"LOCI_SOCKET=/r n/50%%\"\n",
            "\nEnvironment=\"LOCI_CONFIG=/a\\\"b\\\\c$d\"\n",
        ] {
            assert!(service.contains(line), "{line}: {service}");
        }
        let socket = socket(&set).unwrap();
        assert!(socket.contains("\nListenStream=/r n/50%%\n"), "{socket}");
        let entry = entry(Path::new("/my bin/50%/loci"), &set).unwrap();
        let exec = "\nExec=env \"LOCI_SOCKET=/r n/50%%\" \"LOCI_CONFIG=/a\\\\\"b\\\\\\\\c\\\\$d\" \
                    \"/my bin/50%%/loci\" daemon start\n";
        assert!(entry.contains(exec), "{entry}");
    }

    #[test]
    fn without_overrides_nothing_is_added_and_no_placeholder_stays() {
        let service = service(Path::new("/bin/locid"), &[]).unwrap();
        let entry = entry(Path::new("/bin/loci"), &[]).unwrap();
        assert!(!service.contains("Environment="), "{service}");
        assert!(entry.contains("\nExec=/bin/loci daemon start\n"), "{entry}");
        assert!(!service.contains(".cargo") && !entry.contains("Exec=loci"));
        assert_eq!(socket(&[]).unwrap(), SOCKET);
    }

    #[test]
    fn what_cannot_stand_in_a_unit_is_refused_with_its_name() {
        let trouble = service(Path::new("/a\"b/locid"), &[]).unwrap_err();
        assert!(
            trouble.to_string().contains("the path of locid"),
            "{trouble}"
        );
        let set = places(&[("LOCI_CONFIG", "/a\nb")]);
        let trouble = service(Path::new("/bin/locid"), &set).unwrap_err();
        assert!(trouble.to_string().contains("LOCI_CONFIG"), "{trouble}");
    }

    #[test]
    fn a_file_that_was_changed_is_neither_replaced_nor_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = File {
            path: folder.path().join("a/locid.service"),
            text: "[Unit]\n".to_owned(),
        };
        assert_eq!(put(&file).unwrap().state, State::Written);
        assert_eq!(put(&file).unwrap().state, State::Unchanged);
        file.text.push_str("# of a newer loci\n");
        assert_eq!(put(&file).unwrap().state, State::Written);
        let mine = format!("{}# mine\n", fs::read_to_string(&file.path).unwrap());
        fs::write(&file.path, &mine).unwrap();
        assert_eq!(put(&file).unwrap().state, State::Kept);
        assert_eq!(take(&file.path).unwrap().unwrap().state, State::Kept);
        assert_eq!(fs::read_to_string(&file.path).unwrap(), mine);
        fs::write(&file.path, marked("x")).unwrap();
        assert_eq!(take(&file.path).unwrap().unwrap().state, State::Removed);
        assert!(take(&file.path).unwrap().is_none());
    }
}
