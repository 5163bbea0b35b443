//! One key of the config: what it says, and another value for it. Comments, order and layout of the file stay.

use std::io::ErrorKind;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, Value};

use super::edit;
use super::file::{Config, TEMPLATE};
use super::read::ConfigError;
use crate::domain::nearest::nearest;

/// A key that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// What it said before, as TOML.
    pub before: String,
    /// What it says now, as TOML.
    pub now: String,
}

/// What a key (`review.new_per_day`) says, as TOML: in the file, else by default.
///
/// # Errors
/// If there is no such key, or the file cannot be read or taken.
pub fn get(config: &Path, home: Option<&Path>, key: &str) -> Result<String, ConfigError> {
    let document = document(config, home)?;
    Ok(shown(&value(config, &document, key)?))
}

/// Gives a key another value, in TOML or as a bare word; a list may be given by its one entry.
///
/// # Errors
/// If there is no such key, the value is not possible, or the file cannot be read or written; then it is as it was.
pub fn set(config: &Path, home: Option<&Path>, key: &str, text: &str) -> Result<Set, ConfigError> {
    let mut document = document(config, home)?;
    let before = value(config, &document, key)?;
    let mut new = text.parse::<Value>().unwrap_or_else(|_| Value::from(text));
    // A word that happens to be a number or a date stays the word that the key wants.
    if before.is_str() && !new.is_str() {
        new = Value::from(text);
    }
    if before.is_array() && !new.is_array() {
        let entry = new.as_str().unwrap_or(text).to_owned();
        new = Value::Array([entry].into_iter().collect());
    }
    let (section, name) = parts(key);
    let table = match section {
        None => document.as_table_mut(),
        Some(section) => table_of(&mut document, section, config, key)?,
    };
    match table.get_mut(name).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new.clone();
        }
        None => {
            table.insert(name, Item::Value(new.clone()));
        }
    }
    let whole = document.to_string();
    Config::parse(&whole, config, home)?;
    edit::write(config, &whole)?;
    Ok(Set {
        before: shown(&before),
        now: shown(&new),
    })
}

/// The file as it is, once it is known to be right; the shipped one if there is none.
fn document(config: &Path, home: Option<&Path>) -> Result<DocumentMut, ConfigError> {
    match std::fs::read_to_string(config) {
        Ok(text) => {
            Config::parse(&text, config, home)?;
            edit::parse(config, &text)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => edit::parse(config, TEMPLATE),
        Err(source) => Err(ConfigError::Read {
            path: config.to_owned(),
            source,
        }),
    }
}

fn parts(key: &str) -> (Option<&str>, &str) {
    match key.split_once('.') {
        Some((section, name)) => (Some(section), name),
        None => (None, key),
    }
}

fn table_of<'a>(
    document: &'a mut DocumentMut,
    section: &str,
    config: &Path,
    key: &str,
) -> Result<&'a mut Table, ConfigError> {
    let item = document
        .entry(section)
        .or_insert_with(|| Item::Table(Table::new()));
    // A section may be written inline, too; then it is written out.
    if let Some(inline) = item.as_inline_table() {
        *item = Item::Table(inline.clone().into_table());
    }
    item.as_table_mut().ok_or_else(|| unknown(config, key))
}

/// The value in the document, else the shipped one.
fn value(config: &Path, document: &DocumentMut, key: &str) -> Result<Value, ConfigError> {
    let shipped = edit::parse(config, TEMPLATE)?;
    let found = find(document, key).or_else(|| find(&shipped, key));
    found.ok_or_else(|| unknown(config, key))
}

fn find(document: &DocumentMut, key: &str) -> Option<Value> {
    let (section, name) = parts(key);
    let item = match section {
        None => document.get(name)?,
        Some(section) => document.get(section)?.get(name)?,
    };
    item.as_value().cloned()
}

fn unknown(config: &Path, key: &str) -> ConfigError {
    let shipped: Vec<String> = edit::parse(config, TEMPLATE)
        .map(|all| keys(&all))
        .unwrap_or_default();
    ConfigError::NoKey {
        key: key.to_owned(),
        suggestion: nearest(key, shipped.iter().map(String::as_str)).map(str::to_owned),
    }
}

fn keys(document: &DocumentMut) -> Vec<String> {
    let mut keys = Vec::new();
    for (name, item) in document.iter() {
        match item.as_table() {
            Some(table) => keys.extend(table.iter().map(|(key, _)| format!("{name}.{key}"))),
            None => keys.push(name.to_owned()),
        }
    }
    keys
}

/// On one line, without the comments around it.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(list) => {
            let entries: Vec<String> = list.iter().map(shown).collect();
            format!("[{}]", entries.join(", "))
        }
        other => other.clone().decorated("", "").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct File {
        folder: tempfile::TempDir,
    }

    impl File {
        fn with(text: &str) -> File {
            let file = File {
                folder: tempfile::tempdir().unwrap(),
            };
            std::fs::write(file.path(), text).unwrap();
            file
        }

        fn path(&self) -> std::path::PathBuf {
            self.folder.path().join("config.toml")
        }

        fn get(&self, key: &str) -> String {
            get(&self.path(), None, key).unwrap_or_else(|error| error.to_string())
        }

        fn set(&self, key: &str, value: &str) -> Result<Set, ConfigError> {
            set(&self.path(), None, key, value)
        }

        fn text(&self) -> String {
            std::fs::read_to_string(self.path()).unwrap()
        }
    }

    #[test]
    fn a_key_says_what_the_file_says_else_the_default() {
        let file = File::with("[review]\nnew_per_day = 5 # few\n");
        assert_eq!(file.get("review.new_per_day"), "5");
        assert_eq!(file.get("review.ratings"), "2");
        assert_eq!(file.get("notify.digest"), "[\"09:30\"]");
        let error = file.get("review.new_per_dya");
        assert!(error.contains("review.new_per_day"), "{error}");
    }

    #[test]
    fn a_key_is_set_where_it_stands_and_everything_else_stays() {
        let file = File::with("# mine\n[review]\nnew_per_day = 5 # few\n");
        let set = file.set("review.new_per_day", "9").unwrap();
        assert_eq!((set.before.as_str(), set.now.as_str()), ("5", "9"));
        assert_eq!(file.text(), "# mine\n[review]\nnew_per_day = 9 # few\n");
        file.set("notify.digest", "08:15").unwrap();
        assert_eq!(file.get("notify.digest"), "[\"08:15\"]");
        file.set("box.map", "8m").unwrap();
        assert_eq!(file.get("box.map"), "\"8m\"");
        assert!(
            file.text()
                .starts_with("# mine\n[review]\nnew_per_day = 9 # few\n")
        );
    }

    #[test]
    fn what_is_not_possible_leaves_the_file_as_it_was() {
        let text = "[review]\nratings = 4\n";
        let file = File::with(text);
        for (key, value) in [
            ("review.ratings", "7"),
            ("review.rating", "2"),
            ("box.map", "soon"),
            ("review", "1"),
        ] {
            assert!(file.set(key, value).is_err(), "{key}");
            assert_eq!(file.text(), text);
        }
    }

    #[test]
    fn without_a_file_the_shipped_one_is_written_with_the_change() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.toml");
        set(&path, Some(folder.path()), "review.ratings", "4").unwrap();
        assert_eq!(
            get(&path, Some(folder.path()), "review.ratings").unwrap(),
            "4"
        );
        assert!(std::fs::read_to_string(&path).unwrap().contains('#'));
    }
}
