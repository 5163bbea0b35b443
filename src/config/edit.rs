//! Changes the list of notes in the config file, keeping its comments, order and layout.
//!
//! The file is replaced as a whole or not at all; a file that cannot be understood is never replaced.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Value};

use super::file::{Config, TEMPLATE};
use super::read::ConfigError;

/// What a change of the list of notes did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Paths that were added or removed.
    pub changed: Vec<PathBuf>,
    /// Paths for which there was nothing to do.
    pub unchanged: Vec<PathBuf>,
}

/// Adds notes (absolute paths) to the config file, which is made from the shipped one if it is absent.
pub fn add_notes(
    config: &Path,
    home: Option<&Path>,
    notes: &[PathBuf],
) -> Result<Changed, ConfigError> {
    // Without a file the default folder stands in no list, though it is read; then it is written into one.
    let is_new = !config.exists();
    change(config, home, notes, |list, known, path| {
        if known.contains(path) {
            return if is_new { Done::Changed } else { Done::Nothing };
        }
        push(list, &written(path, home));
        known.push(path.clone());
        Done::Changed
    })
}

/// Removes notes (absolute paths) from the config file.
pub fn remove_notes(
    config: &Path,
    home: Option<&Path>,
    notes: &[PathBuf],
) -> Result<Changed, ConfigError> {
    change(config, home, notes, |list, known, path| {
        let mut done = Done::Nothing;
        while let Some(at) = known.iter().position(|other| other == path) {
            known.remove(at);
            list.remove(at);
            done = Done::Changed;
        }
        done
    })
}

/// Makes these (absolute paths) the only notes.
pub fn set_notes(config: &Path, home: Option<&Path>, notes: &[PathBuf]) -> Result<(), ConfigError> {
    let mut document = read(config, home)?.document;
    let list = list_of(config, &mut document)?;
    list.clear();
    for path in notes {
        push(list, &written(path, home));
    }
    write(config, &document.to_string())
}

/// Writes the shipped file with the notes in the folder `atlas` beside it, unless there is one already.
pub fn create_demo(config: &Path) -> Result<(), ConfigError> {
    if config.exists() {
        return Ok(());
    }
    let mut document = parse(config, TEMPLATE)?;
    let list = list_of(config, &mut document)?;
    list.clear();
    push(list, "atlas");
    write(config, &document.to_string())
}

enum Done {
    Changed,
    Nothing,
}

struct Opened {
    document: DocumentMut,
    /// The paths that the list resolves to, one for each of its entries.
    notes: Vec<PathBuf>,
}

fn change(
    config: &Path,
    home: Option<&Path>,
    notes: &[PathBuf],
    each: impl Fn(&mut Array, &mut Vec<PathBuf>, &PathBuf) -> Done,
) -> Result<Changed, ConfigError> {
    let mut opened = read(config, home)?;
    let list = list_of(config, &mut opened.document)?;
    let mut result = Changed {
        changed: Vec::new(),
        unchanged: Vec::new(),
    };
    for path in notes {
        match each(list, &mut opened.notes, path) {
            Done::Changed => result.changed.push(path.clone()),
            Done::Nothing => result.unchanged.push(path.clone()),
        }
    }
    if !result.changed.is_empty() {
        write(config, &opened.document.to_string())?;
    }
    Ok(result)
}

fn read(config: &Path, home: Option<&Path>) -> Result<Opened, ConfigError> {
    match std::fs::read_to_string(config) {
        Ok(text) => {
            let notes = Config::parse(&text, config, home)?.notes;
            let mut document = parse(config, &text)?;
            if !document.contains_key("notes") {
                // The default is in force, so it is written out before it is changed.
                document["notes"] = Item::Value(Value::Array(Array::new()));
                let list = list_of(config, &mut document)?;
                for path in &notes {
                    push(list, &written(path, home));
                }
            }
            Ok(Opened { document, notes })
        }
        Err(error) if error.kind() == ErrorKind::NotFound => fresh(config, home),
        Err(source) => Err(ConfigError::Read {
            path: config.to_owned(),
            source,
        }),
    }
}

/// The shipped file; its default folder stays only where there is such a folder.
fn fresh(config: &Path, home: Option<&Path>) -> Result<Opened, ConfigError> {
    let mut document = parse(config, TEMPLATE)?;
    let mut notes = Config::defaults(home).notes;
    notes.retain(|path| path.exists());
    if notes.is_empty() {
        list_of(config, &mut document)?.clear();
    }
    Ok(Opened { document, notes })
}

pub(super) fn parse(config: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse::<DocumentMut>()
        .map_err(|error| ConfigError::Syntax {
            path: config.to_owned(),
            line: 1,
            message: error.message().to_owned(),
        })
}

fn list_of<'a>(config: &Path, document: &'a mut DocumentMut) -> Result<&'a mut Array, ConfigError> {
    document
        .entry("notes")
        .or_insert_with(|| Item::Value(Value::Array(Array::new())))
        .as_array_mut()
        .ok_or_else(|| ConfigError::Value {
            path: config.to_owned(),
            line: 1,
            key: "notes".to_owned(),
            value: "this".to_owned(),
            allowed: "use a list of files and folders".to_owned(),
        })
}

/// Appends in the layout of the list: one to a line where the list is written so.
fn push(list: &mut Array, text: &str) {
    let last = list.len().checked_sub(1).and_then(|last| list.get(last));
    let prefix = last
        .and_then(|last| last.decor().prefix())
        .and_then(toml_edit::RawString::as_str)
        .filter(|prefix| prefix.contains('\n'))
        .map(|prefix| {
            let indent = prefix.rsplit('\n').next().unwrap_or_default();
            format!("\n{indent}")
        });
    match prefix {
        Some(prefix) => list.push_formatted(Value::from(text).decorated(prefix, "")),
        None => list.push(text),
    }
}

/// The path as people write it: `~` for the home folder.
fn written(path: &Path, home: Option<&Path>) -> String {
    match home.map(|home| path.strip_prefix(home)) {
        Some(Ok(rest)) if !rest.as_os_str().is_empty() => format!("~/{}", rest.display()),
        Some(Ok(_)) => "~".to_owned(),
        Some(Err(_)) | None => path.display().to_string(),
    }
}

/// Replaces the file as a whole: a temporary file beside it, fsync, rename, fsync of the folder.
pub(super) fn write(config: &Path, text: &str) -> Result<(), ConfigError> {
    // A config that is a link (dotfiles) stays one: what it points at is replaced.
    let target = std::fs::canonicalize(config).unwrap_or_else(|_| config.to_owned());
    replace(&target, text).map_err(|source| ConfigError::Write {
        path: config.to_owned(),
        source,
    })
}

fn replace(target: &Path, text: &str) -> std::io::Result<()> {
    let folder = target.parent().unwrap_or(Path::new("/"));
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)?;
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = folder.join(name);
    let written = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)?;
        if let Ok(before) = std::fs::metadata(target) {
            file.set_permissions(before.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&temporary, target)?;
        File::open(folder)?.sync_all()
    })();
    if written.is_err() {
        // The error that matters is the one above; a leftover is harmless.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Home {
        folder: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Home {
            Home {
                folder: tempfile::tempdir().unwrap(),
            }
        }

        fn path(&self) -> &Path {
            self.folder.path()
        }

        fn config(&self) -> PathBuf {
            self.path().join("conf/config.toml")
        }

        fn write(&self, text: &str) {
            std::fs::create_dir_all(self.path().join("conf")).unwrap();
            std::fs::write(self.config(), text).unwrap();
        }

        fn text(&self) -> String {
            std::fs::read_to_string(self.config()).unwrap()
        }

        fn add(&self, path: &str) -> Changed {
            add_notes(&self.config(), Some(self.path()), &[self.path().join(path)]).unwrap()
        }

        fn remove(&self, path: &str) -> Changed {
            remove_notes(&self.config(), Some(self.path()), &[self.path().join(path)]).unwrap()
        }
    }

    #[test]
    fn comments_and_order_survive_and_adding_twice_changes_nothing() {
        let home = Home::new();
        let before = "# mine\nignore = []  # none\nnotes = [\n  # the first\n  \"~/a\",\n]\n[day]\nstarts = \"05:00\"\n";
        home.write(before);
        assert_eq!(home.add("b").changed.len(), 1);
        let after = home.text();
        assert_eq!(
            after,
            before.replace("\"~/a\",\n", "\"~/a\",\n  \"~/b\",\n")
        );
        assert_eq!(home.add("b").unchanged.len(), 1);
        assert_eq!(home.text(), after);
        home.remove("b");
        assert_eq!(home.text(), before);
        assert!(home.remove("b").changed.is_empty());
    }

    #[test]
    fn an_absent_file_is_made_from_the_shipped_one() {
        let home = Home::new();
        home.add("kb");
        assert!(
            home.text().contains("notes = [\"~/kb\"]"),
            "{}",
            home.text()
        );
        assert!(home.text().contains("# What a click opens"));
        assert_eq!(
            std::fs::read_dir(home.path().join("conf")).unwrap().count(),
            1
        );
    }

    #[test]
    fn a_default_folder_that_is_there_stays() {
        let home = Home::new();
        std::fs::create_dir(home.path().join("notes")).unwrap();
        home.add("kb");
        assert!(
            home.text().contains("notes = [\"~/notes\", \"~/kb\"]"),
            "{}",
            home.text()
        );
        home.remove("notes");
        home.remove("kb");
        assert!(home.text().contains("notes = []"), "{}", home.text());
    }

    #[test]
    fn adding_the_default_folder_writes_it_down() {
        let home = Home::new();
        std::fs::create_dir(home.path().join("notes")).unwrap();
        assert_eq!(home.add("notes").changed, [home.path().join("notes")]);
        assert!(
            home.text().contains("notes = [\"~/notes\"]"),
            "{}",
            home.text()
        );
        assert_eq!(home.add("notes").unchanged.len(), 1);
    }

    #[test]
    fn a_file_that_is_not_understood_is_left() {
        let home = Home::new();
        home.write("notes = [\n");
        assert!(add_notes(&home.config(), None, &["/x".into()]).is_err());
        assert_eq!(home.text(), "notes = [\n");
    }

    #[test]
    fn a_config_that_is_a_link_stays_a_link() {
        let home = Home::new();
        home.write("notes = []\n");
        let real = home.path().join("dotfiles.toml");
        std::fs::rename(home.config(), &real).unwrap();
        std::os::unix::fs::symlink(&real, home.config()).unwrap();
        home.add("kb");
        assert!(home.config().is_symlink());
        assert!(std::fs::read_to_string(real).unwrap().contains("~/kb"));
    }
}
